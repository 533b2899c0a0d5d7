import type { TestDatabase } from '@jishi/testing/database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OFFER_CORRUPTIONS } from './offer-corruptions.js'
import { isNotYet, type Invariant } from '../../src/audit/invariant.js'
import { RULES, runAudit, violationsIn } from '../../src/audit/run-audit.js'
import { copyOf, MomentaryDatabase } from '../support/broken-for-a-moment.js'
import { ACTIVITY_STOCK_CORRUPTIONS, FOREIGN_UNITS } from './activity-stock-corruptions.js'
import { AFTER_SALE_CORRUPTIONS } from './after-sale-corruptions.js'
import { BILL_CORRUPTIONS } from './bill-corruptions.js'
import { billDay } from './bill-day.js'
import type { Corruption } from './corruption.js'
import { CODE_CORRUPTIONS } from './code-corruptions.js'
import { COUPON_CORRUPTIONS } from './coupon-corruptions.js'
import { INVOICE_CORRUPTIONS } from './invoice-corruptions.js'
import { PAYOUT_CORRUPTIONS } from './payout-corruptions.js'
import { PRICE_CHANGE_CORRUPTIONS } from './price-change-corruptions.js'
import { REVIEW_CORRUPTIONS } from './review-corruptions.js'
import { SERVICE_CORRUPTIONS } from './service-corruptions.js'
import { STORED_CORRUPTIONS } from './stored-corruptions.js'
import { livedInShop } from '../support/lived-in-shop.js'

const NEW = 'gen_random_uuid()'
const AN_HOUR_AGO = `now() - interval '1 hour'`
const RECEIVED = `(select id from orders where state = 'completed' order by created_at limit 1)`
const UNPAID = `(select id from orders where state = 'pending_payment' and kind = 'normal')`
const EVENT = {
  id: NEW,
  seq: '1000000',
  occurred_at: AN_HOUR_AGO,
  published_at: 'null',
  settled_at: 'null',
}

const stock: Record<string, Corruption[]> = {
  S1: [
    {
      what: 'more reserved than there is',
      without: ['stocks.stocks_reserved_within_on_hand'],
      sql: `update stocks set reserved = on_hand + 1`,
    },
    {
      what: 'less than nothing reserved',
      without: ['stocks.stocks_reserved_within_on_hand'],
      sql: `update stocks set reserved = -1`,
    },
  ],
  S2: [
    { what: 'a piece appears', sql: `update stocks set on_hand = on_hand + 1` },
    { what: 'a piece is reserved without a move', sql: `update stocks set reserved = reserved + 1` },
    { what: 'a move is lost', sql: `delete from stock_moves where kind = 'consume'` },
  ],
  S3: [
    {
      what: 'a reservation grows',
      sql: `update stock_reservations set qty = qty + 1 where state = 'firm'`,
      seenAs: '"stock"',
    },
    {
      what: 'an order closes without letting go',
      sql: `update orders set state = 'closed', closed_cause = 'member' where id = ${UNPAID}`,
      seenAs: '"line"',
    },
    {
      what: 'a paid order has nothing reserved',
      sql: `update stock_reservations set state = 'released' where state = 'firm'`,
      seenAs: '"line"',
    },
    {
      what: 'a reservation belongs to no line',
      sql: `update stock_reservations set line_id = ${NEW} where state = 'held'`,
      seenAs: '"reservation"',
    },
    ...FOREIGN_UNITS,
  ],
  S4: [
    {
      what: 'a move is counted twice',
      without: ['stock_moves.stock_moves_once'],
      sql: copyOf('stock_moves', { id: '1000000' }),
    },
  ],
  S5: [
    {
      what: 'more is released than was ever reserved',
      sql: copyOf('stock_moves', { id: '1000000', kind: `'release'`, reference: `'x'`, reserved_delta: '-1000' }),
      seenAs: '"reserve"',
    },
    {
      what: 'goods leave that were not taken from stock',
      sql: `update stock_reservations set state = 'released' where state = 'consumed'`,
      seenAs: '"line"',
    },
    { what: 'a line reserves more than was bought', sql: `update stock_reservations set qty = 999`, seenAs: '"over"' },
  ],
  S10: [
    {
      what: 'more is shipped than was bought',
      without: ['order_lines.order_lines_ship_within_qty'],
      sql: `update order_lines set shipped_qty = qty + 1 where shipped_qty > 0`,
    },
    { what: 'a parcel holds something else', sql: `update shipment_lines set qty = qty + 1` },
    {
      what: 'a shipped order has left something behind',
      sql: `update order_lines set shipped_qty = 0 where delivery_code = 'card_secret'`,
    },
    {
      what: 'goods leave before they are paid',
      without: ['orders.orders_past_payment_was_paid'],
      sql: `update orders set paid_at = null where id = ${RECEIVED}`,
    },
  ],
}

