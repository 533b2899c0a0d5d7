import type { OrderAtView, OrderStandingView } from '@jishi/contracts/insight/order-at.schema'
import type { AfterSaleKind, AfterSaleReason } from '@jishi/contracts/order/after-sale.terms'
import { instantOf, isoOf, minuteMs, type Instant } from '@jishi/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { codeOf, expectSoundShop, operatorOf, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { addressIn, FAR, goodsByRegion } from '../support/far-away.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let desk: ShopClient
let skuId: string

/** The rows as they say how things are now: what the histories must come to. */
interface LiveRow {
  readonly id: string
  readonly state: string
  readonly version: number
  readonly payableFen: number
  readonly terms: string[]
  readonly attempts: string[]
  readonly refunds: string[]
  readonly stock: Record<string, number>
  readonly signed: string[]
  readonly accounts: Record<string, number>
  /** Pieces and money given back, line by line; after-sales, changes of address, and what came back into stock. */
  readonly back: string[]
  readonly sales: string[]
  /** What is wanted instead of pieces: kept, sent, free again, and how its payment stands. */
  readonly swaps: string[]
  readonly moves: string[]
  readonly restocked: number
}

const LIVE = `
  select o.id, o.state, o.version, o.payable_fen as "payableFen",
    (select coalesce(array_agg(t.seq || ' ' || t.state order by t.seq), '{}') from order_terms t where t.order_id = o.id) as terms,
    (select coalesce(array_agg(a.attempt_no || ' ' || a.state order by a.attempt_no), '{}') from payment_attempts a
       join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id where t.order_id = o.id) as attempts,
    (select coalesce(array_agg(r.refund_no || ' ' || r.state order by r.refund_no), '{}') from refunds r
       join payment_attempts a on a.id = r.attempt_id join payment_intents i on i.id = a.intent_id
       join order_terms t on t.id = i.subject_id where t.order_id = o.id) as refunds,
    (select coalesce(jsonb_object_agg(state, qty), '{}') from (select state, sum(qty) as qty from stock_reservations
       where owner_kind = 'order' and owner_id = o.id group by state) s) as stock,
    (select coalesce(array_agg(s.tracking_no order by s.tracking_no), '{}') from shipments s where s.order_id = o.id) as signed,
    (select coalesce(jsonb_object_agg(account, total), '{}') from (
       select e.account_code || case when e.owner = '' then '' else ':' || e.owner end as account, sum(e.amount_fen) as total
         from ledger_txns x join ledger_entries e on e.txn_id = x.id
        where x.reference = o.id::text or x.reference in (select a.attempt_no from payment_attempts a
              join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id where t.order_id = o.id)
           or x.reference in (select t.id::text from order_terms t where t.order_id = o.id)
           or x.reference in (select r.id::text from order_refunds r where r.order_id = o.id)
           or x.reference in (select r.refund_no from refunds r join payment_attempts a on a.id = r.attempt_id
              join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id where t.order_id = o.id)
        group by 1) l) as accounts,
    (select array_agg(concat_ws(' ', l.id, l.cancelled_qty, l.returned_qty, l.kept_qty, l.exchanged_qty, l.refunded_fen) order by l.position)
       from order_lines l where l.order_id = o.id) as back,
    (select coalesce(array_agg(s.after_sale_no || ' ' || s.state order by s.after_sale_no), '{}') from after_sales s where s.order_id = o.id) as sales,
    (select coalesce(array_agg(concat_ws(' ', s.after_sale_no, l.wanted_sku_id, l.qty, l.wanted -> 'differenceFen',
         coalesce((select string_agg(case when r.state in ('held', 'firm') then 'reserved' else r.state end || r.qty, ',') from stock_reservations r
            where r.owner_kind = 'exchange' and r.owner_id = s.id and r.line_id = l.line_id), '-'),
         coalesce((select d.state from exchange_differences d where d.after_sale_id = s.id order by d.asked_at desc limit 1), 'none'))
         order by s.after_sale_no), '{}')
       from after_sales s join after_sale_lines l on l.after_sale_id = s.id
      where s.order_id = o.id and l.wanted_sku_id is not null) as swaps,
    (select coalesce(array_agg(c.id || ' ' || c.state order by c.id), '{}') from order_address_changes c where c.order_id = o.id) as moves,
    (select coalesce(sum(l.sellable_qty), 0)::int from after_sales s join after_sale_lines l on l.after_sale_id = s.id where s.order_id = o.id) as restocked
    from orders o order by o.id`

