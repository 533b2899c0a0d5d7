import type { AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf, orderOf, pay, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
const sales: AfterSaleView[] = []
const orderNos: string[] = []

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800004801')
  const skuId = (await new MadeGoods(shop).product({ stock: 9, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  for (let made = 0; made < 3; made += 1) {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    await pay(shop, ann, id)
    const order = await orderOf(ann, id)
    orderNos.push(order.orderNo)
    const lines = [{ lineId: order.lines[0]?.id ?? '', qty: 1 }]
    // Late is the shop's fault, so that somebody looks at it first.
    const body = { orderId: id, kind: 'refund_only' as const, reason: 'late' as const, lines }
    sales.push(await ann.api.afterSale.apply({ body }))
    shop.clock.advance(1_000)
  }
  await operator.afterSale.refuse({ params: { id: sales[1]?.id ?? '' }, body: { reason: '今天就发' } })
  await ann.api.afterSale.withdraw({ params: { id: sales[2]?.id ?? '' } })
  await shop.settle()
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

const found = async (query: object): Promise<(string | undefined)[]> =>
  (await operator.afterSale.adminList({ query })).items.map(({ id }) => id)
const id = (at: number): string | undefined => sales[at]?.id

describe('the list of after-sales', () => {
  it('runs newest first, page by page, and by whom it waits for', async () => {
    expect(await found({})).toEqual([id(2), id(1), id(0)])
    expect(await found({ tab: 'shop' })).toEqual([id(0)])
    expect(await found({ tab: 'ended' })).toEqual([id(2)])
    expect(await found({ kind: 'exchange' })).toEqual([])
    const { items, nextCursor } = await operator.afterSale.adminList({ query: { limit: 2 } })
    expect(items.map((item) => item.id)).toEqual([id(2), id(1)])
    expect(await found({ limit: 2, cursor: nextCursor ?? '' })).toEqual([id(0)])
  })

  it('is searched by its number or its order’s, whole or their start, in either case, and by nothing else', async () => {
    const [no, orderNo] = [sales[0]?.afterSaleNo ?? '', orderNos[1] ?? '']
    expect(await found({ q: no })).toEqual([id(0)])
    expect(await found({ q: no.slice(0, -2).toLowerCase() })).toContain(id(0))
    expect(await found({ q: orderNo })).toEqual([id(1)])
    expect(await found({ q: orderNo.slice(0, -2) })).toContain(id(1))
    expect(await found({ q: orderNo, tab: 'shop' })).toEqual([])
    for (const q of ['%', '_', `${no.slice(0, 6)}%`, `${no}0`, no.slice(1)])
      expect([q, await found({ q })]).toEqual([q, []])
  })

  it('tells a bell what was asked for last, whatever became of it, in one statement beside the session’s own', async () => {
    const asked: number[] = []
    for (let tries = 0; tries < 5; tries += 1) {
      const before = shop.database.statements.total
      const { items, nextCursor } = await operator.afterSale.adminArrivals()
      asked.push(shop.database.statements.total - before)
      expect([items.map((item) => item.id), nextCursor]).toEqual([[id(2), id(1), id(0)], null])
      expect(items[0]?.appliedAt).toBe(sales[2]?.appliedAt)
    }
    expect(Math.min(...asked)).toBeLessThanOrEqual(2)
  })

  it('is counted by whom it waits for', async () => {
    expect(await operator.afterSale.adminCounts()).toEqual({
      ...{ shop: 1, arbitration: 0, buyer: 1, money: 0, ended: 1, dueSoon: 0 },
    })
    shop.clock.advance(25 * 3_600_000)
    const later = await operatorOf(shop)
    expect((await later.afterSale.adminCounts()).dueSoon).toBe(1)
  })
})
