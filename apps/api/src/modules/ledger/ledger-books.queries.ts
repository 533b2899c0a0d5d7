import { Inject, Injectable } from '@nestjs/common'
import type {
  OwnedBalance,
  OwnedBalancesQuery,
  Period,
  PeriodQuery,
  TrialBalance,
  TrialBalanceQuery,
} from '@jishi/contracts/ledger/ledger.schema'
import { ACCOUNT_CODES, MAX_PERIOD_DAYS, type LedgerAccountCode } from '@jishi/contracts/ledger/ledger.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import {
  addShopDays,
  instantOf,
  isoOf,
  parseShopDay,
  shopDay,
  startOfShopDay,
  type Clock,
  type Instant,
  type ShopDay,
} from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { CHART } from './domain/chart.js'
import { Conditions } from '../../infra/database/conditions.js'

interface Moved {
  readonly account: LedgerAccountCode
  readonly owner: string
  readonly debitFen: number
  readonly creditFen: number
}

const OWNER = `case when a.owned_by = 'channel' then e.owner else '' end`
const SPLIT = `coalesce(sum(e.amount_fen) filter (where e.amount_fen > 0), 0) as debit,
  coalesce(-sum(e.amount_fen) filter (where e.amount_fen < 0), 0) as credit`
const ENTRIES = `join ledger_entries e on e.txn_id = t.id join ledger_accounts a on a.code = e.account_code`
const TOTAL = `select account_code as account, owner, sum(debit) as "debitFen", sum(credit) as "creditFen" from flows group by 1, 2`

/** All that was ever posted: the sums of days, and what no sum holds yet. */
const ALL = `
  with flows as (
    select account_code, owner, sum(debit_fen) as debit, sum(credit_fen) as credit from ledger_day_sums group by 1, 2
    union all
    select e.account_code, ${OWNER}, ${SPLIT} from ledger_unsummed u join ledger_txns t on t.id = u.txn_id ${ENTRIES} group by 1, 2
  ) ${TOTAL}`

/** Up to a moment: whole days before it from their sums, its own day from the entries themselves. */
const UNTIL = `
  with flows as (
    select account_code, owner, sum(debit_fen) as debit, sum(credit_fen) as credit from ledger_day_sums where day < $1::date group by 1, 2
    union all
    select e.account_code, ${OWNER}, ${SPLIT} from ledger_unsummed u join ledger_txns t on t.id = u.txn_id ${ENTRIES}
     where t.posted_at < $2 group by 1, 2
    union all
    select e.account_code, ${OWNER}, ${SPLIT} from ledger_txns t ${ENTRIES} where t.posted_at >= $2 and t.posted_at <= $3 group by 1, 2
  ) ${TOTAL}`

/** Between two days, both included, beside all that came before them. */
const PERIOD = `
  with flows as (
    select account_code, owner, day < $1::date as before, sum(debit_fen) as debit, sum(credit_fen) as credit
      from ledger_day_sums where day <= $2::date group by 1, 2, 3
    union all
    select e.account_code, ${OWNER}, t.posted_at < $3, ${SPLIT} from ledger_unsummed u join ledger_txns t on t.id = u.txn_id ${ENTRIES}
     where t.posted_at < $4 group by 1, 2, 3
  )
  select account_code as account, owner, coalesce(sum(debit - credit) filter (where before), 0) as "openingFen",
         coalesce(sum(debit) filter (where not before), 0) as "debitFen", coalesce(sum(credit) filter (where not before), 0) as "creditFen"
    from flows group by 1, 2`

