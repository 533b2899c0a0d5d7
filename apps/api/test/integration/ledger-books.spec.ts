import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import type { StatementRow } from '@jishi/contracts/ledger/ledger.schema'
import { ACCOUNT_CODES } from '@jishi/contracts/ledger/ledger.terms'
import { fen } from '@jishi/kernel/money'
import { addShopDays, dayMs, instantOf, isoOf, secondMs, shopDay, type Instant } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credit, debit, LedgerFacade } from '../../src/modules/ledger/index.js'
import { CHART } from '../../src/modules/ledger/domain/chart.js'
import { codeOf, expectSoundShop, freshKey, pay, placeNow } from '../support/buying.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let actors: KnownActors
let desk: ShopClient
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop()
  skuId = (await new MadeGoods(shop).product({ stock: 500, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  // Days pass, and sessions would with them.
  actors = new KnownActors(shop)
  const member = await shopperOf(shop, '13800007201', '安小姐')
  ann = { ...member, api: clientOf(shop, actors.member('ann', member.memberId)) }
  desk = clientOf(shop, actors.operator(PERMISSIONS))
})
afterAll(() => shop.close())

const paid = async () => {
  const order = await placeNow(ann, [{ skuId, qty: 1 }])
  await pay(shop, ann, order.id)
  return order
}
/** What the entries themselves add up to, account by account, up to a moment. */
const entriesUntil = async (moment = shop.clock.now()): Promise<Record<string, number>> => {
  const rows = await shop.database.rows<{ account: string; balance: number }>(
    `select e.account_code || ':' || case when a.owned_by = 'channel' then e.owner else '' end as account, sum(e.amount_fen) as balance
       from ledger_entries e join ledger_txns t on t.id = e.txn_id join ledger_accounts a on a.code = e.account_code
      where t.posted_at <= $1 group by 1 having count(*) > 0`,
    [isoOf(moment)],
  )
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]))
}
const shown = (accounts: readonly { account: string; owner: string; balanceFen: number }[]): Record<string, number> =>
  Object.fromEntries(accounts.map(({ account, owner, balanceFen }) => [`${account}:${owner}`, balanceFen]))

it('the chart in code is the chart of the table', async () => {
  const rows = await shop.database.rows<{ code: string; kind: string; ownedBy: string | null }>(
    `select code, kind, owned_by as "ownedBy" from ledger_accounts`,
  )
  const chart = ACCOUNT_CODES.map((code) => ({ code, ...CHART[code] }))
  const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : 1)
  expect(rows.sort(byCode)).toEqual(chart.sort(byCode))
})

describe('the trial balance', () => {
  it('is what the entries add up to and sums to zero, summed or not, on any day', async () => {
    const moments: Instant[] = []
    for (let day = 0; day < 3; day += 1) {
      const order = await paid()
      if (day === 1) await cancelPieces(desk, order.id)
      await arrive(shop)
      moments.push(shop.clock.now())
      if (day < 2) await shop.sweep('ledger.days')
      await passTime(shop, dayMs)
    }
    const whole = await desk.ledger.trialBalance({ query: {} })
    expect(whole).toMatchObject({ differenceFen: 0 })
    expect(whole.debitFen).toBeGreaterThan(0)
    expect(shown(whole.accounts)).toEqual(await entriesUntil())
    for (const moment of moments) {
      const then = await desk.ledger.trialBalance({ query: { at: isoOf(moment) } })
      expect(then.differenceFen).toBe(0)
      expect(shown(then.accounts)).toEqual(await entriesUntil(moment))
    }
    await shop.sweep('ledger.days')
    expect(await shop.database.rows('select txn_id from ledger_unsummed')).toEqual([])
    expect({ ...(await desk.ledger.trialBalance({ query: {} })), at: whole.at }).toEqual(whole)
  })

  it('misses and doubles nothing while postings and sums go on at once', async () => {
    const ledger = shop.get(LedgerFacade)
    const post = (): Promise<void> =>
      shop.database.transaction((tx) =>
        ledger.post(tx, {
          ...{ kind: 'test.recharge', reference: freshKey(), memberId: ann.memberId },
          legs: [debit('bank', fen(7)), credit('suspense', fen(7))],
        }),
      )
    const before = shown((await desk.ledger.trialBalance({ query: {} })).accounts)['bank:'] ?? 0
    await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        await post()
        if (at % 3 === 0) await shop.sweep('ledger.days')
        const { differenceFen } = await desk.ledger.trialBalance({ query: {} })
        expect(differenceFen).toBe(0)
      }),
    )
    const after = await desk.ledger.trialBalance({ query: {} })
    expect((shown(after.accounts)['bank:'] ?? 0) - before).toBe(84)
    expect(shown(after.accounts)).toEqual(await entriesUntil())
  })
})

