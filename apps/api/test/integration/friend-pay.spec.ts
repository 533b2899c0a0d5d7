import { minuteMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, freshKey, operatorOf, orderOf, placeNow, refusalOf } from '../support/buying.js'
import { asks, looks, paysFor } from '../support/friend-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { changePriceOf } from '../support/price-desk.js'
import { cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let clerk: ShopClient
let ann: Shopper
let ben: Shopper
let skuId: string
let orderId: string

const PHONES = { ann: '13800084001', ben: '13800084002' }

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  clerk = await operatorOf(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, PHONES.ann)
  ben = await shopperOf(shop, PHONES.ben)
  await named(ann, '安小姐')
  await named(ben, '贝先生')
  orderId = (await placeNow(ann, [{ skuId, qty: 2 }])).id
})

const named = ({ memberId }: Shopper, name: string): Promise<number> =>
  shop.database.execute('update members set display_name = $2 where id = $1', [memberId, name])

const arrives = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}

const friendPays = async (token: string): Promise<string> => {
  const { id, attemptNo } = await paysFor(ben, token)
  await shop.simulator.pay(attemptNo)
  await arrives()
  return id
}

describe('asking a friend', () => {
  it('makes one link, shows the same again, and keeps nothing of it but a digest', async () => {
    const token = await asks(ann, orderId, '帮我付一下')
    expect(token).toMatch(/^[\w-]{22}$/)
    expect(await asks(ann, orderId, '改主意了')).toBe(token)
    expect((await ann.api.friendPay.asking({ params: { id: orderId } })).link).toMatchObject({
      ...{ token, wish: '改主意了', amountFen: (await orderOf(ann, orderId)).payableFen },
    })
    const dump = await shop.database.rows<{ row: string }>(`select t::text as row from payment_friend_links t`)
    expect(dump.map(({ row }) => row).join()).not.toContain(token)
    expect(dump.map(({ row }) => row).join()).not.toContain('主意')
  })

  it('is only for what is still to be paid', async () => {
    const token = await asks(ann, orderId)
    await ann.api.order.cancel({ params: { id: orderId } })
    await shop.settle()
    expect((await ann.api.friendPay.asking({ params: { id: orderId } })).link).toBeNull()
    expect(await codeOf(ann.api.friendPay.ask({ params: { id: orderId }, body: {} }))).toBe('PAYMENT_NOT_ALLOWED')
    expect(await looks(ben, token)).toMatchObject({ state: 'over', lines: [], dueAt: null })
  })
})

describe('the friend', () => {
  it('sees who asks, the goods, the amount and until when, and nothing that is the buyer’s alone', async () => {
    const order = await orderOf(ann, orderId)
    const page = await looks(ben, await asks(ann, orderId, '生日快到了'))
    expect(page).toMatchObject({
      ...{ state: 'open', asker: '安小姐', wish: '生日快到了', amountFen: order.payableFen, qty: 2 },
      ...{ dueAt: order.payDueAt, lines: [{ title: order.lines[0]?.title, qty: 2 }] },
    })
    const said = JSON.stringify(page)
    for (const secret of [
      order.orderNo,
      orderId,
      order.receiver?.detail ?? '-',
      order.receiver?.name ?? '-',
      PHONES.ann,
    ])
      expect(said).not.toContain(secret)
  })

  it('is told no name that says digits of a phone', async () => {
    const nameless = await shopperOf(shop, '13800084003')
    const { id } = await placeNow(nameless, [{ skuId, qty: 1 }])
    expect((await looks(ben, await asks(nameless, id))).asker).toBeNull()
  })

  it('pays as anybody pays: the order is paid, the payer recorded, the buyer told who it was', async () => {
    const token = await asks(ann, orderId)
    const id = await friendPays(token)
    expect(await orderOf(ann, orderId)).toMatchObject({ state: 'paid', payment: { friend: { name: '贝先生' } } })
    expect(await ann.api.order.payment({ params: { id: orderId } })).toMatchObject({ state: 'paid', byFriend: true })
    expect(await ben.api.friendPay.payment({ params: { id } })).toMatchObject({
      ...{ state: 'paid', asker: '安小姐', refundedFen: 0, refundingFen: 0, dueAt: null },
    })
    expect((await ben.api.friendPay.payments({ query: {} })).items.map((one) => one.id)).toContain(id)
    expect(await looks(ben, token)).toMatchObject({ state: 'paid', lines: [] })
    expect(await codeOf(paysFor(ben, token))).toBe('FRIEND_LINK_OVER')
    const { payer, owner } = await shop.database.one<{ payer: string; owner: string }>(
      `select a.member_id as payer, i.member_id as owner from payment_attempts a join payment_intents i on i.id = a.intent_id where a.id = $1`,
      [id],
    )
    expect({ payer, owner }).toEqual({ payer: ben.memberId, owner: ann.memberId })
  })

  it('taps twice and goes on with the same payment', async () => {
    const token = await asks(ann, orderId)
    expect((await paysFor(ben, token)).attemptNo).toBe((await paysFor(ben, token)).attemptNo)
  })

  it('is shown the new amount before paying it, when the shop has changed the price', async () => {
    const token = await asks(ann, orderId)
    const { amountFen } = await looks(ben, token)
    await changePriceOf(clerk, ann, orderId, [-500])
    const body = { token, channel: 'wechat_h5' as const, amountFen }
    const refusal = await refusalOf(ben.api.friendPay.pay({ body, idempotencyKey: freshKey() }))
    expect(refusal.body).toMatchObject({
      ...{ code: 'PAYMENT_AMOUNT_CHANGED', details: { amountFen: amountFen - 500 } },
    })
    expect(await looks(ben, token)).toMatchObject({ state: 'open', amountFen: amountFen - 500 })
    await friendPays(token)
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })

  it('finds nothing to pay once the time is up', async () => {
    const token = await asks(ann, orderId)
    const { amountFen } = await looks(ben, token)
    await passTime(shop, 31 * minuteMs)
    expect(await looks(ben, token)).toMatchObject({ state: 'over' })
    await shop.sweep('order.close-due')
    ben = await shopperOf(shop, PHONES.ben)
    const body = { token, channel: 'wechat_h5' as const, amountFen }
    expect(await codeOf(ben.api.friendPay.pay({ body, idempotencyKey: freshKey() }))).toBe('FRIEND_LINK_OVER')
  })
})