const catalog: Record<string, Corruption[]> = {
  B1: [
    { what: 'a sale is invented', sql: `update spus set sold_count = sold_count + 1`, seenAs: '"product"' },
    { what: 'a sale of a SKU is lost', sql: `update skus set sold_count = 0 where sold_count > 0`, seenAs: '"sku"' },
  ],
  B2: [
    {
      what: 'a product answers one attribute with a value of another',
      sql: `update spu_attribute_values sv set attribute_id = a.id from attributes a
             where a.id <> sv.attribute_id and a.kind <> 'text' and sv.value_id is not null`,
    },
    {
      what: 'words stand where a value is chosen',
      sql: `update spu_attribute_values set value_id = null, words = 'x' where value_id is not null`,
    },
    {
      what: 'one of a choice is chosen twice',
      sql: `insert into spu_attribute_values select sv.spu_id, sv.attribute_id, v.id from spu_attribute_values sv
             join attribute_values v on v.attribute_id = sv.attribute_id and v.id <> sv.value_id`,
    },
  ],
  B3: [
    { what: 'a script gets into a text', sql: `update spus set detail_html = '<p>x</p><script>1</script>'` },
    { what: 'a handler gets into a tag', sql: `update spus set detail_html = '<img src="x" onerror="1" />'` },
  ],
}

const price: Record<string, Corruption[]> = {
  P1: [
    {
      what: 'a fen is owed for nothing',
      without: ['orders.orders_identity'],
      sql: `update orders set payable_fen = payable_fen + 1`,
    },
    {
      what: 'a part is below zero',
      without: ['orders.orders_parts_not_negative'],
      sql: `update orders set freight_fen = -1, payable_fen = goods_paid_fen - 1 where refunded_fen = 0`,
    },
  ],
  P2: [
    {
      what: 'a total differs from its lines',
      sql: `update orders set list_fen = list_fen + 1, goods_paid_fen = goods_paid_fen + 1, payable_fen = payable_fen + 1`,
      seenAs: '"total"',
    },
    { what: 'pieces differ from the lines', sql: `update orders set qty = qty + 1`, seenAs: '"total"' },
    {
      what: 'a share of the freight differs',
      sql: `update order_line_shares set amount_fen = amount_fen + 1 where stage = 'freight'`,
      seenAs: '"share of freight"',
    },
    ...['promotion', 'coupon', 'points', 'adjustment', 'minimum'].map((stage) => ({
      what: `a share of ${stage} that no line knows`,
      sql: copyOf('order_line_shares', { rule: `'made-up'`, stage: `'${stage}'`, amount_fen: '5' }),
      seenAs: `"share of ${['adjustment', 'minimum'].includes(stage) ? 'adjust' : stage}"`,
    })),
  ],
  P3: [
    {
      what: 'a line owes a fen for nothing',
      without: ['order_lines.order_lines_identity'],
      sql: `update order_lines set payable_fen = payable_fen + 1`,
      seenAs: '"order_lines"',
    },
    {
      what: 'a line of nothing',
      without: ['order_lines.order_lines_qty_positive'],
      sql: `update order_lines set qty = 0 where order_id = ${UNPAID}`,
      seenAs: '"qty"',
    },
    { what: 'another unit price', sql: `update order_lines set unit_fen = unit_fen + 1`, seenAs: '"qty"' },
  ],
  P4: [
    { what: 'an order without lines', sql: `delete from order_lines where order_id = ${UNPAID}` },
    { what: 'an order without a term', sql: `delete from order_terms where order_id = ${UNPAID}` },
    { what: 'terms of another amount', sql: `update order_terms set amount_fen = amount_fen + 1` },
  ],
}