const keptText = ({ reserved, sent, freed }: OrderStandingView['exchanges'][number]): string =>
  reserved > 0 ? `reserved${reserved}` : sent > 0 ? `consumed${sent}` : freed > 0 ? `released${freed}` : '-'

/** A standing in the words of the live rows. */
const rebuilt = (id: string, standing: OrderStandingView): LiveRow => {
  const stock: Record<string, number> = {}
  for (const line of standing.lines)
    for (const state of ['held', 'firm', 'consumed', 'released'] as const)
      if (line[state] > 0) stock[state] = (stock[state] ?? 0) + line[state]
  return {
    ...{ id, state: standing.state, version: standing.version, payableFen: standing.price.payableFen },
    terms: standing.terms.map(({ seq, state }) => `${seq} ${state}`),
    attempts: standing.attempts.map(({ attemptNo, state }) => `${attemptNo} ${state}`).sort(),
    refunds: standing.refunds.map(({ refundNo, state }) => `${refundNo} ${state}`).sort(),
    stock,
    signed: standing.parcels.map(({ trackingNo }) => trackingNo).sort(),
    accounts: Object.fromEntries(standing.accounts.map(({ account, amountFen }) => [account, amountFen])),
    back: standing.lines.map(({ lineId, cancelled, returned, kept, exchanged, refundedFen }) =>
      [lineId, cancelled, returned, kept, exchanged, refundedFen].join(' '),
    ),
    sales: standing.afterSales.map(({ afterSaleNo, state }) => `${afterSaleNo} ${state}`).sort(),
    swaps: standing.exchanges
      .map((wish) =>
        [wish.afterSaleNo, wish.skuId, wish.qty, wish.differenceFen, keptText(wish), wish.difference].join(' '),
      )
      .sort(),
    moves: standing.addressChanges.map(({ changeId, state }) => `${changeId} ${state}`).sort(),
    restocked: standing.restocked.reduce((sum, { qty }) => sum + qty, 0),
  }
}

const live = (): Promise<LiveRow[]> => shop.database.rows<LiveRow>(LIVE)
const asked = (id: string, at?: Instant, than?: Instant): Promise<OrderAtView> =>
  desk.insight.orderAt({
    params: { id },
    query: { ...(at === undefined ? {} : { at: isoOf(at) }), ...(than === undefined ? {} : { than: isoOf(than) }) },
  })

const back = async (qty: number, kind: AfterSaleKind, reason: AfterSaleReason): Promise<{ id: string }> => {
  const lineId = (await orderOf(ann, changed)).lines[0]?.id ?? ''
  const sale = await ann.api.afterSale.apply({ body: { orderId: changed, kind, reason, lines: [{ lineId, qty }] } })
  await stepped()
  return sale
}

const snapshots: { at: Instant; rows: LiveRow[] }[] = []
/** What the rows say when everything told has been heard, and a while before anything else happens. */
const stepped = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
  snapshots.push({ at: shop.clock.now(), rows: await live() })
  await passTime(shop, minuteMs)
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 50 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800008801', '安小满')
  desk = await operatorOf(shop)
})
afterAll(() => shop.close())

let received: string
let changed: string
let late: string
let swapped: string

/** The story takes longer than a session lasts. */
const signInAgain = async (): Promise<void> => {
  const { accessToken } = await shop.database.transaction((tx) =>
    shop.get(IdentityFacade).startSession(tx, ann.memberId),
  )
  const headers = { authorization: `Bearer ${accessToken}` }
  ann = { ...ann, headers, api: clientOf(shop, headers) }
  desk = await operatorOf(shop)
}

it('is lived: one order to the end, one paid after its close and given back, one that waits', async () => {
  received = (await placeNow(ann, [{ skuId, qty: 2 }])).id
  await stepped()
  await pay(shop, ann, received)
  await stepped()
  await desk.order.ship({ params: { id: received }, body: { carrierCode: 'SF', trackingNo: 'SF8800000001' } })
  await stepped()
  late = (await placeNow(ann, [{ skuId, qty: 3 }])).id
  const { attemptNo } = await startPaying(ann, late)
  await stepped()
  await ann.api.order.cancel({ params: { id: late } })
  await stepped()
  await shop.simulator.payLate(attemptNo)
  await shop.simulator.settled()
  await shop.settle()
  await shop.simulator.settled()
  await stepped()
  await ann.api.order.confirmReceipt({ params: { id: received } })
  await stepped()
  await placeNow(ann, [{ skuId, qty: 1 }])
  await stepped()
})

