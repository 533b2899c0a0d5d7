import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, freshKey, quoteNow, refusalOf, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let fruit: string
let mug: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  const goods = new MadeGoods(shop)
  const skuOf = async (noReasonReturn: boolean): Promise<string> =>
    (await goods.product({ noReasonReturn, stock: 10 })).skus[0]?.skuId ?? ''
  fruit = await skuOf(false)
  mug = await skuOf(true)
  ann = await shopperOf(shop, '13800005501')
})
afterAll(() => shop.close())

const place = async (lines: SkuQty[], noReasonConfirmed?: string[], idempotencyKey = freshKey()) => {
  const { quoteId } = await quoteNow(ann, lines)
  const body = { source: 'buyNow' as const, lines, addressId: ann.addressId, quoteId }
  return ann.api.order.place({ body: noReasonConfirmed ? { ...body, noReasonConfirmed } : body, idempotencyKey })
}
const both = (): SkuQty[] => [
  { skuId: fruit, qty: 1 },
  { skuId: mug, qty: 1 },
]

describe('goods that cannot be sent back without a reason', () => {
  it('are named by the quote, and only they', async () => {
    expect((await quoteNow(ann, both())).noReasonExcluded).toEqual([fruit])
    expect((await quoteNow(ann, [{ skuId: mug, qty: 1 }])).noReasonExcluded).toEqual([])
  })

  it('are not sold to whoever was not told: refused by name, nothing taken, and the same key works once told', async () => {
    const key = freshKey()
    const refusal = await refusalOf(place(both(), undefined, key))
    expect(refusal).toMatchObject({ status: 409, body: { code: 'NO_REASON_UNCONFIRMED' } })
    expect(refusal.body.details).toEqual({ items: [{ skuId: fruit }] })
    expect((await refusalOf(place(both(), [mug]))).body.code).toBe('NO_REASON_UNCONFIRMED')
    expect((await stockOf(shop, fruit)).reserved).toBe(0)
    const order = await place(both(), [fruit], key)
    expect(order.lines).toHaveLength(2)
  })

  it('keep on their line when the buyer was told; a tick too many takes no right away', async () => {
    const order = await place(both(), [fruit, mug])
    const told = new Map(order.lines.map(({ skuId, noReasonConfirmedAt }) => [skuId, noReasonConfirmedAt]))
    expect(told.get(fruit)).toBe(order.placedAt)
    expect(told.get(mug)).toBeNull()
    const kept = await ann.api.order.order({ params: { id: order.id } })
    expect(kept.lines).toEqual(order.lines)
  })

  it('leave the shop sound', () => expectSoundShop(shop))
})
