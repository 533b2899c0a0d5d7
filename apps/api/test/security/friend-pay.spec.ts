import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Limits } from '../../src/infra/limits/limits.js'
import { codeOf, expectSoundShop, freshKey, pay, placeNow, refusalOf } from '../support/buying.js'
import { asks, looks, paysFor } from '../support/friend-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let ben: Shopper
let eve: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 50, pricesFen: [9_900, 5_000] })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800086001')
  ben = await shopperOf(shop, '13800086002')
  eve = await shopperOf(shop, '13800086003')
})
afterAll(() => shop.close())

const placed = async (who = ann): Promise<string> => (await placeNow(who, [{ skuId, qty: 1 }])).id
const payBody = (token: string, amountFen = 9_900) => ({ token, channel: 'wechat_h5' as const, amountFen })
const payCode = (who: Shopper, token: string, amountFen?: number): Promise<string> =>
  codeOf(who.api.friendPay.pay({ body: payBody(token, amountFen), idempotencyKey: freshKey() }))
const attemptsOf = (orderId: string): Promise<{ member: string }[]> =>
  shop.database.rows(
    `select a.member_id as member from payment_attempts a join payment_intents i on i.id = a.intent_id
       join order_terms t on t.id = i.subject_id where t.order_id = $1`,
    [orderId],
  )

describe('a token', () => {
  it('that nobody was given, or that was altered anywhere, is nothing', async () => {
    const orderId = await placed()
    const token = await asks(ann, orderId)
    const other = (letter: string | undefined): string => (letter === 'x' ? 'y' : 'x')
    for (const at of [0, 7, 14, 20]) {
      const altered = `${token.slice(0, at)}${other(token[at])}${token.slice(at + 1)}`
      expect((await refusalOf(looks(eve, altered))).status).toBe(404)
      expect(await payCode(eve, altered)).toBe('NOT_FOUND')
    }
    expect(await attemptsOf(orderId)).toEqual([])
  })

  it.each(['', 'short', `${'A'.repeat(22)}'`, `' or true --${'A'.repeat(10)}`, 'A'.repeat(200)])(
    'of another form is refused for its form: %s',
    async (token) => {
      expect((await refusalOf(looks(eve, token))).status).toBe(400)
    },
  )

  it('pays for what it was made for and for nothing else', async () => {
    const [mine, theirs] = [await placed(), await placed(eve)]
    const token = await asks(ann, mine)
    await asks(eve, theirs)
    await paysFor(ben, token)
    expect(await attemptsOf(mine)).toEqual([{ member: ben.memberId }])
    expect(await attemptsOf(theirs)).toEqual([])
  })

  it('that was used, outlived or taken back pays nothing and shows nothing of the goods', async () => {
    const [used, cancelled, withdrawn] = [await placed(), await placed(), await placed()]
    const tokens = [await asks(ann, used), await asks(ann, cancelled), await asks(ann, withdrawn)]
    await pay(shop, ann, used)
    await ann.api.order.cancel({ params: { id: cancelled } })
    await ann.api.friendPay.withdraw({ params: { id: withdrawn } })
    await shop.settle()
    for (const token of tokens) {
      expect(await payCode(ben, token)).toBe('FRIEND_LINK_OVER')
      expect(await looks(ben, token)).toMatchObject({ lines: [], wish: '', dueAt: null })
    }
    expect([...(await attemptsOf(cancelled)), ...(await attemptsOf(withdrawn))]).toEqual([])
  })

  it('is in no table and on no attempt, however it was used', async () => {
    const token = await asks(ann, await placed(), '请帮忙')
    await paysFor(ben, token)
    const tables = await shop.database.rows<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
    )
    for (const { name } of tables) {
      const found = await shop.database.rows(`select 1 as one from ${name} t where strpos(t::text, $1) > 0 limit 1`, [
        token,
      ])
      expect([name, found]).toEqual([name, []])
    }
  })

  it('wants the amount that is owed: neither less nor more is begun', async () => {
    const orderId = await placed()
    const token = await asks(ann, orderId)
    for (const amountFen of [0, 1, 9_899, 9_901])
      expect(await payCode(ben, token, amountFen)).toBe('PAYMENT_AMOUNT_CHANGED')
    expect(await attemptsOf(orderId)).toEqual([])
  })

  it('does not let its maker pay as a friend, nor anybody who is not signed in', async () => {
    const token = await asks(ann, await placed())
    expect(await payCode(ann, token)).toBe('FRIEND_PAY_OWN')
    const answer = await shop.app.inject({
      method: 'POST',
      url: '/api/shop/friend-pay/payments',
      headers: { 'idempotency-key': freshKey(), 'content-type': 'application/json' },
      payload: payBody(token),
    })
    expect(answer.statusCode).toBe(401)
  })
})

describe('a friend who paid', () => {
  it('can open nothing of the order, and the buyer nothing of the friend’s', async () => {
    const orderId = await placed()
    const begun = await paysFor(ben, await asks(ann, orderId))
    await shop.simulator.pay(begun.attemptNo)
    await shop.simulator.settled()
    await shop.settle()
    const params = { id: orderId }
    const doors: (() => Promise<unknown>)[] = [
      () => ben.api.order.order({ params }),
      () => ben.api.order.payment({ params }),
      () => ben.api.order.cancel({ params }),
      () => ben.api.orderCentre.voucher({ params }),
      () => ben.api.tracking.parcels({ params }),
      () => ben.api.invoice.ofOrder({ params }),
      () => ben.api.friendPay.asking({ params }),
      () => ben.api.friendPay.withdraw({ params }),
      () => ann.api.friendPay.payment({ params: { id: begun.id } }),
      () => eve.api.friendPay.payment({ params: { id: begun.id } }),
    ]
    for (const door of doors) expect(await codeOf(door())).toBe('NOT_FOUND')
    expect(await ben.api.platformReports.paidOrder({ query: { no: begun.attemptNo } })).toEqual({ orderId: null })
    expect((await ben.api.order.orders({ query: {} })).items.map(({ id }) => id)).not.toContain(orderId)
    expect((await ann.api.friendPay.payments({ query: {} })).items).toEqual([])

    const seenByBuyer = JSON.stringify(await ann.api.order.order({ params }))
    expect(seenByBuyer).not.toContain(ben.phone)
    expect(seenByBuyer).not.toContain(ben.phone.slice(-4))
    expect(seenByBuyer).not.toContain(ben.memberId)
    const order = await ann.api.order.order({ params })
    const seenByFriend = JSON.stringify(await ben.api.friendPay.payment({ params: { id: begun.id } }))
    for (const secret of [
      order.orderNo,
      orderId,
      ann.phone,
      ann.phone.slice(-4),
      ann.memberId,
      order.receiver?.detail ?? '-',
    ])
      expect(seenByFriend).not.toContain(secret)
  })
})

it('nobody asks for money or takes a link back without limit', async () => {
  const params = { id: await placed(eve) }
  shop.get(Limits).rescale({ ip: 1_000, others: 1 })
  const answers: number[] = []
  for (let n = 0; n < 40 && answers[answers.length - 1] !== 429; n += 1)
    answers.push(
      await eve.api.friendPay.ask({ params, body: {} }).then(
        () => 200,
        (error: { status: number }) => error.status,
      ),
    )
  expect(answers[answers.length - 1]).toBe(429)
})

it('leaves a shop without a contradiction', () => expectSoundShop(shop))