const payment: Record<string, Corruption[]> = {
  M1: [
    {
      what: 'a term is paid by nobody',
      sql: `update order_terms set state = 'paid', paid_at = now() where state = 'open'`,
      seenAs: '"term"',
    },
    {
      what: 'another amount settled it',
      sql: `update payment_intents set amount_fen = amount_fen + 1 where state = 'settled'`,
      seenAs: '"term"',
    },
    {
      what: 'it was settled by an attempt of another',
      sql: `update payment_intents set settled_attempt_id = ${NEW} where state = 'settled'`,
      seenAs: '"term"',
    },
    {
      what: 'a paid order owes',
      sql: `update order_terms set state = 'open', paid_at = null where state = 'paid'`,
      seenAs: '"order"',
    },
  ],
  M2: [
    { what: 'money is kept that nothing was owed for', sql: `delete from refunds` },
    {
      what: 'only a part of it goes back',
      sql: `update refunds set amount_fen = amount_fen - 1`,
    },
    { what: 'the refund was given up', sql: `update refunds set state = 'closed', succeeded_at = null` },
    {
      what: 'a payment forgets what it paid',
      sql: `update payment_intents set state = 'open', settled_attempt_id = null, settled_at = null where state = 'settled'`,
    },
  ],
  M3: [
    {
      what: 'two attempts, one number',
      without: ['payment_attempts.payment_attempts_no'],
      sql: `update payment_attempts set attempt_no = (select min(attempt_no) from payment_attempts)`,
      seenAs: '"attempt"',
    },
    {
      what: 'two attempts, one transaction',
      without: ['payment_attempts_txn'],
      sql: `update payment_attempts set channel_txn = 'the same' where state = 'succeeded'`,
      seenAs: '"transaction"',
    },
    {
      what: 'two refunds, one number',
      without: ['refunds.refunds_no'],
      sql: copyOf('refunds', { id: NEW, cause: `'again'` }),
      seenAs: '"refund"',
    },
  ],
  M4: [
    { what: 'a success without evidence', sql: `delete from payment_evidence` },
    ...['amount_fen = amount_fen + 1', `app_id = 'other'`, `merchant_id = 'other'`, `channel_txn = 'other'`].map(
      (change) => ({ what: `evidence of another: ${change}`, sql: `update payment_evidence set ${change}` }),
    ),
  ],
  M5: [
    {
      what: 'two notices settle one number',
      sql: copyOf('payment_notices', { id: NEW, event_key: `'second'` }, `effect = 'settled'`),
      seenAs: '"number"',
    },
    {
      what: 'two notices refund one number',
      sql: copyOf('payment_notices', { id: NEW, event_key: `'second'` }, `effect = 'refunded'`),
      seenAs: '"number"',
    },
    {
      what: 'two pieces of evidence for one attempt',
      without: ['payment_evidence.payment_evidence_once'],
      sql: copyOf('payment_evidence', { id: NEW }),
    },
  ],
  M6: [
    {
      what: 'an unverified notice counted',
      without: ['payment_notices.payment_notices_verified_check'],
      sql: `update payment_notices set verified = false`,
    },
  ],
  M7: [{ what: 'nobody answers to a payment', sql: copyOf('outbox', EVENT, `name = 'payment.succeeded'`) }],
  M8: [
    ...['created', 'closing'].map((state) => ({
      what: `an attempt stays ${state}`,
      sql: `update payment_attempts set state = '${state}', expires_at = ${AN_HOUR_AGO} where state = 'open'`,
      seenAs: '"attempt"',
    })),
    ...['created', 'processing', 'abnormal'].map((state) => ({
      what: `a refund stays ${state}`,
      sql: `update refunds set state = '${state}', succeeded_at = null, created_at = ${AN_HOUR_AGO}`,
      seenAs: '"refund"',
    })),
  ],
}

