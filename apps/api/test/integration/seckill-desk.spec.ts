import type { SeckillBody } from '@jishi/contracts/seckill/seckill-desk.schema'
import { addDays, addHours, addMs, instantOf, isoOf, minuteMs, secondMs, shopDay } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { fen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { codeOf, expectSoundShop, operatorHeadersOf, operatorOf, pay, refusalOf, stockOf } from '../support/buying.js'
import {
  armed,
  countsOf,
  drafted,
  goodsFor,
  itemOf,
  orderOfTake,
  running,
  sessionOf,
  short,
  won,
} from '../support/seckill-desk.js'
import { shopperOf, type ShopClient } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let another: ShopClient

beforeAll(async () => {
  shop = await startWholeShop()
  operator = await operatorOf(shop)
  another = await operatorOf(shop)
})
afterAll(() => shop.close())

const desk = () => operator.seckillDesk
const later = (hours: number): Partial<SeckillBody> => {
  const startsAt = addHours(shop.clock.now(), hours)
  return { warmUpAt: isoOf(startsAt), startsAt: isoOf(startsAt), endsAt: isoOf(addHours(startsAt, 1)) }
}
const auditedOf = async (id: string): Promise<string[]> =>
  (
    await shop.database.rows<{ action: string }>('select action from audit_log where subject_id = $1 order by seq', [
      id,
    ])
  ).map(({ action }) => action)

describe('a draft', () => {
  it('changes, is told apart by its version, and is thrown away', async () => {
    const [one, two] = [await goodsFor(shop), await goodsFor(shop)]
    const draft = await drafted(operator, sessionOf(shop, [{ skuId: one }]))
    const body = { ...sessionOf(shop, [{ skuId: two, total: 3 }], { name: '改过的' }), version: draft.version }
    const changed = await desk().change({ params: { id: draft.id }, body })
    expect(changed).toMatchObject({ name: '改过的', version: 2, items: [{ skuId: two, total: 3 }] })
    const late = await refusalOf(another.seckillDesk.change({ params: { id: draft.id }, body }))
    expect(late.body).toMatchObject({ code: 'VERSION_CONFLICT', details: { version: 2 } })
    await desk().discard({ params: { id: draft.id } })
    expect(await codeOf(desk().one({ params: { id: draft.id } }))).toBe('NOT_FOUND')
    expect(await auditedOf(draft.id)).toEqual(['seckill.created', 'seckill.changed', 'seckill.discarded'])
  })

  it('is checked for its form', async () => {
    const skuId = await goodsFor(shop)
    const flawed = async (over: object, goods = [{ skuId }]): Promise<unknown> =>
      (await refusalOf(drafted(operator, { ...sessionOf(shop, goods), ...over }))).body.details
    const { startsAt, endsAt } = sessionOf(shop, [{ skuId }])
    expect(await flawed({ endsAt: startsAt })).toMatchObject([{ path: 'endsAt' }])
    expect(await flawed({ warmUpAt: endsAt })).toMatchObject([{ path: 'warmUpAt' }])
    expect(await flawed({ payWithinMinutes: 16 })).toMatchObject([{ path: 'payWithinMinutes' }])
    expect(await flawed({ items: [{ skuId, priceFen: 1, total: 1, perMember: 2 }] })).toMatchObject([
      { path: 'items.0.perMember' },
    ])
    expect(await flawed({}, [{ skuId }, { skuId }])).toMatchObject([{ path: 'items.1.skuId' }])
    expect(await flawed({}, [{ skuId: '0197a000-0000-7000-8000-00000000000f' }])).toMatchObject([
      { path: 'items.0.skuId' },
    ])
  })
})

describe('arming', () => {
  it('takes the stock of every SKU out of what is for sale, and gives it back while it has not begun', async () => {
    const skuId = await goodsFor(shop, 20)
    const view = await armed(operator, sessionOf(shop, [{ skuId, total: 15 }]))
    expect(view).toMatchObject({ state: 'armed', total: 15, items: [{ available: 5, wasFen: 2_990, usualFen: 2_990 }] })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 20, reserved: 15 })
    const body = { ...sessionOf(shop, [{ skuId }]), version: view.version }
    expect(await codeOf(desk().change({ params: { id: view.id }, body }))).toBe('SECKILL_NOT_CHANGEABLE')
    const draft = await desk().disarm({ params: { id: view.id }, body: { version: view.version } })
    expect(draft).toMatchObject({ state: 'draft', armedAt: null })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 20, reserved: 0 })
    const again = await desk().arm({ params: { id: view.id }, body: { version: draft.version } })
    expect(again.state).toBe('armed')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 20, reserved: 15 })
  })

  it('takes all or nothing, and names what is short', async () => {
    const [plenty, few] = [await goodsFor(shop, 50), await goodsFor(shop, 2)]
    const draft = await drafted(operator, sessionOf(shop, [{ skuId: plenty }, { skuId: few, total: 3 }]))
    const refused = await refusalOf(desk().arm({ params: { id: draft.id }, body: { version: draft.version } }))
    expect(refused.body).toMatchObject({
      code: 'SECKILL_STOCK_SHORT',
      details: { items: [{ skuId: few, available: 2, wanted: 3 }] },
    })
    expect(await stockOf(shop, plenty)).toEqual({ onHand: 50, reserved: 0 })
    expect((await desk().one({ params: { id: draft.id } })).state).toBe('draft')
  })

  it('refuses one SKU in two sessions at one time, by name, also when both are armed at once', async () => {
    const skuId = await goodsFor(shop)
    const first = await armed(operator, sessionOf(shop, [{ skuId }], later(2)))
    const second = await drafted(operator, sessionOf(shop, [{ skuId }], later(2.5)))
    const arm = (id: string, version: number) => desk().arm({ params: { id }, body: { version } })
    const refused = await refusalOf(arm(second.id, second.version))
    expect(refused.body).toMatchObject({
      code: 'SECKILL_OVERLAP',
      details: { items: [{ skuId, activityId: first.id, name: first.name }] },
    })
    expect((await arm((await drafted(operator, sessionOf(shop, [{ skuId }], later(3.1)))).id, 1)).state).toBe('armed')

    const other = await goodsFor(shop)
    const drafts = await Promise.all(
      [1, 2, 3].map(() => drafted(operator, sessionOf(shop, [{ skuId: other }], later(5)))),
    )
    const said = await parallel(3, (n) => arm(drafts[n]?.id ?? '', 1))
    expect(said.fulfilled.length).toBe(1)
  })

  it('refuses goods that cannot be sold this way, and a beginning that is over', async () => {
    const skuId = await goodsFor(shop)
    const draft = await drafted(operator, sessionOf(shop, [{ skuId }]))
    const arm = () => desk().arm({ params: { id: draft.id }, body: { version: draft.version } })
    await shop.database.transaction((tx) => shop.get(CatalogFacade).setSkuOnSale(tx, skuId, false))
    expect((await refusalOf(arm())).body).toMatchObject({
      code: 'SECKILL_GOODS_UNAVAILABLE',
      details: { items: [{ skuId }] },
    })
    await shop.database.transaction((tx) => shop.get(CatalogFacade).setSkuOnSale(tx, skuId, true))
    shop.clock.advance(5 * minuteMs)
    expect(await codeOf(arm())).toBe('SECKILL_TIMES_OVER')
  })

  it('refuses a price that is not lower, and one that was raised before', async () => {
    const skuId = await goodsFor(shop, 100, 2_990)
    const armAt = async (priceFen: number) => {
      const { id, version } = await drafted(operator, sessionOf(shop, [{ skuId, priceFen, total: 1 }], later(9)))
      return desk().arm({ params: { id }, body: { version } })
    }
    expect(await codeOf(armAt(2_990))).toBe('SECKILL_NOT_LOWER')
    shop.clock.advance(minuteMs)
    await shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, skuId, fen(4_990)))
    const refused = await refusalOf(armAt(2_990))
    expect(refused.body).toMatchObject({ code: 'RAISED_BEFORE_CUT', details: { items: [{ skuId, lowestFen: 2_990 }] } })
    expect((await armAt(2_980)).items[0]?.wasFen).toBe(2_990)
  })

  it('asks a second person for prices below a floor', async () => {
    const skuId = await goodsFor(shop)
    await shop.database.execute('update skus set floor_fen = 2000 where id = $1', [skuId])
    const draft = await drafted(operator, sessionOf(shop, [{ skuId, priceFen: 990 }]))
    const on = (version: number) => ({ params: { id: draft.id }, body: { version } })
    expect(draft.items[0]?.belowFloor).toBe(true)
    expect(await codeOf(desk().arm(on(1)))).toBe('SECKILL_BELOW_FLOOR')
    expect(await codeOf(desk().agree(on(1)))).toBe('SECKILL_SELF_APPROVAL')
    const agreed = await another.seckillDesk.agree(on(1))
    expect(agreed.agreedBy).toMatch(/^运营/)
    expect((await desk().arm(on(2))).state).toBe('armed')
    const draftAgain = await desk().disarm(on(3))
    const body = { ...sessionOf(shop, [{ skuId, priceFen: 980 }]), version: draftAgain.version }
    expect((await desk().change({ params: { id: draft.id }, body })).agreedBy).toBeNull()
  })
})