describe('taking the link back', () => {
  it('ends it for good, asks a friend away from the cashier, and a new one is another', async () => {
    const token = await asks(ann, orderId)
    const { attemptNo } = await paysFor(ben, token)
    expect((await ann.api.friendPay.withdraw({ params: { id: orderId } })).link).toBeNull()
    expect(await looks(ben, token)).toMatchObject({ state: 'withdrawn', lines: [], wish: '' })
    expect(await codeOf(paysFor(ben, token))).toBe('FRIEND_LINK_OVER')
    await expect(shop.simulator.pay(attemptNo)).rejects.toThrow()
    const anew = await asks(ann, orderId)
    expect(anew).not.toBe(token)
    await friendPays(anew)
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })

  it('changes nothing where there is none', async () => {
    expect((await ann.api.friendPay.withdraw({ params: { id: orderId } })).link).toBeNull()
  })
})

describe('what is given back', () => {
  it('of an order that a friend paid goes back to the friend, who sees it; the buyer gets none of it', async () => {
    const id = await friendPays(await asks(ann, orderId))
    const { payableFen } = await orderOf(ann, orderId)
    await cancelPieces(clerk, orderId, { note: '缺货' })
    await eventually(async () => {
      await arrives()
      return (await ben.api.friendPay.payment({ params: { id } })).refundingFen === 0
    })
    const mine = await ben.api.friendPay.payment({ params: { id } })
    expect(mine.refundedFen).toBe((await orderOf(ann, orderId)).refundedFen)
    expect(mine.refundedFen).toBeGreaterThan(0)
    expect(mine.amountFen).toBe(payableFen)
    const refunds = await shop.database.rows<{ memberId: string; ofAttempt: string }>(
      `select r.member_id as "memberId", r.attempt_id as "ofAttempt" from refunds r where r.attempt_id = $1`,
      [id],
    )
    expect(refunds.length).toBeGreaterThan(0)
    expect(new Set(refunds.map(({ memberId }) => memberId))).toEqual(new Set([ben.memberId]))
  })
})

it('a buyer who read another amount is not led to pay this one', async () => {
  const { payableFen } = await orderOf(ann, orderId)
  await changePriceOf(clerk, ann, orderId, [-300])
  const start = (amountFen: number) =>
    ann.api.order.startPayment({ params: { id: orderId }, body: { channel: 'wechat_h5', amountFen } })
  expect((await refusalOf(start(payableFen))).body).toMatchObject({
    ...{ code: 'PAYMENT_AMOUNT_CHANGED', details: { amountFen: payableFen - 300 } },
  })
  expect((await start(payableFen - 300)).amountFen).toBe(payableFen - 300)
})

it('leaves a shop without a contradiction', () => expectSoundShop(shop))
