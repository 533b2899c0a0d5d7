import pg from 'pg'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshKey, orderOf, pay, placeNow } from '../support/buying.js'
import { issuedWithDocument } from '../support/invoice-desk.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { toldReview } from '../support/review-desk.js'
import { tell } from '../support/service-desk.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'
import { multiply } from './many-rows.js'
import { MOST_STATEMENTS, PlanReader } from './plan-reader.js'

/**
 * `npm run test:plans`: every list of orders and of what follows them, on a million rows of each. What is asked is what the shop
 * itself sends; each statement is explained as it was sent, and none may look at more rows than a page is worth. Not part of
 * `npm test`: it takes ten minutes and some ten gigabytes. PLANS_DOC=1 writes docs/query-plans-orders.md.
 */
const ROWS = Number(process.env['PLANS_ROWS'] ?? 1_000_000)
/** Rows that one statement may touch for a page of twenty: its joins, a buyer's own orders, or all that the shop still owes (one in 200). */
const MOST_ROWS = 6_000
/** What counts stops at "many". */
const MOST_COUNTED = 45_000

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let shipped: string
let client: pg.Client
let reader: PlanReader

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  const actors = new KnownActors(shop)
  const member = await shopperOf(shop, '13800004701')
  ann = { ...member, api: clientOf(shop, actors.member('ann', member.memberId)) }
  const headers = actors.operator(PERMISSIONS)
  operator = clientOf(shop, headers)
  const { spuId, skus } = await new MadeGoods(shop).product({ stock: 50, pricesFen: [9_900] })
  const [completedOrder, shippedOrder, waitingOrder] = [await paid(skus), await paid(skus), await paid(skus)]
  const invoice = await issuedWithDocument(shop, headers, ann, completedOrder)
  const body = { carrierCode: 'ZTO' as const, trackingNo: 'ZTO47000001' }
  await operator.order.ship({ params: { id: shippedOrder }, body, idempotencyKey: freshKey() })
  const { lines } = await orderOf(ann, completedOrder)
  const asked = {
    kind: 'return_refund' as const,
    reason: 'quality' as const,
    lines: [{ lineId: lines[0]?.id ?? '', qty: 1 }],
  }
  const { id: afterSale } = await ann.api.afterSale.apply({ body: { ...asked, orderId: completedOrder } })
  const review = await toldReview(shop, ann, spuId, true)
  const { id: feedback } = await tell(ann)
  await shop.settle()
  shipped = shippedOrder
  // Of no template: what is looked for is found, and nothing given.
  const { order } = await operator.settings.all()
  const value = { ...order.value, lateCouponTemplateId: freshKey() }
  await operator.settings.change({ body: { key: 'order', value, expectedVersion: order.version } })
  client = new pg.Client({ connectionString: shop.databaseUrl })
  await client.connect()
  reader = new PlanReader(shop, client)
  const memberId = ann.memberId
  await multiply(
    client,
    { ...{ completedOrder, shippedOrder, waitingOrder, afterSale, invoice }, feedback, review, memberId },
    ROWS,
  )
}, 3_600_000)
afterAll(async () => {
  reader.writeDoc('query-plans-orders.md', HEAD)
  await client.end()
  await shop.close()
})

const paid = async (skus: readonly { skuId: string }[]): Promise<string> => {
  const { id } = await placeNow(ann, [{ skuId: skus[0]?.skuId ?? '', qty: 1 }])
  await pay(shop, ann, id)
  return id
}

type Ask = () => Promise<unknown>
const later = async (list: (cursor?: string) => Promise<{ nextCursor: string | null }>): Promise<unknown> => {
  const { nextCursor } = await list()
  return nextCursor === null ? undefined : list(nextCursor)
}
const mine = (query: object) => ann.api.order.orders({ query })
const orders = (query: object) => operator.order.adminOrders({ query })
const sales = (query: object) => operator.afterSale.adminList({ query })
const invoices = (query: object) => operator.invoiceDesk.list({ query })
const feedbacks = (query: object) => operator.feedback.list({ query })
const reviews = (query: object) => operator.review.list({ query })
const NO = 'B000000900'

