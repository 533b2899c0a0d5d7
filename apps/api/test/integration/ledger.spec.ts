import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { systemClock } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tx } from '../../src/infra/database/sql.js'
import { together } from '../../src/infra/database/together.js'
import { credit, debit, LedgerFacade, LedgerModule, type Posting } from '../../src/modules/ledger/index.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp
let ledger: LedgerFacade

beforeAll(async () => {
  shop = await startTestApp({ modules: [LedgerModule], events: {}, worker: false })
  ledger = shop.get(LedgerFacade)
})
afterAll(() => shop.close())

let facts = 0
const paid = (amountFen: number, reference = `fact-${(facts += 1)}`): Posting => ({
  kind: 'term.paid',
  reference,
  legs: [debit('clearing:test', fen(amountFen)), credit('contract_liability', fen(amountFen))],
})
const post = (posting: Posting): Promise<void> => shop.database.transaction((tx) => ledger.post(tx, posting))
const transactions = async (reference: string): Promise<number> =>
  (await shop.database.rows(`select id from ledger_txns where reference = $1`, [reference])).length

/** What the entries of an account add up to. */
const balanceOf = async (account: string): Promise<number> =>
  (
    await shop.database.one<{ total: number }>(
      `select coalesce(sum(amount_fen), 0)::bigint as total from ledger_entries
        where account_code = split_part($1, ':', 1) and owner = split_part($1, ':', 2)`,
      [account],
    )
  ).total

/** Legs as somebody would write them who goes around the facade. */
const byHand = async (tx: Tx, ...legs: [account: string, owner: string, amountFen: number][]): Promise<void> => {
  const id = newId(systemClock)
  await tx.execute(
    `insert into ledger_txns (id, kind, reference, posted_at) values ($1::uuid, 'by hand', $1::uuid::text, now())`,
    [id],
  )
  for (const [index, [account, owner, amountFen]] of legs.entries()) {
    await tx.execute(
      `insert into ledger_entries (txn_id, leg, account_code, owner, amount_fen) values ($1, $2, $3, $4, $5)`,
      [id, index + 1, account, owner, amountFen],
    )
  }
}

describe('a posting', () => {
  it('moves the balances of its accounts by what it says, debit positive', async () => {
    const before = await balanceOf('clearing:test')
    await post(paid(2_990))
    await post(paid(10))
    expect((await balanceOf('clearing:test')) - before).toBe(3_000)
    expect(await balanceOf('contract_liability')).toBe(-3_000)
    expect(await balanceOf('clearing:another')).toBe(0)
  })

  it('of the same fact a second time is refused, and takes everything of its transaction back', async () => {
    const posting = paid(500)
    await post(posting)
    const balance = await balanceOf('clearing:test')
    const other = paid(700)
    const twice = shop.database.transaction(async (tx) => {
      await ledger.post(tx, other)
      await ledger.post(tx, posting)
    })
    await expect(twice).rejects.toMatchObject({ constraint: 'ledger_txns_once' })
    expect(await transactions(other.reference)).toBe(0)
    expect(await balanceOf('clearing:test')).toBe(balance)
  })

  it('beside another one in the same breath is carried out as well, also where both move what one person has', async () => {
    const member = newId(systemClock)
    const recharged = (amountFen: number, reference: string): Posting => ({
      ...paid(amountFen, reference),
      legs: [debit('clearing:test', fen(amountFen)), credit(`stored_principal:${member}`, fen(amountFen))],
    })
    await shop.database.transaction((tx) =>
      together(tx, (one) => [
        ledger.post(one, recharged(300, `${member}-1`)),
        ledger.post(one, recharged(40, `${member}-2`)),
      ]),
    )
    expect([await transactions(`${member}-1`), await transactions(`${member}-2`)]).toEqual([1, 1])
    const kept = await shop.database.one(`select balance_fen as "balanceFen" from account_balances where owner = $1`, [
      member,
    ])
    expect([kept, await balanceOf(`stored_principal:${member}`)]).toEqual([{ balanceFen: -340 }, -340])
  })

  it('of the same fact by many at once happens once', async () => {
    const posting = paid(900)
    const { fulfilled } = await parallel(10, () => post(posting))
    expect(fulfilled).toHaveLength(1)
    expect(await transactions(posting.reference)).toBe(1)
  })
})

describe('the database itself', () => {
  it.each<[string, [string, string, number][]]>([
    [
      'legs that do not sum to zero',
      [
        ['bank', '', 100],
        ['sales', '', -99],
      ],
    ],
    ['a single leg', [['bank', '', 100]]],
    ['no leg', []],
    [
      'a balanced pair and one leg too many',
      [
        ['bank', '', 100],
        ['sales', '', -100],
        ['freight', '', 1],
      ],
    ],
  ])('refuses %s when the transaction is committed', async (_, legs) => {
    let reachedTheEnd = false
    const written = shop.database.transaction(async (tx) => {
      await byHand(tx, ...legs)
      reachedTheEnd = true
    })
    await expect(written).rejects.toThrow(/ledger transaction .* has \d+ legs that sum to/)
    expect(reachedTheEnd).toBe(true)
  })

  it('refuses a leg that is added to a transaction of yesterday', async () => {
    const posting = paid(800)
    await post(posting)
    const added = shop.database.transaction((tx) =>
      tx.execute(
        `insert into ledger_entries (txn_id, leg, account_code, amount_fen)
         select id, 9, 'bank', 5 from ledger_txns where reference = $1`,
        [posting.reference],
      ),
    )
    await expect(added).rejects.toThrow(/has 3 legs that sum to 5/)
  })

  it.each<[string, [string, string, number][]]>([
    [
      'an account of a channel without one',
      [
        ['clearing', '', 100],
        ['sales', '', -100],
      ],
    ],
    [
      'an owner for an account of the shop',
      [
        ['bank', 'somebody', 100],
        ['sales', '', -100],
      ],
    ],
  ])('refuses %s', async (_, legs) => {
    await expect(shop.database.transaction((tx) => byHand(tx, ...legs))).rejects.toThrow(/has the wrong owner/)
  })

  it('refuses an account that is not in the chart, and a leg of nothing', async () => {
    const unknown = shop.database.transaction((tx) => byHand(tx, ['pocket', '', 100], ['sales', '', -100]))
    await expect(unknown).rejects.toThrow()
    const nothing = shop.database.transaction((tx) => byHand(tx, ['bank', '', 0], ['sales', '', 0]))
    await expect(nothing).rejects.toThrow(/ledger_entries_amount_fen_check/)
  })

  it.each(['ledger_txns', 'ledger_entries', 'ledger_accounts'])('never changes a row of %s', async (table) => {
    await post(paid(100))
    for (const statement of [`delete from ${table}`, `truncate ${table} cascade`]) {
      await expect(shop.database.execute(statement)).rejects.toThrow(/are never changed/)
    }
    const column = { ledger_txns: 'kind', ledger_entries: 'owner', ledger_accounts: 'kind' }[table] ?? ''
    await expect(shop.database.execute(`update ${table} set ${column} = ${column}`)).rejects.toThrow(
      /are never changed/,
    )
  })
})