it('is lived on: pieces back before they left and after they came, another address given up, paid for and cheaper', async () => {
  const far = await addressIn(shop, ann, FAR)
  const skuId = await goodsByRegion(shop, desk)
  changed = (await placeNow(ann, [{ skuId, qty: 3 }])).id
  await pay(shop, ann, changed)
  const one = { params: { id: changed } }
  const moved = async (addressId: string): Promise<void> => {
    const { differenceFen } = await ann.api.orderCentre.quoteAddress({ ...one, query: { addressId } })
    await ann.api.orderCentre.readdress({ ...one, body: { addressId, differenceFen } })
    await stepped()
  }
  await moved(far)
  await ann.api.orderCentre.keepAddress(one)
  await stepped()
  await moved(far)
  await pay(shop, ann, changed)
  await stepped()
  await moved(ann.addressId)
  await back(1, 'refund_only', 'not_wanted')
  await desk.order.ship({ ...one, body: { carrierCode: 'SF', trackingNo: 'SF8800000002' } })
  await ann.api.order.confirmReceipt(one)
  await stepped()
  const { id } = await back(2, 'return_refund', 'quality')
  await desk.afterSale.approve({ params: { id }, body: { returnAddress: '退货组 杭州市 8 号' } })
  await stepped()
  await ann.api.afterSale.sendBack({ params: { id }, body: { carrierCode: 'SF', trackingNo: 'SF8800000003' } })
  await stepped()
  const lineId = (await orderOf(ann, changed)).lines[0]?.id ?? ''
  await desk.afterSale.inspect({ params: { id }, body: { accepted: true, lines: [{ lineId, sellableQty: 1 }] } })
  await stepped()
})

it('is lived in a third way: dearer goods that are paid for and not wanted after all, and others that are sent', async () => {
  await signInAgain()
  const { skus } = await new MadeGoods(shop).product({ stock: 20, pricesFen: [3_000, 3_700] })
  const [own, wanted] = skus.map((sku) => sku.skuId)
  swapped = (await placeNow(ann, [{ skuId: own ?? '', qty: 2 }])).id
  await pay(shop, ann, swapped)
  await desk.order.ship({ params: { id: swapped }, body: { carrierCode: 'SF', trackingNo: 'SF8800000005' } })
  await ann.api.order.confirmReceipt({ params: { id: swapped } })
  await stepped()
  const lineId = (await orderOf(ann, swapped)).lines[0]?.id ?? ''
  const asks = async (): Promise<{ params: { id: string } }> => {
    const lines = [{ lineId, qty: 1, skuId: wanted ?? '' }]
    const asked = { orderId: swapped, kind: 'exchange' as const, reason: 'no_reason' as const, lines }
    const { id } = await ann.api.afterSale.apply({ body: asked })
    await stepped()
    await desk.afterSale.approve({ params: { id }, body: { returnAddress: '退货组 杭州市 8 号' } })
    await stepped()
    await pay(shop, ann, swapped)
    await stepped()
    return { params: { id } }
  }
  await ann.api.afterSale.withdraw(await asks())
  await stepped()
  const sale = await asks()
  await ann.api.afterSale.sendBack({ ...sale, body: { carrierCode: 'SF', trackingNo: 'SF8800000006' } })
  await desk.afterSale.inspect({ ...sale, body: { accepted: true, lines: [{ lineId, sellableQty: 1 }] } })
  await stepped()
  await desk.afterSale.resend({ ...sale, body: { carrierCode: 'SF', trackingNo: 'SF8800000007' } })
  await stepped()
  await ann.api.afterSale.receive(sale)
  await stepped()
})

it('is rebuilt as every row says now, for every order', async () => {
  const rows = await live()
  expect(rows).toHaveLength(5)
  for (const row of rows) {
    const { standing } = await asked(row.id)
    expect(standing).not.toBeNull()
    if (standing !== null) expect(rebuilt(row.id, standing)).toEqual(row)
  }
})

