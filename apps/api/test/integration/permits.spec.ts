import type { PermitBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { addDays, instantOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { SettingsFacade } from '../../src/modules/settings/index.js'
import { codeOf, refusalOf } from '../support/buying.js'
import { bodyOf, openCatalogDesk, productOf, type CatalogDesk } from '../support/catalog-desk.js'

// Midday in Shanghai, far from the turn of any day.
const clock = new MovableClock(instantOf('2026-11-10T04:00:00Z'))
let desk: CatalogDesk
let drinks: string

beforeAll(async () => {
  desk = await openCatalogDesk(clock)
  const top = await desk.api.catalog.addCategory({
    body: { name: '酒水', parentId: null, iconId: null, permitKind: 'alcohol' },
  })
  drinks = (
    await desk.api.catalog.addCategory({ body: { name: '黄酒', parentId: top.id, iconId: null, permitKind: null } })
  ).id
})
afterAll(() => desk.close())

const paper = (over: Partial<PermitBody> = {}): PermitBody => ({
  kind: 'alcohol',
  title: '酒类经营许可证',
  number: 'JY1310101',
  pictureId: null,
  validFrom: '2026-11-01',
  validTo: '2026-11-20',
  shown: true,
  ...over,
})
const product = async () =>
  (await desk.api.catalog.addProduct({ body: productOf(drinks, { pictureIds: [desk.pictureId] }) })).id
const show = (id: string) => desk.api.catalog.moveProduct({ params: { id }, body: { state: 'on_shelf' } })

describe('goods that need a permit', () => {
  it('go on the shelf on the days it holds, wherever above them it is asked for', async () => {
    const id = await product()
    const refusal = await refusalOf(show(id))
    expect([refusal.status, refusal.body]).toMatchObject([
      409,
      { code: 'PERMIT_MISSING', details: { permitKind: 'alcohol' } },
    ])
    const onShelf = { kind: 'shelf', state: 'on_shelf' } as const
    const bulk = await desk.api.catalog.changeProducts({ body: { ids: [id], change: onShelf } })
    expect(bulk.refused).toMatchObject([{ id, code: 'PERMIT_MISSING', permitKind: 'alcohol' }])
    const permit = await desk.api.catalog.addPermit({ body: paper({ validFrom: '2026-11-11' }) })
    expect(await codeOf(show(id))).toBe('PERMIT_MISSING')
    await desk.api.catalog.editPermit({ params: { id: permit.id }, body: { ...paper(), version: permit.version } })
    await show(id)
    clock.set(addDays(clock.now(), 10))
    await show(await product())
    clock.set(addDays(clock.now(), 1))
    expect(await codeOf(show(await product()))).toBe('PERMIT_MISSING')
    clock.set(instantOf('2026-11-10T04:00:00Z'))
    await desk.api.catalog.archivePermit({ params: { id: permit.id }, body: { version: 2 } })
    expect(await codeOf(show(await product()))).toBe('PERMIT_MISSING')
  })

  it('are not moved in among them while on the shelf', async () => {
    const free = await desk.goods.category('茶')
    const { id } = await desk.api.catalog.addProduct({ body: productOf(free, { pictureIds: [desk.pictureId] }) })
    await show(id)
    const form = await desk.api.shopfront.productForm({ params: { id } })
    const body = { ...bodyOf(form), categoryId: drinks }
    expect(await codeOf(desk.api.catalog.editProduct({ params: { id }, body }))).toBe('PERMIT_MISSING')
  })
})

describe('the papers of the shop', () => {
  it('are shown to shoppers while they hold and are meant to be, with the filing number', async () => {
    const settings = desk.shop.get(SettingsFacade)
    const { value, version } = await settings.read(desk.shop.database, 'shop')
    await desk.shop.database.transaction((tx) =>
      settings.change(tx, { kind: 'system', name: 'test' }, 'shop', { ...value, icp: '沪ICP备2026000001号' }, version),
    )
    await desk.api.catalog.addPermit({ body: paper({ kind: 'food', title: '食品经营许可证', number: 'JY2' }) })
    await desk.api.catalog.addPermit({
      body: paper({
        kind: 'business',
        title: '营业执照',
        number: '91310000',
        validTo: null,
        pictureId: desk.pictureId,
      }),
    })
    await desk.api.catalog.addPermit({ body: paper({ number: 'hidden', shown: false }) })
    await desk.api.catalog.addPermit({ body: paper({ number: 'over', validTo: '2026-11-09' }) })
    const { items, icp } = await desk.api.catalog.licences()
    expect(icp).toBe('沪ICP备2026000001号')
    expect(items).toMatchObject([
      { kind: 'business', number: '91310000', validTo: null, picture: { id: desk.pictureId } },
      { kind: 'food', number: 'JY2', validTo: '2026-11-20', picture: null },
    ])
    const all = (await desk.api.catalog.permits()).items
    expect(all.find(({ number }) => number === 'over')?.valid).toBe(false)
  })

  it('end after they begin and are written over the version that was seen', async () => {
    const refusal = await refusalOf(desk.api.catalog.addPermit({ body: paper({ validTo: '2026-10-01' }) }))
    expect(refusal.body.details).toMatchObject([{ path: 'validTo' }])
    const { id } = await desk.api.catalog.addPermit({ body: paper() })
    const body = { ...paper({ number: 'new' }), version: 1 }
    await desk.api.catalog.editPermit({ params: { id }, body })
    expect(await codeOf(desk.api.catalog.editPermit({ params: { id }, body }))).toBe('VERSION_CONFLICT')
    expect(await codeOf(desk.api.catalog.archivePermit({ params: { id }, body: { version: 1 } }))).toBe(
      'VERSION_CONFLICT',
    )
    const log = await desk.shop.database.rows<{ before: { number: string } }>(
      `select before from audit_log where subject_id = $1 and action = 'permit.changed'`,
      [id],
    )
    expect(log).toMatchObject([{ before: { number: 'JY1310101' } }])
  })
})
