import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, minuteMs } from '@jishi/kernel/time'
import { codeOf, expectSoundShop, operatorOf, orderOf, placeNow, refusalOf, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { arrive, cancelPieces, moneyOf } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import {
  balanceOf,
  openStoredValue,
  partsOf,
  PASSWORD,
  payWith,
  recharge,
  setPassword,
  startRecharge,
} from '../support/stored-desk.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ShopClient
let goods: MadeGoods
let people = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  desk = await operatorOf(shop)
  await openStoredValue(shop)
})
afterAll(async () => {
  // Days have passed: what nobody paid is closed first.
  await shop.sweep()
  await arrive(shop)
  await expectSoundShop(shop)
  await shop.close()
})

const somebody = (): Promise<Shopper> => shopperOf(shop, `138000061${String((people += 1)).padStart(2, '0')}`)
/** Somebody with a password and 100 + 20. */
const saver = async (): Promise<Shopper> => {
  const who = await somebody()
  await setPassword(shop, who)
  await recharge(shop, who)
  return who
}
/** An order of so many pieces at this price; freight is free above 59. */
const orderFor = async (who: Shopper, priceFen: number, qty = 1): Promise<string> => {
  const { skus } = await goods.product({ stock: 100, pricesFen: [priceFen] })
  return (await placeNow(who, [{ skuId: skus[0]?.skuId ?? '', qty }])).id
}
const tenders = (orderId: string) =>
  shop.database.rows<{ channel: string; state: string; amountFen: number; back: number }>(
    `select a.channel, a.state, a.amount_fen as "amountFen",
            coalesce((select sum(r.amount_fen) from refunds r where r.attempt_id = a.id and r.state <> 'closed'), 0)::bigint as back
       from payment_attempts a join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id
      where t.order_id = $1 order by a.channel = 'balance', a.created_at, a.id`,
    [orderId],
  )
/** What was tried to pay a recharge, in order. */
const attemptsOf = (rechargeId: string) =>
  shop.database.rows<{ attemptNo: string; state: string }>(
    `select a.attempt_no as "attemptNo", a.state from payment_attempts a join payment_intents i on i.id = a.intent_id
      where i.subject_kind = 'recharge' and i.subject_id = $1 order by a.created_at, a.id`,
    [rechargeId],
  )

