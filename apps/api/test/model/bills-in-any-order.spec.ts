import fc from 'fast-check'
import { addHours, addMs, addShopDays, minuteMs, startOfShopDay, type ShopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'
import { BillBooks } from '../../src/modules/payment/bills/bill-books.js'
import {
  BILL_SOURCES,
  type BillSource,
  type FetchedBill,
  type FetchedFlow,
} from '../../src/modules/payment/bills/bill-source.js'
import { billOf } from '../../src/modules/payment/bills/domain/bill.js'
import { flowOf, type FlowLine } from '../../src/modules/payment/bills/domain/flow.js'
import { expectSoundShop } from '../support/buying.js'
import { ReconDesk } from '../support/recon-desk.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

/** `npm test` has the files of these days come in twelve orders, always the same; `npm run test:nightly` in many new ones. */
const LIVES = Number(process.env['PAYMENT_LIVES'] ?? 12)
const SEED = Number(process.env['PAYMENT_SEED'] ?? process.env['FAULTS_SEED'] ?? 20_261_130)
const LIMIT_MS = 20 * minuteMs + LIVES * minuteMs
const DAYS = 4

let shop: WholeShop
let desk: ReconDesk
let client: pg.Client
let source: BillSource
let first: ShopDay
const dayAt = (at: number): ShopDay => addShopDays(first, at)
const trades: FetchedBill[] = []
const flows: FetchedFlow[] = []

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
  first = desk.day
  const early = [await desk.pay(), await desk.pay()]
  // More goes back than comes: what the first day carried is not there any more on the second.
  await desk.next()
  await desk.refund(early[0]?.attemptNo ?? '', 9_000)
  await desk.refund(early[1]?.attemptNo ?? '', 9_900)
  await desk.next()
  await desk.pay()
  await desk.pay()
  // A day on which nothing is bought.
  await desk.next()
  await desk.at(dayAt(DAYS), 10.5)
  const sources = shop.app.get<BillSource[]>(BILL_SOURCES)
  const wechat = sources.find(({ wallet }) => wallet === 'wechat')
  if (wechat === undefined) throw new Error('no bills of WeChat')
  source = wechat
  for (let at = 0; at < DAYS; at += 1) {
    trades.push(await wechat.fetch(dayAt(at)))
    flows.push((await wechat.fetchFlow?.(dayAt(at))) ?? { kind: 'none', sure: true })
  }
  acrossMidnight(0, 1)
  client = new pg.Client({ connectionString: shop.databaseUrl })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await shop.close()
})

/** One payment of a day is in the bill of the day after, while the account's own flow has it where it was. */
function acrossMidnight(from: number, to: number): void {
  const [before, after] = [trades[from], trades[to]]
  if (before?.kind !== 'bill' || after?.kind !== 'bill') throw new Error('no bills of these days')
  const [moved, ...others] = before.bill.lines
  if (moved === undefined) throw new Error('an empty bill')
  trades[from] = { ...before, bill: billOf(others) }
  trades[to] = { ...after, bill: billOf([moved, ...after.bill.lines]) }
}

interface Days {
  /** What is withdrawn on each day. */
  readonly withdrawn: readonly (readonly number[])[]
  /** All files, in the order in which they come. */
  readonly order: readonly string[]
}
const IN_TURN = Array.from({ length: DAYS }, (_, at) => [`trade ${at}`, `funds ${at}`]).flat()
const ANY_DAYS: fc.Arbitrary<Days> = fc.record({
  withdrawn: fc.array(fc.array(fc.constantFrom(500, 1_000, 8_000, 9_800, 19_880, 25_000), { maxLength: 2 }), {
    minLength: DAYS,
    maxLength: DAYS,
  }),
  order: fc.shuffledSubarray(IN_TURN, { minLength: IN_TURN.length }),
})

const withdrawal = (day: number, fen: number, at: number): FlowLine => ({
  ...{ flowNo: `W${day}-${at}`, kind: 'withdrawal', word: '提现', businessNo: `B${day}-${at}`, amountFen: -fen },
  ...{ balanceFen: 0, bookedAt: addHours(startOfShopDay(dayAt(day)), 20 + at) },
})
const flowWith = (day: number, withdrawn: readonly number[]): FetchedFlow => {
  const told = flows[day]
  const lines = told?.kind === 'bill' ? told.bill.lines : []
  const left = withdrawn.map((fen, at) => withdrawal(day, fen, at))
  return lines.length + left.length === 0
    ? { kind: 'none', sure: true }
    : { kind: 'bill', bill: flowOf([...lines, ...left]), hash: `flow of ${day}` }
}