const refund: Record<string, Corruption[]> = {
  R1: [
    { what: 'more goes back than came', sql: `update refunds set amount_fen = amount_fen + 1` },
    { what: 'a refund is not reserved', sql: `update payment_attempts set refund_reserved_fen = 0` },
  ],
  R4: [
    {
      what: 'money goes back that never came',
      sql: `update payment_attempts set state = 'closed', channel_txn = null, paid_at = null, refund_reserved_fen = 0`,
    },
    {
      what: 'nothing goes back',
      without: ['refunds.refunds_amount_fen_check'],
      sql: `update refunds set amount_fen = 0`,
    },
  ],
}

const order: Record<string, Corruption[]> = {
  O1: [
    { what: 'a gap', sql: `update order_events set seq = seq + 10 where seq = 3` },
    { what: 'a lost first step', sql: `delete from order_events where seq = 1` },
    { what: 'a step from another state', sql: `update order_events set from_state = 'closing' where action = 'pay'` },
    { what: 'a step the life does not know', sql: `update order_events set action = 'ship' where action = 'pay'` },
    { what: 'a life that begins elsewhere', sql: `update order_events set to_state = 'paid' where seq = 1` },
  ],
  O2: [
    { what: 'a state without a step', sql: `update orders set state = 'shipped' where state = 'paid'` },
    { what: 'a step that was not counted', sql: `update orders set version = version + 1` },
  ],
  O3: [
    {
      what: 'an unpaid order is forgotten',
      sql: `update order_terms set due_at = ${AN_HOUR_AGO} where state = 'open'`,
    },
  ],
  O4: [
    {
      what: 'a close never ends',
      sql: `update orders set state = 'closing', closed_cause = 'member', closing_at = ${AN_HOUR_AGO} where id = ${UNPAID}`,
    },
  ],
  O5: [
    { what: 'a key leads nowhere', sql: `delete from orders where id = ${UNPAID}` },
    {
      what: 'a key twice',
      without: ['idempotency_keys.idempotency_keys_pkey'],
      sql: copyOf('idempotency_keys', { resource_id: NEW }),
      seenAs: '"twice"',
    },
  ],
  O6: [
    {
      what: 'goods leave although they are held',
      sql: `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
            select ${NEW}, id, member_id, 'fraud', '{ship}', '核实', created_at from orders where id = ${RECEIVED}`,
    },
  ],
}

const ledger: Record<string, Corruption[]> = {
  L1: [
    { what: 'a transaction of one leg', sql: `delete from ledger_entries where leg = 2` },
    { what: 'a transaction without legs', sql: copyOf('ledger_txns', { id: NEW, reference: `'x'` }) },
    { what: 'a fen too much', sql: `update ledger_entries set amount_fen = amount_fen + 1 where leg = 1` },
  ],
  L2: [
    {
      what: 'a fen too much',
      sql: `update ledger_entries set amount_fen = amount_fen + 1 where leg = 1`,
      seenAs: '"all"',
    },
    {
      what: 'a payment is booked to another account',
      sql: `update ledger_entries set account_code = 'sales' where account_code = 'contract_liability' and amount_fen < 0`,
      seenAs: '"contract_liability"',
    },
  ],
  L3: [
    {
      what: 'a fact is posted twice',
      without: ['ledger_txns.ledger_txns_once'],
      sql: copyOf('ledger_txns', { id: NEW }),
    },
  ],
  L4: [
    {
      what: 'a member has a balance that nothing was posted for',
      sql: `insert into account_balances values ('stored_principal', 'x', -1, now())`,
    },
  ],
  L8: [
    { what: 'a posting is said to be summed and is not', sql: `delete from ledger_unsummed` },
    {
      what: 'a day has a sum of nothing',
      sql: `insert into ledger_day_sums values ('2020-01-01', 'bank', '', 5, 0)`,
    },
  ],
  L5: [
    {
      what: 'a receipt is booked to another channel',
      sql: `update ledger_entries set owner = 'other' where account_code = 'clearing'`,
    },
    {
      what: 'a refund was never booked',
      sql: `delete from ledger_entries where txn_id in (select id from ledger_txns where kind = 'refund.suspense')`,
    },
  ],
}