describe('the life by the clock', () => {
  it('begins, ends, gives back and is settled after its last open order', async () => {
    const skuId = await goodsFor(shop, 10)
    const view = await running(shop, operator, [{ skuId, total: 6 }], short(shop))
    await shop.sweep('seckill.turn')
    expect((await desk().one({ params: { id: view.id } })).state).toBe('running')
    const who = await shopperOf(shop, '13800066001')
    const order = await orderOfTake(who, await won(who, itemOf(view)))
    shop.clock.set(addMs(instantOf(view.endsAt), secondMs))
    await shop.sweep('seckill.turn')
    const ended = await desk().one({ params: { id: view.id } })
    expect(ended).toMatchObject({ state: 'ended', settledAt: null, items: [{ returned: 5, drawn: 1 }] })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 10, reserved: 1 })
    await who.api.order.cancel({ params: { id: order.id } })
    await shop.settle()
    await shop.sweep('seckill.turn')
    const settled = await desk().one({ params: { id: view.id } })
    expect(settled.settledAt).not.toBeNull()
    expect(settled.items[0]).toMatchObject({ returned: 6, drawn: 0 })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 10, reserved: 0 })
    expect(await auditedOf(view.id)).toEqual([
      ...[
        'seckill.created',
        'seckill.armed',
        'seckill.begun',
        'seckill.ended',
        'seckill.given-back',
        'seckill.settled',
      ],
    ])
  })

  it('is stopped at once; what was won stays good until its hold is over', async () => {
    const skuId = await goodsFor(shop, 10)
    const view = await running(shop, operator, [{ skuId, total: 6 }])
    const who = await shopperOf(shop, '13800066002')
    const take = await won(who, itemOf(view))
    expect((await desk().stop({ params: { id: view.id } })).state).toBe('stopped')
    expect(await codeOf(desk().stop({ params: { id: view.id } }))).toBe('SECKILL_ACTION_NOT_ALLOWED')
    await pay(shop, who, (await orderOfTake(who, take)).id)
    await shop.sweep('seckill.turn')
    expect(await countsOf(shop, itemOf(view))).toEqual({ total: 6, drawn: 0, sold: 1, returned: 5 })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 10, reserved: 1 })
  })
})