describe('a period', () => {
  it('opens where the one before closed, and a month is the sum of its days', async () => {
    const today = shopDay(shop.clock.now())
    const days = [-3, -2, -1, 0].map((at) => addShopDays(today, at))
    const whole = await desk.ledger.period({ query: { from: days[0] ?? '', to: days[3] ?? '' } })
    expect(whole.debitFen).toBe(whole.creditFen)
    const closing = new Map<string, number>()
    let debits = 0
    for (const day of days) {
      const { accounts, debitFen } = await desk.ledger.period({ query: { from: day, to: day } })
      debits += debitFen
      for (const { account, owner, openingFen, closingFen } of accounts) {
        expect([day, account, openingFen]).toEqual([day, account, closing.get(`${account}:${owner}`) ?? 0])
        closing.set(`${account}:${owner}`, closingFen)
      }
    }
    expect(debits).toBe(whole.debitFen)
    for (const { account, owner, closingFen } of whole.accounts)
      expect(closing.get(`${account}:${owner}`)).toBe(closingFen)
  })

  it('is refused where it is none', async () => {
    for (const query of [
      { from: '2026-02-30', to: '2026-03-01' },
      { from: '2026-03-02', to: '2026-03-01' },
      { from: '2024-01-01', to: '2026-01-01' },
    ])
      expect([query, await codeOf(desk.ledger.period({ query }))]).toEqual([query, 'VALIDATION_FAILED'])
  })
})

