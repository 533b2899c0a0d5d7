import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { add, cartBody, expectSoundShop, operatorOf, orderOf, pay, stockOf } from '../support/buying.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Shopper, type ShopClient } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let apple: string
let bread: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  const goods = new MadeGoods(shop)
  apple = (await goods.product({ title: '红富士苹果', pricesFen: [1_290], stock: 20 })).skus[0]?.skuId ?? ''
  bread = (await goods.product({ title: '可颂面包', pricesFen: [990], stock: 5 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800001001', '安小满')
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())

describe('a whole purchase', () => {
  it('goes from the cart to received goods, told and counted the same everywhere', async () => {
    await add(ann, apple, 3)
    const cart = await add(ann, bread, 1)
    expect(cart).toMatchObject({ selectedQty: 4, selectedFen: 4_860, freight: { freightFen: 800, freeOverFen: 5_900 } })

    const body = await cartBody(ann)
    const order = await ann.api.order.place({ body: { ...body, note: '放门口就好，电话 13800001001' } })
    expect(order).toMatchObject({
      state: 'pending_payment',
      payableFen: 5_660,
      qty: 4,
      allowedActions: ['pay', 'cancel'],
      note: '放门口就好，电话 13800001001',
      receiver: { name: '安小满', phoneMasked: '138****1001', region: '北京市 东城区' },
      totals: { listFen: 4_860, freightFen: 800, payableFen: 5_660 },
      payment: { state: 'none', channel: null },
    })
    expect(order.lines.map((line) => line.freightFen).reduce((sum, share) => sum + share)).toBe(800)
    expect((await ann.api.order.cart()).items).toEqual([])
    expect(await stockOf(shop, apple)).toEqual({ onHand: 20, reserved: 3 })

    await pay(shop, ann, order.id)
    const paid = await orderOf(ann, order.id)
    expect(paid).toMatchObject({ state: 'paid', payment: { state: 'paid', channel: 'wechat_h5' } })
    expect(paid.allowedActions).toEqual(['remind', 'change_address', 'buy_again'])
    expect(paid.payDueAt).toBeNull()
    expect(await ann.api.order.payment({ params: { id: order.id } })).toMatchObject({
      state: 'paid',
      orderState: 'paid',
    })

    const shipped = await operator.order.ship({
      params: { id: order.id },
      body: { carrierCode: 'SF', trackingNo: 'sf1234567890' },
    })
    expect(shipped).toMatchObject({ state: 'shipped', receiver: { name: '安**', detail: '******' } })
    expect(shipped.timeline.at(-1)).toMatchObject({
      ...{ step: 'ship', actor: 'operator' },
      actorName: expect.stringMatching(/^运营 \d+$/),
    })
    expect(await stockOf(shop, apple)).toEqual({ onHand: 17, reserved: 0 })

    const seen = await orderOf(ann, order.id)
    expect(seen.shipments).toMatchObject([{ carrierName: '顺丰速运', trackingNo: 'SF1234567890' }])
    expect(seen.timeline.at(-1)?.actorName).toBeNull()
    expect(seen.allowedActions).toEqual(['confirm_receipt', 'extend_receipt', 'buy_again'])

    const done = await ann.api.order.confirmReceipt({ params: { id: order.id } })
    expect(done).toMatchObject({ state: 'completed', allowedActions: ['buy_again', 'hide'] })
    expect(done.timeline.map(({ step }) => step)).toEqual(['place', 'pay', 'ship', 'confirm_receipt'])
  })

  it('leaves a ledger that balances and a shop without a contradiction', async () => {
    await expectSoundShop(shop)
    const totals = await shop.database.rows<{ account: string; total: number }>(
      `select account_code as account, sum(amount_fen) as total from ledger_entries group by 1 order by 1`,
    )
    expect(Object.fromEntries(totals.map(({ account, total }) => [account, total]))).toEqual({
      clearing: 5_660,
      contract_liability: 0,
      freight: -800,
      sales: -4_860,
    })
  })
})
