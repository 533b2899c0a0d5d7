import pg from 'pg'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { present } from '@jishi/kernel/assert'
import { addHours, addShopDays, isoOf, parseShopDay, shopDay, startOfShopDay, type ShopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BillBooks } from '../../src/modules/payment/bills/bill-books.js'
import { fileOf, type BillFile } from '../../src/modules/payment/bills/bill.store.js'
import {
  accountsWaiting,
  nextInTurn,
  standingOpen,
  takenSince,
} from '../../src/modules/payment/bills/flow/flow.store.js'
import { KnownActors } from '../support/known-actors.js'
import { ReconDesk } from '../support/recon-desk.js'
import { clientOf, type ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'
import { multiplyMoney } from './money-rows.js'
import { MOST_STATEMENTS, PlanReader } from './plan-reader.js'

/** `npm run test:plans`: the desks of money, on a million rows of each sort. PLANS_DOC=1 writes docs/query-plans-money.md. */
const ROWS = Number(process.env['PLANS_ROWS'] ?? 1_000_000)
/** Rows that one statement may touch for a page of twenty: its joins, or the differences of one day. */
const MOST_ROWS = 6_000
/** A page of days counts the differences of each: here every row has one, which is a 400th of all for each of twenty days. */
const MOST_COUNTED = Math.max(MOST_ROWS, Math.ceil(ROWS / 10))
/** The sums of days: an account and a channel each have one a day. */
const MOST_SUMS = 6_000

let shop: WholeShop
let client: pg.Client
let reader: PlanReader
let desk: ReconDesk
let operator: ShopClient

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
  const paid = await desk.pay()
  const refundNo = await desk.refund(paid.attemptNo, 1_000)
  const differing = await desk.pay()
  await desk.plant({ kind: 'amount', number: differing.attemptNo, fen: -100 })
  await desk.morning()
  await shop.sweep('ledger.days')
  operator = clientOf(shop, new KnownActors(shop).operator(PERMISSIONS))
  client = new pg.Client({ connectionString: shop.databaseUrl })
  await client.connect()
  reader = new PlanReader(shop, client)
  await multiplyMoney(client, { attemptNo: paid.attemptNo, refundNo, differing: differing.attemptNo }, ROWS)
}, 3_600_000)
afterAll(async () => {
  reader.writeDoc('query-plans-money.md', HEAD)
  await client.end()
  await shop.close()
})

/** What a page answers, and whoever asks for one whose plan says something asks where there is something. */
type Ask = () => Promise<{ readonly items: readonly unknown[] }>
const PAGE = 20
const asFull = (title: string, items: readonly unknown[], least: number): void =>
  expect(items.length, `${title} answers`).toBeGreaterThanOrEqual(least)
const answering =
  (title: string, ask: Ask, least = PAGE) =>
  async (): Promise<void> => {
    const { items } = await ask()
    asFull(title, items, least)
  }