describe('a balance', () => {
  it('is nothing at first, and is offered where a filing is recorded', async () => {
    const who = await somebody()
    expect(await balanceOf(who)).toEqual({
      ...{
        offered: true,
        principalFen: 0,
        bonusFen: 0,
        heldFen: 0,
        availableFen: 0,
        capFen: 500_000,
        roomFen: 500_000,
      },
      ...{ pinSet: false, pinLockedUntil: null },
    })
    const browser = { container: 'mobile-browser' } as const
    expect(await who.api.storedValue.offers({ query: browser })).toMatchObject({ offered: true })
  })

  // Apple lets no mini program sell what is not shipped, wherever that was begun.
  it.each([
    { container: 'mp-weixin', device: 'ios', channel: 'wechat_mp' },
    { container: 'mp-alipay', device: 'ios', channel: 'alipay_mp' },
    // One that does not say what it runs on.
    { container: 'mp-weixin', channel: 'wechat_mp' },
  ] as const)('is neither shown, begun nor paid in $container on $device', async ({ channel, ...place }) => {
    const who = await somebody()
    expect(await who.api.storedValue.offers({ query: place })).toMatchObject({ offered: false, items: [] })
    expect(await who.api.payment.options({ query: place })).toMatchObject({
      balance: { usable: true, rechargeable: false },
    })
    const body = { ...place, channel }
    const begin = who.api.storedValue.startRecharge({ body: { amountFen: 10_000, ...body } })
    expect(await codeOf(begin)).toBe('RECHARGE_NOT_OFFERED')
    const { id, pay } = await startRecharge(who)
    expect(await codeOf(who.api.storedValue.payRecharge({ params: { id }, body }))).toBe('RECHARGE_NOT_OFFERED')
    expect(await attemptsOf(id)).toEqual([{ attemptNo: pay.attemptNo, state: 'open' }])
  })

  it('is recharged in a mini program on anything else, as far as it gets: the payer must be known there', async () => {
    const who = await somebody()
    const place = { container: 'mp-weixin', device: 'other' } as const
    expect(await who.api.storedValue.offers({ query: place })).toMatchObject({ offered: true })
    const { id } = await startRecharge(who)
    const body = { ...place, channel: 'wechat_mp' as const }
    expect(await codeOf(who.api.storedValue.payRecharge({ params: { id }, body }))).toBe('PAYER_UNKNOWN')
  })

  it('is paid with what works where somebody is: the channel of another place is refused, and nothing is recorded', async () => {
    const who = await somebody()
    const elsewhere = { channel: 'wechat_mp', container: 'mobile-browser' } as const
    const misfit = { code: 'PAYMENT_CHANNEL_UNKNOWN', details: elsewhere }
    const begin = who.api.storedValue.startRecharge({ body: { amountFen: 10_000, ...elsewhere } })
    expect((await refusalOf(begin)).body).toMatchObject(misfit)
    const { id, pay } = await startRecharge(who)
    const again = who.api.storedValue.payRecharge({ params: { id }, body: elsewhere })
    expect((await refusalOf(again)).body).toMatchObject(misfit)
    expect(await attemptsOf(id)).toEqual([{ attemptNo: pay.attemptNo, state: 'open' }])
    const desktop = { channel: 'wechat_native', container: 'desktop-browser' } as const
    const other = await who.api.storedValue.payRecharge({ params: { id }, body: desktop })
    expect(await attemptsOf(id)).toEqual([
      { attemptNo: pay.attemptNo, state: 'closed' },
      { attemptNo: other.pay.attemptNo, state: 'open' },
    ])
  })

  it('is recharged once, with what the shop gives for it, and the ledger says the same', async () => {
    const who = await somebody()
    const { id, pay } = await startRecharge(who)
    expect(pay).toMatchObject({ amountFen: 10_000, balanceFen: 0 })
    expect(await who.api.storedValue.recharge({ params: { id } })).toMatchObject({ state: 'open', bonusFen: 2_000 })
    expect((await balanceOf(who)).roomFen).toBe(488_000)
    await shop.simulator.pay(pay.attemptNo)
    await arrive(shop)
    expect(await who.api.storedValue.recharge({ params: { id } })).toMatchObject({ state: 'paid', dueAt: null })
    expect(await partsOf(who)).toEqual([10_000, 2_000])
    const { items } = await who.api.storedValue.entries({ query: {} })
    expect(items).toMatchObject([
      { reason: 'recharge', principalFen: 10_000, bonusFen: 2_000, principalAfterFen: 10_000 },
    ])
    const legs = await shop.database.rows<{ account: string; fen: number }>(
      `select e.account_code as account, e.amount_fen as fen from ledger_txns t join ledger_entries e on e.txn_id = t.id
        where t.kind = 'recharge.paid' and t.reference = $1 order by 1`,
      [pay.attemptNo],
    )
    expect(legs).toEqual([
      { account: 'clearing', fen: 10_000 },
      { account: 'marketing', fen: 2_000 },
      { account: 'stored_bonus', fen: -2_000 },
      { account: 'stored_principal', fen: -10_000 },
    ])
  })

  it('takes another recharge in place of the one under way, and keeps room for no more than one', async () => {
    const who = await somebody()
    const first = await startRecharge(who, 5_000)
    expect((await startRecharge(who, 5_000)).pay.attemptNo).toBe(first.pay.attemptNo)
    const second = await startRecharge(who, 10_000)
    expect(second.id).not.toBe(first.id)
    expect(await who.api.storedValue.recharge({ params: { id: first.id } })).toMatchObject({ state: 'closed' })
    expect((await balanceOf(who)).roomFen).toBe(488_000)
    await passTime(shop, 31 * minuteMs)
    await shop.sweep('payment.recharges')
    const later = await shopperOf(shop, who.phone)
    expect(await later.api.storedValue.recharge({ params: { id: second.id } })).toMatchObject({ state: 'closed' })
    expect((await balanceOf(later)).roomFen).toBe(500_000)
  })

  it('stays below its cap', async () => {
    await openStoredValue(shop, 15_000)
    const who = await somebody()
    await recharge(shop, who)
    const refusal = await refusalOf(startRecharge(who, 5_000))
    expect(refusal.body).toMatchObject({ code: 'RECHARGE_OVER_CAP', details: { capFen: 15_000 } })
    await openStoredValue(shop)
  })

  it("takes an amount of one's own where the shop says so, with the bonus of the offer it reaches", async () => {
    const who = await somebody()
    expect(await codeOf(startRecharge(who, 16_000))).toBe('RECHARGE_NOT_OFFERED')
    await openStoredValue(shop, 15_000, 3_000)
    const query = { container: 'mobile-browser' as const }
    expect(await who.api.storedValue.offers({ query })).toMatchObject({
      ...{ ownFromFen: 3_000, capFen: 15_000, roomFen: 15_000, filingNo: '330100ABC0001' },
    })
    for (const amountFen of [2_900, 3_050])
      expect(await codeOf(startRecharge(who, amountFen))).toBe('RECHARGE_NOT_OFFERED')
    expect(await codeOf(startRecharge(who, 14_000))).toBe('RECHARGE_OVER_CAP')
    const { id } = await startRecharge(who, 12_000)
    expect(await who.api.storedValue.recharge({ params: { id } })).toMatchObject({ amountFen: 12_000, bonusFen: 2_000 })
    await openStoredValue(shop)
  })

  it('is shown to an operator, with what moved it', async () => {
    const who = await saver()
    const params = { id: who.memberId }
    expect(await desk.storedValue.memberBalance({ params })).toMatchObject({ principalFen: 10_000, pinSet: true })
    expect((await desk.storedValue.memberEntries({ params, query: {} })).items).toMatchObject([{ reason: 'recharge' }])
  })
})