/** Into an account that is not there: foreign keys are off, and nobody looks where it leads. */
const MERGED_AWAY = `update members set merged_into_id = ${NEW} where id = (select member_id from orders limit 1)`
const people: Record<string, Corruption[]> = {
  I1: [
    {
      what: 'a merge leads to an account that was merged itself',
      sql: `with first as (${copyOf('members', { id: NEW, merged_into_id: NEW })} returning id)
            ${copyOf('members', { id: NEW, merged_into_id: '(select id from first)' })}`,
      seenAs: '"chain"',
    },
    {
      what: 'a merge nobody wrote down',
      sql: copyOf('members', { id: NEW, merged_into_id: NEW }),
      seenAs: '"not in the journal"',
    },
    {
      what: 'a merge that was written down and is not',
      sql: `insert into merge_journal (id, from_member_id, into_member_id, cause, copied_addresses, merged_at)
            select ${NEW}, id, ${NEW}, 'phone', 0, now() from members limit 1`,
      seenAs: '"journal of none"',
    },
  ],
  I2: [
    { what: 'somebody is signed in to an account that is no more', sql: MERGED_AWAY, seenAs: '"session"' },
    { what: 'an account with orders was merged away', sql: MERGED_AWAY, seenAs: '"order"' },
  ],
  I3: [
    { what: 'an address is not counted', sql: 'update members set address_count = 0' },
    { what: 'no address is the default', sql: 'update addresses set is_default = false' },
  ],
  I4: [
    { what: 'a favourite is counted twice', sql: 'update member_shelves set favourites = favourites + 1' },
    { what: 'a favourite is not counted', sql: 'delete from member_shelves', seenAs: '"favourites"' },
    {
      what: 'a history grows without end',
      sql: `insert into browse_history (member_id, spu_id, viewed_at)
            select h.member_id, gen_random_uuid(), now() from browse_history h, generate_series(1, 200)`,
      seenAs: '"history"',
    },
  ],
}

const plumbing: Record<string, Corruption[]> = {
  Q1: [
    { what: 'an event does not leave', sql: copyOf('outbox', EVENT) },
    {
      what: 'an event is delivered again and again',
      sql: copyOf('outbox', { id: NEW, seq: '1000000', settled_at: 'null', attempts: '11' }),
    },
  ],
  Q2: [
    {
      what: 'two receipts of one handler',
      without: ['handled_events.handled_events_pkey'],
      sql: copyOf('handled_events'),
      seenAs: '"answers":"2"',
    },
    {
      what: 'a receipt of no event',
      sql: copyOf('handled_events', { event_id: NEW }),
      seenAs: '"answers":"0"',
    },
  ],
  Q3: [
    { what: 'an intent', sql: `update payment_intents set subject_id = ${NEW}`, seenAs: 'intent of no term' },
    { what: 'an order', sql: `update orders set member_id = ${NEW}`, seenAs: 'order of nobody' },
    { what: 'a line', sql: `update order_lines set member_id = ${NEW}`, seenAs: 'line of another member' },
    { what: 'a line', sql: `update order_lines set sku_id = ${NEW}`, seenAs: 'line of no SKU' },
    {
      what: 'a cart',
      sql: `insert into carts (member_id, updated_at) values (${NEW}, now())`,
      seenAs: 'cart of nobody',
    },
    { what: 'a stock', sql: copyOf('stocks', { sku_id: NEW }), seenAs: 'stock of no SKU' },
    {
      what: 'a reservation',
      sql: `update stock_reservations set owner_id = ${NEW}`,
      seenAs: 'reservation of no order',
    },
  ],
  N1: [
    {
      what: 'a phone number in JSON',
      sql: copyOf('audit_log', { id: NEW, seq: '1000000', after: `jsonb_build_object('to', '13800138000')` }),
      seenAs: '"phone"',
    },
    {
      what: 'a phone number in text',
      without: ['orders.orders_plain_is_no_activity'],
      sql: `update orders set kind_ref = '电话 13800138000'`,
      seenAs: '"phone"',
    },
    { what: 'an address', sql: `update order_terms set channel = '中山路 18 号'`, seenAs: '"street"' },
  ],
}