describe('what operators see', () => {
  it('copies to other times, and shows them in list and calendar', async () => {
    const skuId = await goodsFor(shop)
    const view = await drafted(operator, sessionOf(shop, [{ skuId }], { name: '复制用' }))
    // Late in the evening it reaches into the next day.
    const days = [2, 3].map((day) => addDays(instantOf(view.startsAt), day))
    const sessions = days.map((at) => ({ warmUpAt: isoOf(at), startsAt: isoOf(at), endsAt: isoOf(addHours(at, 1)) }))
    const call = { params: { id: view.id }, body: { sessions }, idempotencyKey: 'copies-of-one' }
    const { items } = await desk().clone(call)
    expect(items.map(({ startsAt }) => startsAt)).toEqual(days.map(isoOf))
    expect(await desk().clone(call)).toEqual({ items })
    const list = await desk().list({ query: { q: '复制用', state: 'draft' } })
    expect(list.items.map(({ id }) => id)).toEqual([...items.map(({ id }) => id).reverse(), view.id])
    const [from = '', to = ''] = [days[0], days[1]].map((at) => (at === undefined ? '' : shopDay(at)))
    const calendar = await desk().calendar({ query: { from, to } })
    const shown = calendar.items.map(({ id }) => id)
    expect(items.every(({ id }) => shown.includes(id))).toBe(true)
    expect(shown).not.toContain(view.id)
  })

  it('counts what comes and what becomes of it, second by second, and reports it as a file', async () => {
    const view = await running(shop, operator, [{ skuId: await goodsFor(shop), total: 2 }], { name: '看板场' })
    const [ann, ben] = [await shopperOf(shop, '13800066003'), await shopperOf(shop, '13800066004')]
    await pay(shop, ann, (await orderOfTake(ann, await won(ann, itemOf(view)))).id)
    const { id } = await won(ben, itemOf(view))
    await ben.api.seckill.giveUp({ params: { id } })
    await expect.poll(async () => (await desk().board({ params: { id: view.id } })).totals.requests).toBe(2)
    const board = await desk().board({ params: { id: view.id } })
    expect(board).toMatchObject({ total: 2, drawn: 0, sold: 1, queue: { waiting: 0 } })
    expect(board.totals).toEqual({ requests: 2, admitted: 2, tickets: 2, refused: 0, taken: 2, paid: 1, released: 1 })
    expect(board.seconds.length).toBe(120)
    expect(board.seconds.reduce((sum, second) => sum + second.taken, 0)).toBe(2)
    const report = await desk().report({ params: { id: view.id } })
    expect(report).toMatchObject({
      buyers: 1,
      whole: { takes: 2, ordered: 1, paid: 1, released: 1, soldUnits: 1, amountFen: 990, conversionBp: 5_000 },
    })
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'a-report' }
    const answer = await shop.app.inject({
      ...{ method: 'POST', url: `/api/admin/seckill/activities/${view.id}/export`, payload: { format: 'csv' } },
      headers: { ...headers, ...(await operatorHeadersOf(shop)) },
    })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv'])
    expect(answer.body).toContain('付款转化率')
    expect(answer.body).toContain('9.90')
    expect(await auditedOf(view.id)).toContain('seckill.exported')
  })
})

it('leaves a sound shop', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})