describe('the password', () => {
  it('is set by a code, changed by the present one, and locks after five wrong ones until it is reset', async () => {
    const who = await saver()
    const orderId = await orderFor(who, 6_000)
    const weak = { by: 'current', current: PASSWORD, password: '123456' } as const
    expect(await codeOf(who.api.storedValue.setPassword({ body: weak }))).toBe('VALIDATION_FAILED')
    await who.api.storedValue.setPassword({ body: { ...weak, password: '802579' } })
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const refusal = await refusalOf(payWith(who, orderId, 'most'))
      expect(refusal.body).toMatchObject({ code: 'PAY_PASSWORD_WRONG', details: { triesLeft } })
    }
    expect(await codeOf(payWith(who, orderId, 'most', undefined, '802579'))).toBe('PAY_PASSWORD_LOCKED')
    expect((await balanceOf(who)).pinLockedUntil).not.toBeNull()
    await passTime(shop, minuteMs)
    await setPassword(shop, who)
    await payWith(who, orderId, 'most')
    await arrive(shop)
    expect((await orderOf(who, orderId)).state).toBe('paid')
  })

  it('is needed, and is nowhere in what is kept of the call', async () => {
    const who = await somebody()
    const orderId = await orderFor(who, 6_000)
    expect(await codeOf(payWith(who, orderId, 'most'))).toBe('PAY_PASSWORD_NEEDED')
  })
})