const payments = (query: object) => operator.finance.payments({ query })
const refunds = (query: object) => operator.finance.refunds({ query })
const incidents = (query: object) => operator.finance.incidents({ query })
const days = (query: object) => operator.reconciliation.days({ query })
const differences = (query: object) => operator.reconciliation.differences({ query })
const NO = 'M0000000000000000900'
const ago = (n: number): ShopDay => addShopDays(shopDay(shop.clock.now()), -n)
describe(`on ${ROWS} rows of each, a page is read by an index`, () => {
  it.each<[string, Ask, number?]>([
    ['Payments, newest', () => payments({})],
    ['Payments of one state', () => payments({ state: 'open' })],
    ['Payments of a channel', () => payments({ channel: 'alipay_wap' })],
    ['Payments: a number', () => payments({ q: NO }), 1],
    ['Refunds, newest', () => refunds({})],
    ['Refunds of one state', () => refunds({ state: 'processing' })],
    ['Refunds that are stopped', () => refunds({ stopped: 'true' }), 0],
    ['Refunds: a number', () => refunds({ q: NO }), 1],
    ['Incidents, newest', () => incidents({})],
    ['Incidents that are open', () => incidents({ tab: 'open' })],
    ['Incidents: a number', () => incidents({ q: NO }), 1],
    ['Differences, newest', () => differences({})],
    ['Differences that are open', () => differences({ state: 'open' })],
    ['Differences of a kind that is rare', () => differences({ kind: 'uncovered' })],
    ['Differences of a wallet that has none', () => differences({ wallet: 'unionpay' }), 0],
    ['Differences of a wallet', () => differences({ wallet: 'wechat' })],
    ['Differences of a wallet that are open', () => differences({ wallet: 'wechat', state: 'open' })],
    ['Differences of a wallet and a kind that is rare', () => differences({ wallet: 'wechat', kind: 'uncovered' })],
    ['Differences of some days', () => differences({ from: ago(300), to: ago(299) })],
    ['Statement of a channel’s clearing', () => statement({})],
    ['Statement of some days', () => statement({ from: ago(395), to: ago(393) })],
    ['Statement of a fortnight', () => statement({ from: ago(313), to: ago(300) })],
    [
      'Statement of an account of the shop',
      () => operator.ledger.statement({ query: { account: 'contract_liability' } }),
    ],
  ])('%s', (title, ask, least) => reader.held(title, answering(title, ask, least), MOST_ROWS), 600_000)

  it(
    'Days of bills, newest, each with its differences counted',
    () =>
      reader.held(
        'Days of bills, newest',
        answering('Days of bills', () => days({})),
        MOST_COUNTED,
      ),
    600_000,
  )

  it('Differences of one day', async () => {
    const { items } = await days({})
    const ask = () => differences({ dayId: items.at(-1)?.id })
    await reader.held('Differences of one day', answering('Differences of one day', ask), MOST_ROWS)
  }, 600_000)

  it.each<[string, (query: object) => Promise<{ items: readonly unknown[]; nextCursor: string | null }>]>([
    ['Payments, a later page', payments],
    ['Refunds, a later page', refunds],
    ['Incidents, a later page', incidents],
    ['Differences, a later page', differences],
    ['Differences of a wallet, a later page', (query) => differences({ wallet: 'wechat', ...query })],
  ])(
    '%s',
    async (title, list) => {
      const { nextCursor } = await list({})
      await reader.held(
        title,
        answering(title, () => list({ cursor: nextCursor })),
        MOST_ROWS,
      )
    },
    600_000,
  )

  it.each<[string, () => Promise<{ accounts: readonly object[] }>]>([
    ['Trial balance', () => operator.ledger.trialBalance({ query: {} })],
    [
      'Trial balance at a moment',
      () => operator.ledger.trialBalance({ query: { at: isoOf(addHours(startOfShopDay(ago(395)), 12)) } }),
    ],
    ['A period of a month', () => operator.ledger.period({ query: { from: ago(60), to: ago(31) } })],
  ])(
    '%s is a sum of days',
    (title, ask) =>
      reader.held(
        title,
        answering(title, async () => ({ items: (await ask()).accounts }), 2),
        MOST_SUMS,
      ),
    600_000,
  )

  it.each<[string, (of: BillFile) => Promise<unknown>]>([
    ['What an account carries at the end of a day', (of) => shop.get(BillBooks).carried(shop.database, of)],
    ['Accounts whose turn may have come', () => accountsWaiting(shop.database)],
    ['The next flow of an account to be judged', (of) => nextInTurn(shop.database, of, of.day)],
    ['Movements that clearing did not carry', (of) => standingOpen(shop.database, of)],
    ['Whether something was taken since', (of) => takenSince(shop.database, of)],
  ])(
    '%s is found without the entries and movements themselves',
    async (title, ask) => {
      const { items } = await days({ wallet: 'wechat' })
      const { wallet, merchantId, day = '' } = items.at(-1) ?? {}
      const of = await fileOf(
        shop.database,
        { wallet: wallet ?? '', merchantId: merchantId ?? '' },
        present(parseShopDay(day), day),
      )
      await reader.held(title, () => ask(present(of, 'a day of bills')), MOST_ROWS)
    },
    600_000,
  )
})

const statement = (query: object) =>
  operator.ledger.statement({ query: { account: 'clearing', owner: 'wechat_h5', ...query } })

const HEAD = `# Query plans of the desks of money

Written by \`PLANS_DOC=1 npm run test:plans\` on ${ROWS} payments, refunds, incidents, rows of bills, differences and ledger entries of 400 days; not edited by hand. Each page is
asked as clients ask it and explained as it was sent; the run fails where one takes more than ${MOST_STATEMENTS} statements or looks at more rows than a page is worth (${MOST_ROWS}). The trial
balance is the sum of days and what no sum holds yet (ADR 0055). Orders: [query-plans-orders.md](query-plans-orders.md).
`
