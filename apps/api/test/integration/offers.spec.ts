import type { ChangeOfferBody, OfferBody, OffersQuery } from '@jishi/contracts/promotion/offers.schema'
import { addMs, dayMs, hourMs, isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { codeOf, refusalOf } from '../support/buying.js'
import { openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'
import { launched, lessFrom, offerOf, only } from '../support/offer-desk.js'
import { clientOf, type ShopClient } from '../support/shopper.js'

const clock = new MovableClock()
const NOWHERE = '0197a000-0000-7000-8000-00000000000f'
let desk: CatalogDesk
let other: ShopClient
let spuId: string
let skuId: string

beforeAll(async () => {
  desk = await openCatalogDesk(clock)
  other = clientOf(desk.shop, desk.actors.operator(['promotion.read', 'promotion.approve']))
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.shop.database.execute(`update offers set state = 'stopped', stopped_at = now() where state = 'live'`)
  const made = await desk.goods.product({ pricesFen: [5_000] })
  spuId = made.spuId
  skuId = made.skus[0]?.skuId ?? ''
})

const body = (over: Partial<OfferBody> = {}): OfferBody =>
  offerOf({ scope: only({ spuIds: [spuId] }), ...over }, clock.now())
const add = (over: Partial<OfferBody> = {}) => desk.api.offers.add({ body: body(over) })
const one = (id: string) => desk.api.offers.one({ params: { id } })
const change = async (id: string, over: Partial<ChangeOfferBody>) => {
  const view = await one(id)
  const { name, campaign, priority, scope, platforms, fromAt, untilAt, totalLimit, memberLimit, rule, version } = view
  const terms = { name, campaign, priority, scope, platforms, fromAt, untilAt, totalLimit, memberLimit, rule, version }
  return desk.api.offers.change({ params: { id }, body: { ...terms, ...over } })
}
const launch = ({ id, version }: { id: string; version: number }, api = desk.api) =>
  api.offers.launch({ params: { id }, body: { version } })
const inDays = (days: number): string => isoOf(addMs(clock.now(), days * dayMs))
const setFloor = (floorFen: number) =>
  desk.shop.database.execute('update skus set floor_fen = $2 where id = $1', [skuId, floorFen])
const logged = (id: string) =>
  desk.shop.database.rows<{ action: string; permission: string; before: object | null; after: object | null }>(
    'select action, permission, before, after from audit_log where subject_id = $1 order by seq',
    [id],
  )

describe('a draft', () => {
  it('is read back as it was written, changes over the version its form saw, and is thrown away', async () => {
    const written = body({ campaign: '双十一', memberLimit: 2 })
    const saved = await desk.api.offers.add({ body: written })
    expect(saved.version).toBe(1)
    expect(await one(saved.id)).toMatchObject({
      ...written,
      phase: 'draft',
      usedCount: 0,
    })
    expect((await change(saved.id, { name: '另一个名字', rule: lessFrom(5_000, 500) })).version).toBe(2)
    expect(await codeOf(change(saved.id, { version: 1 }))).toBe('VERSION_CONFLICT')
    await desk.api.offers.discard({ params: { id: saved.id } })
    expect(await codeOf(one(saved.id))).toBe('NOT_FOUND')
    const rows = await logged(saved.id)
    expect(rows.map(({ action }) => action)).toEqual(['offer.drafted', 'offer.changed', 'offer.discarded'])
    expect(rows[1]).toMatchObject({
      permission: 'promotion.write',
      before: { name: '满 99 减 20' },
      after: { name: '另一个名字' },
    })
  })

  it('is refused with the field where its rule makes no sense', async () => {
    const rule = lessFrom(9_900, 2_000)
    const wrong: [Partial<OfferBody>, string][] = [
      [{ untilAt: body().fromAt }, 'untilAt'],
      [{ rule: { ...rule, tiers: [{ from: 100, off: { fen: 200 } }] } as OfferBody['rule'] }, 'rule.tiers'],
      [
        {
          rule: {
            kind: 'bundle',
            items: [
              { skuId, qty: 1 },
              { skuId, qty: 2 },
            ],
            priceFen: 100,
          },
        },
        'rule.items',
      ],
      [{ rule: { kind: 'gift', measure: 'pieces', from: 5_000, gifts: [{ skuId, qty: 1 }] } }, 'rule.measure'],
      [{ scope: only({}) }, 'scope'],
    ]
    for (const [over, path] of wrong) {
      const { body: refusal } = await refusalOf(add(over))
      expect([refusal.code, (refusal.details as { path: string }[]).map((flaw) => flaw.path)]).toEqual([
        'VALIDATION_FAILED',
        [path],
      ])
    }
  })

  it('is copied with all its terms, whatever became of the first', async () => {
    const id = await launched(desk.api, body({ totalLimit: 9 }))
    await desk.api.offers.stop({ params: { id } })
    const copy = await desk.api.offers.clone({ params: { id } })
    expect(await one(copy.id)).toMatchObject({
      name: '满 99 减 20（副本）',
      phase: 'draft',
      totalLimit: 9,
      usedCount: 0,
    })
  })

  it('of a bundle is for its own goods, whatever scope came along', async () => {
    const second = (await desk.goods.product({ pricesFen: [1_000] })).skus[0]?.skuId ?? ''
    const rule = {
      kind: 'bundle' as const,
      items: [
        { skuId, qty: 1 },
        { skuId: second, qty: 1 },
      ],
      priceFen: 5_500,
    }
    const { id } = await add({ scope: only({ spuIds: [NOWHERE] }), rule })
    const { scope } = await one(id)
    expect(scope.named.spuIds).toHaveLength(2)
    expect(scope.named.spuIds).toContain(spuId)
  })
})

describe('a launched one', () => {
  it('keeps what shoppers were promised, and moves only its name, place, end and room', async () => {
    const id = await launched(desk.api, body({ totalLimit: 10 }))
    await change(id, { name: '新名字', campaign: '年货节', priority: 1, untilAt: inDays(30), totalLimit: 11 })
    expect(await one(id)).toMatchObject({ phase: 'running', name: '新名字', totalLimit: 11 })
    await change(id, { totalLimit: null })
    const fixed: [Partial<OfferBody>, string][] = [
      [{ totalLimit: 5 }, 'totalLimit'],
      [{ memberLimit: 1 }, 'memberLimit'],
      [{ rule: lessFrom(9_900, 100) }, 'rule'],
      [{ scope: only({ spuIds: [NOWHERE] }) }, 'scope'],
      [{ fromAt: inDays(-3) }, 'fromAt'],
      [{ platforms: ['h5'] }, 'platforms'],
      [{ untilAt: isoOf(addMs(clock.now(), -hourMs)) }, 'untilAt'],
    ]
    for (const [over, field] of fixed) {
      expect((await refusalOf(change(id, over))).body).toMatchObject({
        code: 'OFFER_NOT_CHANGEABLE',
        details: { fields: [field] },
      })
    }
  })

  it('stops for good: it is told, listed and neither changed, launched nor thrown away', async () => {
    const id = await launched(desk.api, body())
    await desk.api.offers.stop({ params: { id } })
    const { phase, version, stoppedAt } = await one(id)
    expect([phase, stoppedAt === null]).toEqual(['stopped', false])
    expect(await codeOf(change(id, { name: '再来' }))).toBe('OFFER_NOT_CHANGEABLE')
    expect(await codeOf(launch({ id, version }))).toBe('OFFER_ACTION_NOT_ALLOWED')
    expect(await codeOf(desk.api.offers.stop({ params: { id } }))).toBe('OFFER_ACTION_NOT_ALLOWED')
    expect(await codeOf(desk.api.offers.discard({ params: { id } }))).toBe('OFFER_ACTION_NOT_ALLOWED')
    const { items } = await desk.api.offers.list({ query: { phase: 'stopped', limit: 50 } })
    expect(items.map((item) => item.id)).toContain(id)
    expect((await logged(id)).map(({ action }) => action)).toEqual(['offer.drafted', 'offer.launched', 'offer.stopped'])
  })

  it('runs within its days, and the list and the calendar tell where each stands', async () => {
    const now = await launched(desk.api, body({ name: '查找甲', campaign: '年末' }))
    const later = await launched(desk.api, body({ name: '查找乙', fromAt: inDays(3), untilAt: inDays(40) }))
    const draft = await add({ name: '查找丙', untilAt: inDays(50) })
    const listed = async (query: OffersQuery) =>
      (await desk.api.offers.list({ query: { q: '查找', ...query } })).items.map(({ id }) => id)
    expect(await listed({})).toEqual([draft.id, later, now])
    expect(await listed({ phase: 'running' })).toEqual([now])
    expect(await listed({ phase: 'scheduled' })).toEqual([later])
    expect(await listed({ kind: 'gift' })).toEqual([])
    const first = await desk.api.offers.list({ query: { q: '查找', limit: 2 } })
    expect(await listed({ limit: 2, cursor: first.nextCursor ?? '' })).toEqual([now])
    const day = (days: number): string => inDays(days).slice(0, 10)
    const { items } = await desk.api.offers.calendar({ query: { from: day(0), to: day(5) } })
    expect(items.find(({ id }) => id === later)).toMatchObject({ what: 'offer', phase: 'scheduled', name: '查找乙' })
    expect(
      (await desk.api.offers.calendar({ query: { from: day(20), to: day(25) } })).items.map(({ id }) => id),
    ).not.toContain(now)
    expect(await codeOf(desk.api.offers.calendar({ query: { from: day(5), to: day(0) } }))).toBe('VALIDATION_FAILED')
  })
})

describe('before it is launched', () => {
  it('its goods have to be there and on sale, its scope known, and its days ahead', async () => {
    const gift = (id: string): OfferBody['rule'] => ({
      kind: 'gift',
      measure: 'amount',
      from: 100,
      gifts: [{ skuId: id, qty: 1 }],
    })
    expect((await refusalOf(launch(await add({ rule: gift(NOWHERE) })))).body).toMatchObject({
      code: 'OFFER_GOODS_UNAVAILABLE',
      details: { items: [{ skuId: NOWHERE }] },
    })
    await desk.shop.database.transaction((tx) => desk.shop.get(CatalogFacade).setSkuOnSale(tx, skuId, false))
    expect(await codeOf(launch(await add({ rule: gift(skuId) })))).toBe('OFFER_GOODS_UNAVAILABLE')
    expect((await refusalOf(launch(await add({ scope: only({ brandIds: [NOWHERE] }) })))).body).toMatchObject({
      code: 'OFFER_SCOPE_UNKNOWN',
      details: { items: [{ kind: 'brand', id: NOWHERE }] },
    })
    const over = await add({ fromAt: inDays(-3), untilAt: inDays(-1) })
    expect(await codeOf(launch(over))).toBe('OFFER_DAYS_OVER')
    expect(await codeOf(launch({ ...over, version: 9 }))).toBe('VERSION_CONFLICT')
  })

  it('a bundle costs less than its pieces', async () => {
    const second = (await desk.goods.product({ pricesFen: [1_000] })).skus[0]?.skuId ?? ''
    const bundle = (priceFen: number): OfferBody['rule'] => ({
      ...{ kind: 'bundle', priceFen },
      items: [
        { skuId, qty: 1 },
        { skuId: second, qty: 2 },
      ],
    })
    const { body: refusal } = await refusalOf(launch(await add({ rule: bundle(7_000) })))
    expect(refusal).toMatchObject({ code: 'OFFER_BUNDLE_DEARER', details: { piecesFen: 7_000 } })
    expect((await launch(await add({ rule: bundle(6_999) }))).phase).toBe('running')
  })

  it.each([
    // 2 × 50.00 reach 99.00; 20.00 off leaves 40.00 a piece
    ['a reduction', (): OfferBody['rule'] => lessFrom(9_900, 2_000), 4_000],
    // two pieces, the second at half: 75.00 for both
    ['an n-th piece', (): OfferBody['rule'] => ({ kind: 'nth_piece', nth: 2, offBp: 5_000 }), 3_750],
    // 50.00 and 10.00 for 30.00: the dearer one bears 25.00
    [
      'a bundle',
      (second: string): OfferBody['rule'] => ({
        ...{ kind: 'bundle', priceFen: 3_000 },
        items: [
          { skuId, qty: 1 },
          { skuId: second, qty: 1 },
        ],
      }),
      2_500,
    ],
  ])('%s below a price floor waits for a second person', async (_name, ruleOf, lowestFen) => {
    const second = (await desk.goods.product({ pricesFen: [1_000] })).skus[0]?.skuId ?? ''
    await setFloor(lowestFen)
    expect((await launch(await add({ rule: ruleOf(second) }))).phase).toBe('running')
    await setFloor(lowestFen + 1)
    const saved = await add({ rule: ruleOf(second) })
    const asked = await launch(saved)
    expect(asked).toMatchObject({
      phase: 'awaiting_approval',
      belowFloor: [{ skuId, floorFen: lowestFen + 1, lowestFen }],
    })
    const approve = (api: ShopClient, version = asked.version) =>
      api.offers.approve({ params: { id: saved.id }, body: { version } })
    expect(await codeOf(approve(desk.api))).toBe('OFFER_SELF_APPROVAL')
    expect(await codeOf(approve(other, asked.version - 1))).toBe('VERSION_CONFLICT')
    expect((await approve(other)).phase).toBe('running')
    expect(await codeOf(approve(other, asked.version + 1))).toBe('OFFER_ACTION_NOT_ALLOWED')
    expect((await logged(saved.id)).map(({ action }) => action)).toEqual([
      ...['offer.drafted', 'offer.approval_asked', 'offer.approved'],
    ])
  })

  it('looks at prices that begin within its days, and at those of single platforms', async () => {
    await setFloor(3_900)
    const lists = async () => (await desk.api.priceLists.priceLists({ params: { id: spuId } })).version
    const rows = [{ skuId, list: 'base', minQty: 1, priceFen: 5_000, from: null, until: null }]
    const save = async (more: (typeof rows)[number]) =>
      desk.api.priceLists.savePriceLists({
        params: { id: spuId },
        body: { version: await lists(), rows: [...rows, more] },
      })
    await save({ skuId, list: 'channel:mp-weixin', minQty: 1, priceFen: 3_950, from: null, until: null })
    const cut = { rule: lessFrom(5_000, 200) }
    expect((await launch(await add(cut))).belowFloor).toMatchObject([{ skuId, lowestFen: 3_850 }])
    expect((await launch(await add({ ...cut, platforms: ['h5'] }))).phase).toBe('running')
  })

  it('a change takes it back from whoever was asked', async () => {
    await setFloor(4_999)
    const saved = await add()
    const asked = await launch(saved)
    await change(saved.id, { name: '改过' })
    expect(await one(saved.id)).toMatchObject({ phase: 'draft', belowFloor: [] })
    expect(await codeOf(other.offers.approve({ params: { id: saved.id }, body: { version: asked.version + 1 } }))).toBe(
      'OFFER_ACTION_NOT_ALLOWED',
    )
  })

  it('a hundred may run or wait, and no more', async () => {
    await desk.shop.database.execute(
      `insert into offers (id, state, kind, name, priority, scope, rule, from_at, until_at, created_by, created_at, updated_at, launched_at)
       select gen_random_uuid(), 'live', kind, name, priority, scope, rule, from_at, until_at, created_by, now(), now(), now()
         from offers, generate_series(1, 100) where id = $1`,
      [(await add()).id],
    )
    expect(await codeOf(launch(await add()))).toBe('OFFER_LIMIT')
  })
})