describe('an order', () => {
  it('is paid wholly by balance, principal first, in one step and without a channel', async () => {
    const who = await saver()
    const orderId = await orderFor(who, 11_000)
    expect(await payWith(who, orderId, 11_000)).toMatchObject({
      ...{ channel: 'balance', amountFen: 11_000, pay: { kind: 'paid' } },
    })
    await arrive(shop)
    expect((await orderOf(who, orderId)).state).toBe('paid')
    expect(await partsOf(who)).toEqual([0, 1_000])
    expect(await tenders(orderId)).toEqual([{ channel: 'balance', state: 'succeeded', amountFen: 11_000, back: 0 }])
    expect((await refusalOf(payWith(who, orderId, 'most'))).body.code).toBe('PAYMENT_NOT_ALLOWED')
  })

  it('is not paid by a balance that is too small, unless a channel pays the rest', async () => {
    const who = await saver()
    const orderId = await orderFor(who, 20_000)
    expect(await codeOf(payWith(who, orderId, 'most'))).toBe('BALANCE_NOT_ENOUGH')
    expect(await codeOf(payWith(who, orderId, 15_000, 'wechat_h5'))).toBe('BALANCE_NOT_ENOUGH')
    const begun = await payWith(who, orderId, 'most', 'wechat_h5')
    expect(begun).toMatchObject({ channel: 'wechat_h5', amountFen: 8_000, balanceFen: 12_000 })
    expect(await balanceOf(who)).toMatchObject({ principalFen: 10_000, heldFen: 12_000, availableFen: 0 })
    expect((await payWith(who, orderId, 'most', 'wechat_h5')).attemptNo).toBe(begun.attemptNo)
    const params = { id: orderId }
    expect(await who.api.order.payment({ params })).toMatchObject({ state: 'open', balanceFen: 12_000 })
    await shop.simulator.pay(begun.attemptNo)
    await arrive(shop)
    expect(await orderOf(who, orderId)).toMatchObject({
      state: 'paid',
      payment: { channel: 'wechat_h5', balanceFen: 12_000 },
    })
    expect(await who.api.order.payment({ params })).toMatchObject({ state: 'paid', balanceFen: 12_000 })
    expect(await balanceOf(who)).toMatchObject({ principalFen: 0, bonusFen: 0, heldFen: 0 })
  })

  it('lets the balance go when it is cancelled, and when the shopper pays without it', async () => {
    const who = await saver()
    const orderId = await orderFor(who, 20_000)
    await payWith(who, orderId, 3_000, 'wechat_h5')
    expect(await balanceOf(who)).toMatchObject({ heldFen: 3_000 })
    const alone = await startPaying(who, orderId)
    expect(alone).toMatchObject({ amountFen: 20_000, balanceFen: 0 })
    expect((await orderOf(who, orderId)).payment.balanceFen).toBe(0)
    expect(await balanceOf(who)).toMatchObject({ heldFen: 0, principalFen: 10_000 })
    await payWith(who, orderId, 4_000, 'wechat_h5')
    await who.api.order.cancel({ params: { id: orderId } })
    expect((await orderOf(who, orderId)).state).toBe('closed')
    expect(await balanceOf(who)).toMatchObject({ heldFen: 0, principalFen: 10_000, bonusFen: 2_000 })
  })

  it('takes nothing of the balance when the channel’s part comes after the close: that part goes back', async () => {
    const who = await saver()
    const orderId = await orderFor(who, 20_000)
    const { attemptNo } = await payWith(who, orderId, 5_000, 'wechat_h5')
    await startPaying(who, orderId)
    await shop.simulator.payLate(attemptNo)
    await arrive(shop)
    expect((await orderOf(who, orderId)).state).toBe('pending_payment')
    expect(await partsOf(who)).toEqual([10_000, 2_000])
    const late = (await tenders(orderId)).find(({ amountFen }) => amountFen === 15_000)
    expect(late).toEqual({ channel: 'wechat_h5', state: 'succeeded', amountFen: 15_000, back: 15_000 })
  })
})