/** The files come one by one, an hour apart, and nobody does anything but the sweep. */
async function come({ withdrawn, order }: Days): Promise<void> {
  const here = new Set<string>()
  const later = { kind: 'later', problem: 'not_yet', reason: 'it is being written' } as const
  const number = (day: ShopDay): number => Array.from({ length: DAYS }, (_, at) => dayAt(at)).indexOf(day)
  source.fetch = (day) => Promise.resolve(here.has(`trade ${number(day)}`) ? (trades[number(day)] ?? later) : later)
  source.fetchFlow = (day) =>
    Promise.resolve(here.has(`funds ${number(day)}`) ? flowWith(number(day), withdrawn[number(day)] ?? []) : later)
  await desk.at(dayAt(DAYS), 10.5)
  await shop.sweep('payment.bills')
  for (const file of order) {
    here.add(file)
    shop.clock.set(addMs(shop.clock.now(), 61 * minuteMs))
    await shop.sweep('payment.bills')
  }
}

const said = (sql: string): Promise<object[]> => shop.database.rows<object>(sql)
/** Every answer, every difference that was found, and every posting, by the numbers of the channel. */
const verdicts = async () => ({
  files: await said(`select bill_date, kind, state, problem from bill_files order by 1, 2`),
  rows: await said(`select bill_date, row_key, outcome from bill_rows order by 1, 2`),
  movements: await said(`select bill_date, flow_no, outcome from bill_flows order by 1, 2`),
  differences: await said(
    `select f.bill_date, b.kind, b.subject, b.number, b.bill_fen, b.own_fen, b.fee_fen, b.expected_fee_fen, b.state
       from recon_breaks b join bill_files f on f.id = b.file_id where b.kind <> 'suspense' order by 1, 2, 3, 4`,
  ),
  waiting: await said(`select number from recon_breaks where kind = 'suspense' and state <> 'cleared' order by 1`),
  told: await said(`select kind, reference from payment_incidents where resolved_at is null order by 1, 2`),
  postings: await said(
    `select t.kind, coalesce(r.bill_date, m.bill_date) as day, coalesce(r.row_key, m.flow_no) as number, e.account_code, e.owner, e.amount_fen
       from ledger_txns t join ledger_entries e on e.txn_id = t.id
       left join bill_rows r on r.id::text = t.reference left join bill_flows m on m.id::text = t.reference
      where t.kind like 'bill.%' order by 1, 2, 3, 4, 5`,
  ),
})

/** As if no file had ever come. */
async function forget(): Promise<void> {
  await client.query('begin')
  await client.query('set local session_replication_role = replica')
  for (const table of ['recon_breaks', 'bill_rows', 'bill_flows', 'bill_files', 'bill_day_sums', 'ledger_day_sums'])
    await client.query(`delete from ${table}`)
  await client.query(`delete from payment_incidents where kind in ('mismatch', 'outcome_unknown')`)
  await client.query(`delete from ledger_unsummed`)
  await client.query(`delete from ledger_entries e using ledger_txns t where t.id = e.txn_id and t.kind like 'bill.%'`)
  await client.query(`delete from ledger_txns where kind like 'bill.%'`)
  await client.query(`insert into ledger_unsummed select id from ledger_txns`)
  await client.query('commit')
}

/** What is carried by the sums of days is what the entries say. */
async function expectSumsOfEntries(): Promise<void> {
  const carried = await shop.get(BillBooks).carried(shop.database, { ...source, day: dayAt(DAYS) })
  expect(carried).toBe(await desk.balance('clearing:wechat'))
}

it(
  'bills and flows that come in any order get the same answers and make the same ledger',
  async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(ANY_DAYS, async ({ withdrawn, order }) => {
        await forget()
        await come({ withdrawn, order: IN_TURN })
        const expected = await verdicts()
        await expectSumsOfEntries()
        for (const { outcome } of expected.movements as { outcome: string }[]) seen.add(outcome)
        for (const { kind, state } of expected.differences as { kind: string; state: string }[])
          seen.add(`${kind} ${state}`)
        await forget()
        await come({ withdrawn, order })
        expect(await verdicts()).toEqual(expected)
        await expectSumsOfEntries()
      }),
      { seed: SEED, numRuns: LIVES, endOnFailure: true },
    )
    // None of it is seen to be the same because nothing happened.
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'booked',
        'differs',
        'agrees',
        'uncovered open',
        'uncovered cleared',
        'flow_amount open',
      ]),
    )
    await shop.settle()
    await shop.sweep()
    await expectSoundShop(shop)
  },
  LIMIT_MS,
)