describe(`on ${ROWS} rows of each, a page is read by an index`, () => {
  it.each<[string, Ask]>([
    ['Order centre: all of a buyer with thousands', () => mine({})],
    ['Order centre: one tab', () => mine({ state: 'paid' })],
    ['Order centre: a number', () => mine({ q: NO })],
    ['Order centre: a word of the goods', () => mine({ q: '测试' })],
    ['Order centre: a word that stands nowhere', () => mine({ q: '挖掘机' })],
    ['Orders, newest', () => orders({})],
    ['Orders of one state', () => orders({ state: 'completed' })],
    ['Orders: the start of a number', () => orders({ q: NO })],
    ['Orders: a tracking number', () => orders({ q: 'ZTB000000900001' })],
    ['Orders: a receiver’s phone', () => orders({ q: '13800004701' })],
    ['Orders of one buyer', () => orders({ member: ann.memberId })],
    ['Orders of some days', () => orders({ from: '2026-01-01', to: '2026-01-07' })],
    ['Orders that are late', () => orders({ due: 'overdue' })],
    ['To ship: the queue', () => operator.toShip.queue({ query: {} })],
    ['To ship: late ones that are made up for', () => shop.sweep('order.late-coupons')],
    ['Parcels in trouble', () => operator.tracking.problemParcels({ query: {} })],
    ['What wallets were not told', () => operator.platformReports.troubled({ query: {} })],
    ['Parcels of one order', () => ann.api.tracking.parcels({ params: { id: shipped } })],
    ['After-sales, newest', () => sales({})],
    ['After-sales that wait for the shop', () => sales({ tab: 'shop' })],
    ['After-sales: complaints', () => sales({ tab: 'arbitration' })],
    ['After-sales that are over', () => sales({ tab: 'ended' })],
    ['After-sales: the start of its number', () => sales({ q: 'A000000900' })],
    ['After-sales: the start of an order’s number', () => sales({ q: NO })],
    ['After-sales: a number that is nowhere', () => sales({ q: 'Z9' })],
    ['After-sales of one order', () => sales({ orderId: freshKey() })],
    ['After-sales of a buyer', () => ann.api.afterSale.list({ query: {} })],
    ['Invoices, newest', () => invoices({})],
    ['Invoices to issue', () => invoices({ state: 'requested' })],
    ['Invoices that are late', () => invoices({ overdue: 'true' })],
    ['Invoices of an order', () => invoices({ orderNo: 'B000000900001' })],
    ['Invoices of a buyer', () => ann.api.invoice.mine({ query: {} })],
    ['Feedback, newest', () => feedbacks({})],
    ['Feedback that waits', () => feedbacks({ waiting: 'true' })],
    ['Feedback of one state', () => feedbacks({ state: 'open' })],
    ['Feedback: complaints', () => feedbacks({ kind: 'complaint' })],
    ['Feedback of a buyer', () => ann.api.feedback.mine({ query: {} })],
    ['Reviews, newest', () => reviews({})],
    ['Reviews to look at', () => reviews({ state: 'waiting' })],
    ['Reviews: appeals', () => reviews({ state: 'appealed' })],
    ['Reviews of a buyer', () => ann.api.review.mine({ query: {} })],
  ])('%s', (title, ask) => reader.held(title, ask, MOST_ROWS), 600_000)

  it('a later page costs what the first does', async () => {
    const lists: [string, (cursor?: string) => Promise<{ nextCursor: string | null }>][] = [
      ['Orders, a later page', (cursor) => orders({ cursor })],
      ['After-sales, a later page', (cursor) => sales({ cursor })],
    ]
    for (const [title, list] of lists) {
      const [first, second] = [await reader.sentBy(() => list()), await reader.sentBy(() => later(list))]
      expect(second.length, title).toBe(first.length * 2)
      for (const one of second) expect((await reader.explained(one)).most, title).toBeLessThanOrEqual(MOST_ROWS)
    }
  }, 600_000)

  it.each<[string, Ask]>([
    ['Order centre: numbers of the tabs', () => ann.api.order.counts()],
    ['Orders: numbers of the states', () => operator.order.adminCounts()],
    ['To ship: numbers', () => operator.toShip.counts()],
    ['After-sales: numbers', () => operator.afterSale.adminCounts()],
  ])('%s stop at "many"', (title, ask) => reader.held(title, ask, MOST_COUNTED), 600_000)
})

const HEAD = `# Query plans of orders and what follows them

Written by \`PLANS_DOC=1 npm run test:plans\` on ${ROWS} orders, after-sales, invoices, feedbacks and reviews; not edited by hand. A buyer has a 300th of the orders. Each list is
asked as clients ask it and explained as it was sent; the run fails where one takes more than ${MOST_STATEMENTS} statements or looks at more rows than a page is worth (${MOST_ROWS};
numbers of tabs stop at "many"). Goods and search: [query-plans.md](query-plans.md). Money: [query-plans-money.md](query-plans-money.md).
`