const CORRUPTIONS = {
  ...stock,
  ...OFFER_CORRUPTIONS,
  ...CODE_CORRUPTIONS,
  ...catalog,
  ...price,
  ...payment,
  ...refund,
  ...order,
  ...ledger,
  ...people,
  ...ACTIVITY_STOCK_CORRUPTIONS,
  ...AFTER_SALE_CORRUPTIONS,
  ...BILL_CORRUPTIONS,
  ...COUPON_CORRUPTIONS,
  ...INVOICE_CORRUPTIONS,
  ...PAYOUT_CORRUPTIONS,
  ...PRICE_CHANGE_CORRUPTIONS,
  ...REVIEW_CORRUPTIONS,
  ...SERVICE_CORRUPTIONS,
  ...STORED_CORRUPTIONS,
  ...plumbing,
}
const applied = RULES.filter((rule): rule is Invariant => !isNotYet(rule))

let database: TestDatabase
let momentary: MomentaryDatabase

beforeAll(async () => {
  database = await livedInShop()
  momentary = await MomentaryDatabase.open(database.url)
}, 300_000)
afterAll(async () => {
  await momentary.close()
  await database.drop()
})

const violationsAfter = (rule: Invariant, { without = [], sql }: Corruption): Promise<object[]> =>
  momentary.undone(async (client) => {
    for (const guard of without) {
      const [table, constraint] = guard.split('.')
      await client.query(
        constraint === undefined ? `drop index ${table}` : `alter table ${table} drop constraint ${constraint} cascade`,
      )
    }
    await client.query(`set local session_replication_role = replica`)
    const { rowCount } = await client.query(sql)
    expect(rowCount, `${sql} changed nothing`).toBeGreaterThan(0)
    return (await client.query<object>(rule.sql, rule.live === true ? [new Date().toISOString()] : [])).rows
  })

it('starts from a shop in which every rule holds', async () => {
  expect(violationsIn(await runAudit(database.url))).toBe(0)
})

it('knows a corruption for every rule that applies, and each rule by a name of its own', () => {
  expect(RULES.map(({ id }) => id)).toEqual([...new Set(RULES.map(({ id }) => id))])
  expect(Object.keys(CORRUPTIONS).sort()).toEqual(applied.map(({ id }) => id).sort())
})

describe.each(applied)('$id $title', (rule) => {
  it.each(CORRUPTIONS[rule.id] ?? [])('fails when: $what ($sql)', async (corruption) => {
    const rows = await violationsAfter(rule, corruption)
    expect(JSON.stringify(rows)).toContain(corruption.seenAs ?? '{')
  })
})

const ALONE = applied.flatMap((rule) => {
  const known: readonly Corruption[] = CORRUPTIONS[rule.id] ?? []
  return known.filter(({ alone }) => alone === true).map((corruption) => ({ rule, ...corruption }))
})
it.each(ALONE)('$rule.id is the only rule that sees: $what', async ({ rule, ...corruption }) => {
  const seen: string[] = []
  for (const other of applied) if ((await violationsAfter(other, corruption)).length > 0) seen.push(other.id)
  expect(seen).toEqual([rule.id])
})

it('a day of bills as it should be offends no rule', async () => {
  for (const rule of applied) expect(await violationsAfter(rule, { what: 'nothing', sql: billDay() })).toEqual([])
})

it('is sound again: nothing planted here stays', async () => {
  expect(violationsIn(await runAudit(database.url))).toBe(0)
})
