import { addShopDays, shopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, freshKey, operatorOf, refusalOf } from '../support/buying.js'
import { remembering } from '../support/remembering.js'
import { clientOf, type ShopClient } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let owner: ShopClient
const guest = (): ShopClient => clientOf(shop)

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  owner = await operatorOf(shop)
})
afterAll(() => shop.close())

const sms = (dailyBudget: number, expectedVersion: number, idempotencyKey = freshKey()) =>
  owner.settings.change({ body: { key: 'sms', value: { dailyBudget }, expectedVersion }, idempotencyKey })

describe('a setting in the back office', () => {
  it('is changed over the version its author saw, once, and tells who changed it', async () => {
    const key = freshKey()
    const first = await sms(100, 0, key)
    expect(first.sms).toMatchObject({ value: { dailyBudget: 100 }, version: 1 })
    expect((await sms(100, 0, key)).sms.version).toBe(1)
    expect(await codeOf(sms(200, 0))).toBe('VERSION_CONFLICT')
    expect((await sms(200, 1)).sms.version).toBe(2)
    const { items } = await owner.settings.versions({ query: { key: 'sms' } })
    expect(items.map(({ version, value }) => [version, value])).toEqual([
      [2, { dailyBudget: 200 }],
      [1, { dailyBudget: 100 }],
    ])
    expect(items[0]?.changedBy).toMatch(/^运营/)
    const trail = await owner.auditLog.list({ query: { action: 'setting.changed', subjectId: 'sms' } })
    expect(trail.items.map(({ permission }) => permission)).toEqual(['setting.write', 'setting.write'])
  })

  it('goes back to an earlier value as a new version', async () => {
    const restore = (version: number, expectedVersion: number) =>
      owner.settings.restore({ body: { key: 'sms', version, expectedVersion } })
    expect(await codeOf(restore(9, 2))).toBe('NOT_FOUND')
    expect(await codeOf(restore(1, 1))).toBe('VERSION_CONFLICT')
    expect((await restore(1, 2)).sms).toMatchObject({ value: { dailyBudget: 100 }, version: 3 })
  })

  it('names the field that does not fit', async () => {
    const body = { key: 'shop' as const, value: { name: '', slogan: '', searchHint: '' }, expectedVersion: 0 }
    expect(await codeOf(owner.settings.change({ body }))).toBe('VALIDATION_FAILED')
    expect(await codeOf(sms(-1, 3))).toBe('VALIDATION_FAILED')
  })

  it('says of a switch and of days what the form says: no filing, no day, no opening', async () => {
    const { storedValue, policies } = await owner.settings.all()
    const refused = async (change: object): Promise<string[]> => {
      const value = { ...storedValue.value, ...change }
      const body = { key: 'storedValue' as const, value, expectedVersion: storedValue.version }
      const refusal = await refusalOf(owner.settings.change({ body }))
      return (refusal.body.details as { path: string }[]).map(({ path }) => path.replace(/^.*value\./, ''))
    }
    expect(await refused({ open: true, filingNo: ' ', filedOn: null })).toEqual(['filingNo', 'filedOn'])
    expect(await refused({ open: true, filingNo: '330100ABC0001', filedOn: null })).toEqual(['filedOn'])
    expect(await refused({ open: '是' })).toEqual(['open'])
    const tomorrow = addShopDays(shopDay(shop.clock.now()), 1)
    for (const filedOn of ['2026-02-30', '2026-3-1', '', '昨天', tomorrow])
      expect([filedOn, await refused({ filedOn })]).toEqual([filedOn, ['filedOn']])
    const body = { key: 'policies' as const, expectedVersion: policies.version }
    for (const effectiveAt of ['2026-12-01', '2026-02-30T00:00:00.000Z', '']) {
      const value = { ...policies.value, version: '2026-13', effectiveAt }
      expect([effectiveAt, await codeOf(owner.settings.change({ body: { ...body, value } }))]).toEqual([
        effectiveAt,
        'VALIDATION_FAILED',
      ])
    }
    expect(await owner.settings.all()).toMatchObject({ storedValue, policies })
  })

  it('is for those who may: reading is not writing', async () => {
    const reader = await operatorOf(shop, ['operations'])
    await reader.settings.all()
    const body = { key: 'sms' as const, value: { dailyBudget: 1 }, expectedVersion: 3 }
    expect(await codeOf(reader.settings.change({ body }))).toBe('FORBIDDEN')
    const clerk = await operatorOf(shop, ['clerk'])
    expect(await codeOf(clerk.settings.all())).toBe('FORBIDDEN')
  })
})

describe('policies', () => {
  it('keep every text that ever held, readable by anybody, and never two under one name', async () => {
    const { policies } = await owner.settings.all()
    const change = (version: string, expectedVersion: number) =>
      owner.settings.change({
        body: { key: 'policies', value: { ...policies.value, version, terms: [`条款 ${version}`] }, expectedVersion },
      })
    expect(await codeOf(change(policies.value.version, policies.version))).toBe('VALIDATION_FAILED')
    await change('2026-12', policies.version)
    expect(await codeOf(change('2026-12', policies.version + 1))).toBe('VALIDATION_FAILED')

    const versions = await guest().settings.policyVersions()
    expect(versions.items.map(({ version, current }) => [version, current])).toEqual([
      ['2026-12', true],
      [policies.value.version, false],
    ])
    const earlier = await guest().settings.policyVersion({ params: { version: policies.value.version } })
    expect(earlier.items[0]?.paragraphs).toEqual(policies.value.terms)
    expect(await codeOf(guest().settings.policyVersion({ params: { version: '1999-01' } }))).toBe('NOT_FOUND')
    expect((await guest().identity.policies()).version).toBe('2026-12')
  })

  it('cost the database next to nothing, however often anybody asks for them', async () => {
    const ask = async (): Promise<void> => {
      const { items } = await guest().settings.policyVersions()
      expect(items).toHaveLength(2)
      for (const { version, current } of items)
        expect(await guest().settings.policyVersion({ params: { version } })).toMatchObject({ version, current })
      expect(await codeOf(guest().settings.policyVersion({ params: { version: '1999-01' } }))).toBe('NOT_FOUND')
    }
    await ask()
    const before = shop.database.statements.total
    await remembering(async () => {
      for (let round = 0; round < 25; round += 1) await ask()
    })
    // What was read a moment ago is remembered; it was 100 statements.
    expect(shop.database.statements.total - before).toBe(0)
  })

  it('count who agreed to which', async () => {
    const { items } = await owner.settings.consents()
    expect(items).toEqual([])
  })
})

it('leaves a sound shop', () => expectSoundShop(shop))