describe('a statement', () => {
  it('carries its balance from page to page to where the account began', async () => {
    const query = { account: 'clearing' as const, owner: 'wechat_h5', limit: 2 }
    const rows: StatementRow[] = []
    let cursor: string | undefined
    do {
      const page = await desk.ledger.statement({ query: { ...query, cursor } })
      rows.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(rows.length).toBeGreaterThan(2)
    expect(new Set(rows.map(({ id, leg }) => `${id}${leg}`)).size).toBe(rows.length)
    expect(rows[0]?.balanceFen).toBe((await entriesUntil())['clearing:wechat_h5'])
    rows.forEach(({ balanceFen, amountFen, contra }, at) => {
      expect(balanceFen - amountFen).toBe(rows[at + 1]?.balanceFen ?? 0)
      expect(contra.reduce((sum, leg) => sum + leg.amountFen, 0)).toBe(-amountFen)
    })
    const day = shopDay(instantOf(rows.at(-1)?.at ?? ''))
    const first = await desk.ledger.statement({ query: { ...query, from: day, to: day } })
    expect(first.items.at(-1)).toEqual(rows.at(-1))
    const own = await desk.ledger.statement({ query: { account: 'contract_liability' } })
    expect(own.items[0]?.balanceFen).toBe((await entriesUntil())['contract_liability:'])
  })

  it('of a member is that of the balance kept with each posting', async () => {
    const ledger = shop.get(LedgerFacade)
    const account = `stored_principal:${ann.memberId}` as const
    const post = (legs: Parameters<LedgerFacade['post']>[1]['legs']): Promise<void> =>
      shop.database.transaction((tx) =>
        ledger.post(tx, { kind: 'test.balance', reference: freshKey(), memberId: ann.memberId, legs }),
      )
    const move = (amountFen: number): Promise<void> =>
      post([debit('bank', fen(amountFen)), credit(account, fen(amountFen))])
    await Promise.all([move(100), move(20), move(3)])
    const listed = await desk.ledger.ownedBalances({ query: { account: 'stored_principal' } })
    expect(listed.items).toMatchObject([{ owner: ann.memberId, balanceFen: -123 }])
    const { items } = await desk.ledger.statement({ query: { account: 'stored_principal', owner: ann.memberId } })
    expect([items.length, items[0]?.balanceFen]).toEqual([3, -123])
    const { accounts, differenceFen } = await desk.ledger.trialBalance({ query: {} })
    expect(accounts.find((one) => one.account === 'stored_principal')).toMatchObject({ owner: '', balanceFen: -123 })
    expect(differenceFen).toBe(0)
    // Nobody's balance stands behind these postings, so they are taken back: the audit would find the ledger owing it.
    await post([debit(account, fen(123)), credit('bank', fen(123))])
  })

  it('refuses what is no account, owner, day or cursor', async () => {
    const bad: object[] = [
      ...[{}, { account: 'cash' }, { account: 'clearing' }, { account: 'bank', owner: 'wechat_h5' }],
      ...[
        { account: 'bank', from: '2026-02-30' },
        { account: 'bank', cursor: 'x' },
        { account: 'bank', limit: 0 },
      ],
      { account: 'bank', cursor: Buffer.from(`${freshKey()}.1.2`).toString('base64url') },
      { account: 'clearing', owner: "x' or 1=1" },
    ]
    for (const query of bad)
      expect([query, await codeOf(desk.ledger.statement({ query: query as never }))]).toEqual([
        query,
        'VALIDATION_FAILED',
      ])
    const cursor = Buffer.from('%').toString('base64url')
    const asked = { account: 'stored_principal' as const, cursor }
    expect(await codeOf(desk.ledger.ownedBalances({ query: asked }))).toBe('VALIDATION_FAILED')
    expect(await codeOf(desk.ledger.trialBalance({ query: { at: '2026-01-01' } }))).toBe('VALIDATION_FAILED')
  })
})

describe('who may read the books', () => {
  it('is whoever may, and carries them away only with a row left behind', async () => {
    const service = clientOf(shop, actors.operator(['payment.read', 'order.read']))
    expect(await codeOf(service.ledger.trialBalance({ query: {} }))).toBe('FORBIDDEN')
    const headers = actors.operator(['ledger.read'])
    const today = shopDay(shop.clock.now())
    const exported = (payload: object) =>
      shop.app.inject({
        ...{ method: 'POST', url: '/api/admin/ledger/export', payload },
        headers: { ...headers, 'idempotency-key': freshKey() },
      })
    const span = { from: addShopDays(today, -5), to: today }
    const period = await exported({ view: 'period', ...span })
    expect(period.statusCode).toBe(200)
    expect(period.body).toContain('合同负债')
    expect(period.body).toContain('渠道待结算,微信支付（手机网页）')
    const statement = await exported({ view: 'statement', account: 'clearing', owner: 'wechat_h5', ...span })
    const moved = (await desk.ledger.statement({ query: { account: 'clearing', owner: 'wechat_h5', limit: 50 } })).items
    const lines = statement.body.trim().split('\r\n')
    expect(lines).toHaveLength(moved.length + 1)
    // Whoever is handed the tables reads names in them.
    for (const text of [period.body, statement.body]) expect(text).not.toMatch(/clearing|_liability|wechat_h5/)
    expect((await exported({ view: 'statement', account: 'clearing', ...span })).statusCode).toBe(400)
    const rows = await shop.database.rows(`select permission from audit_log where action = 'ledger.exported'`)
    expect(rows).toEqual([{ permission: 'ledger.read' }, { permission: 'ledger.read' }])
  })
})

it('leaves the shop sound', async () => {
  await passTime(shop, 10 * secondMs)
  await arrive(shop)
  await expectSoundShop(shop)
})