it('is rebuilt at each past step as the rows said then', async () => {
  expect(snapshots).toHaveLength(30)
  for (const { at, rows } of snapshots) {
    const then = new Map(rows.map((row) => [row.id, row]))
    for (const { id } of await live()) {
      const { standing } = await asked(id, at)
      expect(standing === null ? undefined : rebuilt(id, standing), isoOf(at)).toEqual(then.get(id))
    }
  }
})

it('tells what happened and what two moments have otherwise', async () => {
  const [placed, paid, shipped] = snapshots.map(({ at }) => at)
  const { moments, difference } = await asked(received, shipped, placed)
  expect(moments.map(({ source, what }) => `${source} ${what}`)).toEqual(
    expect.arrayContaining([
      'order place',
      'attempt succeeded',
      'ledger term.paid',
      'stock consumed',
      'parcel shipped',
    ]),
  )
  expect(difference?.changes).toEqual(
    expect.arrayContaining([
      { section: 'order', subject: '', name: 'state', before: 'pending_payment', after: 'shipped' },
      { section: 'terms', subject: '1', name: 'state', before: 'open', after: 'paid' },
      expect.objectContaining({ section: 'lines', name: 'held', before: 2, after: 0 }),
      expect.objectContaining({ section: 'accounts', subject: 'contract_liability', name: 'amountFen', before: null }),
    ]),
  )
  expect((await asked(received, paid, paid)).difference?.changes).toEqual([])
})

it('tells what came back, what was asked for and where the way changed', async () => {
  const { moments, standing } = await asked(changed)
  expect(standing).toMatchObject({
    state: 'refunded',
    lines: [{ cancelled: 1, returned: 2, kept: 0 }],
    addressChanges: [{ state: 'dropped' }, { state: 'done' }, { state: 'done' }],
    afterSales: [{ state: 'done' }, { state: 'done' }],
    restocked: [{ qty: 1 }],
    terms: [{ state: 'paid' }, { state: 'dropped' }, { state: 'paid' }],
  })
  const told = ['address asked', 'address dropped', 'address done', 'sale inspect', 'stock restocked', 'back given']
  expect(moments.map(({ source, what }) => `${source} ${what}`)).toEqual(expect.arrayContaining(told))
})

it('tells what was kept for an exchange, what left, and what became of its difference', async () => {
  const { moments, standing } = await asked(swapped)
  expect(standing).toMatchObject({
    lines: [{ qty: 2, returned: 0, exchanged: 1 }],
    exchanges: [
      { qty: 1, differenceFen: 700, reserved: 0, sent: 0, freed: 1, difference: 'given_back' },
      { qty: 1, differenceFen: 700, reserved: 0, sent: 1, freed: 0, difference: 'paid' },
    ],
    afterSales: [{ state: 'withdrawn' }, { state: 'done' }],
    restocked: [{ qty: 1 }],
  })
  const told = ['exchange waiting', 'exchange firm', 'exchange released', 'exchange consumed', 'exchange given_back']
  expect(moments.map(({ source, what }) => `${source} ${what}`)).toEqual(expect.arrayContaining(told))
  const approved = moments.find(({ source, what }) => source === 'exchange' && what === 'firm')
  const [before, after] = [snapshots.findLast(({ at }) => isoOf(at) < (approved?.at ?? '')), snapshots.at(-1)]
  const { difference } = await asked(swapped, instantOf(approved?.at ?? ''), before?.at)
  expect(difference?.changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ section: 'exchanges', name: 'reserved', before: 0, after: 1 }),
      expect.objectContaining({ section: 'exchanges', name: 'difference', before: 'none', after: 'waiting' }),
      expect.objectContaining({ section: 'afterSales', name: 'state', after: 'awaiting_difference' }),
    ]),
  )
  expect((await asked(swapped, after?.at, after?.at)).difference?.changes).toEqual([])
})

it('is nobody else’s: without the permission it is refused, before it was placed it is nothing', async () => {
  const clerk = await operatorOf(shop, ['clerk'])
  expect(await codeOf(clerk.insight.orderAt({ params: { id: received }, query: {} }))).toBe('FORBIDDEN')
  expect((await asked(late, snapshots[0]?.at)).standing).toBeNull()
  await expectSoundShop(shop)
})