describe('what an order gives back', () => {
  it('goes to each tender its share, floored over all of it, and to principal before bonus', async () => {
    const who = await saver()
    const orderId = await orderFor(who, 6_667, 3)
    const { attemptNo } = await payWith(who, orderId, 11_000, 'wechat_h5')
    await shop.simulator.pay(attemptNo)
    await arrive(shop)
    expect(await partsOf(who)).toEqual([0, 1_000])
    const { lines, payableFen } = await orderOf(who, orderId)
    expect(payableFen).toBe(20_001)
    const lineId = lines[0]?.id ?? ''
    const shares = [3_666, 7_333, 11_000]
    expect((await orderOf(who, orderId)).payment.back).toEqual({ balanceFen: 0, channelFen: 0 })
    for (const [n, share] of shares.entries()) {
      await cancelPieces(desk, orderId, { lines: [{ lineId, qty: 1 }] })
      await arrive(shop)
      expect((await tenders(orderId))[1]).toMatchObject({ channel: 'balance', back: share })
      expect(await partsOf(who)).toEqual([Math.min(share, 10_000), 1_000 + Math.max(share - 10_000, 0)])
      const back = { balanceFen: share, channelFen: (n + 1) * 6_667 - share }
      expect((await orderOf(who, orderId)).payment.back).toEqual(back)
    }
    expect(await orderOf(who, orderId)).toMatchObject({ state: 'refunded', refundedFen: 20_001 })
    expect(await moneyOf(shop, orderId)).toEqual({ came: 20_001, back: 20_001 })
  })

  it('is back at once where the balance paid everything, above the cap too', async () => {
    const who = await saver()
    const orderId = await orderFor(who, 12_000)
    await payWith(who, orderId, 'most')
    await arrive(shop)
    await openStoredValue(shop, 12_000)
    await recharge(shop, who)
    await cancelPieces(desk, orderId)
    await arrive(shop)
    expect(await orderOf(who, orderId)).toMatchObject({ state: 'refunded', payment: { back: null } })
    expect(await partsOf(who)).toEqual([20_000, 4_000])
    await openStoredValue(shop)
  })
})

describe('the rest of a balance', () => {
  it('goes back to the newest recharge first, and the bonus is forfeited', async () => {
    const who = await saver()
    await passTime(shop, minuteMs)
    await recharge(shop, who, 5_000)
    const orderId = await orderFor(who, 6_000)
    await payWith(who, orderId, 6_000)
    await arrive(shop)
    expect(await partsOf(who)).toEqual([9_000, 2_000])
    expect(await who.api.storedValue.refundable()).toMatchObject({ amountFen: 9_000, bonusForfeitedFen: 2_000 })
    const body = { rechargeId: null, password: PASSWORD }
    expect(await who.api.storedValue.refund({ body })).toMatchObject({ amountFen: 9_000, bonusForfeitedFen: 2_000 })
    await arrive(shop)
    expect(await partsOf(who)).toEqual([0, 0])
    const refunds = await shop.database.rows(
      `select amount_fen as fen, state from refunds where cause = 'recharge_refund' and member_id = $1 order by amount_fen`,
      [who.memberId],
    )
    expect(refunds).toEqual([
      { fen: 4_000, state: 'succeeded' },
      { fen: 5_000, state: 'succeeded' },
    ])
    expect(await codeOf(who.api.storedValue.refund({ body }))).toBe('STORED_REFUND_NOT_ALLOWED')
  })

  it('or one recharge of the last seven days, with its own bonus', async () => {
    const who = await saver()
    const [first] = (await who.api.storedValue.refundable()).recharges
    await passTime(shop, 7 * dayMs)
    const later = await shopperOf(shop, who.phone)
    const second = await recharge(shop, later)
    const refund = (rechargeId: string) => later.api.storedValue.refund({ body: { rechargeId, password: PASSWORD } })
    expect(await codeOf(refund(first?.id ?? ''))).toBe('STORED_REFUND_NOT_ALLOWED')
    expect(await refund(second)).toMatchObject({ amountFen: 10_000, bonusForfeitedFen: 2_000 })
    await arrive(shop)
    expect(await partsOf(later)).toEqual([10_000, 2_000])
  })
})