const RANK = new Map<string, number>(ACCOUNT_CODES.map((code, at) => [code, at]))
const inOrder = <Row extends { account: string; owner: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted(
    (a, b) =>
      (RANK.get(a.account) ?? 0) - (RANK.get(b.account) ?? 0) || (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0),
  )
const sum = (rows: readonly Moved[], side: 'debitFen' | 'creditFen'): number =>
  rows.reduce((total, row) => total + row[side], 0)

/** The books as a whole: trial balance, periods, and what members and promoters have. Each is one statement. */
@Injectable()
export class LedgerBooks {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** At a moment, or of everything. The balances of all accounts sum to zero, whenever one looks. */
  async trialBalance({ at }: TrialBalanceQuery): Promise<TrialBalance> {
    const moment = at === undefined ? undefined : instantOf(at)
    const moved = inOrder(await (moment === undefined ? this.database.rows<Moved>(ALL) : this.until(moment)))
    const [debitFen, creditFen] = [sum(moved, 'debitFen'), sum(moved, 'creditFen')]
    return {
      at: isoOf(moment ?? this.clock.now()),
      accounts: moved.map((row) => ({ ...row, ...CHART[row.account], balanceFen: row.debitFen - row.creditFen })),
      debitFen,
      creditFen,
      differenceFen: debitFen - creditFen,
    }
  }

  /** Throws VALIDATION_FAILED for days that are none, end before they begin, or are too many. */
  async period({ from, to }: PeriodQuery): Promise<Period> {
    const [first, last] = daysOf(from, to)
    const rows = inOrder(
      await this.database.rows<Moved & { openingFen: number }>(PERIOD, [
        ...[first, last, isoOf(startOfShopDay(first)), isoOf(startOfShopDay(addShopDays(last, 1)))],
      ]),
    )
    return {
      ...{ from, to, debitFen: sum(rows, 'debitFen'), creditFen: sum(rows, 'creditFen') },
      accounts: rows.map((row) => ({
        ...{ ...row, ...CHART[row.account] },
        closingFen: row.openingFen + row.debitFen - row.creditFen,
      })),
    }
  }

  async ownedBalances({ account, owner, cursor, limit = PAGE_SIZE }: OwnedBalancesQuery): Promise<Page<OwnedBalance>> {
    const conditions = new Conditions()
    conditions.add('account_code = ?', account)
    if (owner !== undefined && owner !== '') conditions.add('owner = ?', owner)
    if (cursor !== undefined) conditions.add('owner > ?', ownerOf(cursor))
    const rows = await this.database.rows<Omit<OwnedBalance, 'changedAt'> & { changedAt: Instant }>(
      `select owner, balance_fen as "balanceFen", changed_at as "changedAt" from account_balances ${conditions.where}
        order by owner limit ${limit + 1}`,
      conditions.values,
    )
    const items = rows.slice(0, limit).map((row) => ({ ...row, changedAt: isoOf(row.changedAt) }))
    const last = items.at(-1)
    const more = rows.length > limit && last !== undefined
    return { items, nextCursor: more ? Buffer.from(last.owner).toString('base64url') : null }
  }

  private until(moment: Instant): Promise<Moved[]> {
    const day = shopDay(moment)
    return this.database.rows<Moved>(UNTIL, [day, isoOf(startOfShopDay(day)), isoOf(moment)])
  }
}

const refused = (path: string, message: string): DomainError =>
  new DomainError('VALIDATION_FAILED', [{ path, message }])

export function daysOf(from: string, to: string): [ShopDay, ShopDay] {
  const [first, last] = [parseShopDay(from), parseShopDay(to)]
  if (first === undefined) throw refused('from', 'not a calendar day')
  if (last === undefined) throw refused('to', 'not a calendar day')
  if (last < first) throw refused('to', 'ends before it begins')
  if (addShopDays(first, MAX_PERIOD_DAYS) <= last) throw refused('to', `at most ${MAX_PERIOD_DAYS} days`)
  return [first, last]
}

/** A cursor is ours to write; anything else in its place is told as a bad value. */
function ownerOf(cursor: string): string {
  const owner = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!/^[0-9A-Za-z_:-]{1,64}$/.test(owner)) throw refused('cursor', 'not a cursor of this list')
  return owner
}
