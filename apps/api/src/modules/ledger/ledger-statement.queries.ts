import { Injectable } from '@nestjs/common'
import type { StatementQuery, StatementRow } from '@jishi/contracts/ledger/ledger.schema'
import type { LedgerAccountCode } from '@jishi/contracts/ledger/ledger.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isId } from '@jishi/kernel/id'
import { addHours, addShopDays, isoOf, parseShopDay, shopDay, startOfShopDay, type Instant } from '@jishi/kernel/time'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import { CHART } from './domain/chart.js'
import { firstIdAt, KEYS_ASIDE_HOURS } from './domain/first-id.js'

/** Where a page ended. Keys grow with time, so a statement runs by them along its index. */
interface Place {
  readonly id: string
  readonly leg: number
}
type Found = Omit<StatementRow, 'at' | 'balanceFen' | 'contra'> & {
  readonly at: Instant
  readonly contra: StatementRow['contra'] | null
}

const PAGE = (where: string, limit: number): string => `
  select e.txn_id as id, e.leg, t.posted_at as at, t.kind, t.reference, t.member_id as "memberId", e.amount_fen as "amountFen",
         (select json_agg(json_build_object('account', o.account_code || case when o.owner = '' then '' else ':' || o.owner end,
                          'amountFen', o.amount_fen) order by o.leg)
            from ledger_entries o where o.txn_id = e.txn_id and o.leg <> e.leg) as contra
    from ledger_entries e join ledger_txns t on t.id = e.txn_id ${where}
   order by e.txn_id desc, e.leg desc limit ${limit}`

/**
 * The balance of an account of the shop or a channel after a row: days before it from their sums, the rest from the entries. In the
 * first hour of a day its key may lie before one that was posted the day before, so there the sums end a day earlier.
 * Keys are bounded on both sides by themselves: of a pair of columns the planner does not see how few a day has.
 */
const BALANCE = `
  select coalesce((select sum(debit_fen - credit_fen) from ledger_day_sums where account_code = $1 and owner = $2 and day < $3::date), 0)
       + coalesce((select sum(e.amount_fen) from ledger_unsummed u join ledger_txns t on t.id = u.txn_id join ledger_entries e on e.txn_id = t.id
           where e.account_code = $1 and e.owner = $2 and t.posted_at < $4), 0)
       + coalesce((select sum(e.amount_fen) from ledger_entries e join ledger_txns t on t.id = e.txn_id
           where e.account_code = $1 and e.owner = $2 and e.txn_id between $5::uuid and $6::uuid and t.posted_at >= $4
             and (e.txn_id, e.leg) <= ($6::uuid, $7::smallint)), 0) as balance`
/** One member's or promoter's account is short enough to be added up. */
const OWN_BALANCE = `
  select coalesce(sum(amount_fen), 0) as balance from ledger_entries
   where account_code = $1 and owner = $2 and (txn_id, leg) <= ($3::uuid, $4::smallint)`

/** What moved one account, the newest first, each row with the balance after it: two statements a page. */
@Injectable()
export class LedgerStatement {
  constructor(private readonly database: Database) {}

  /** Throws VALIDATION_FAILED for an owner that the account has none of, or lacks, and for days and cursors that are none. */
  async page(query: StatementQuery): Promise<Page<StatementRow>> {
    const { account, owner = '', limit = PAGE_SIZE } = query
    if ((CHART[account].ownedBy === null) !== (owner === '')) throw refused('owner', 'not an owner of this account')
    const conditions = conditionsOf(query, owner)
    const found = await this.database.rows<Found>(PAGE(conditions.where, limit + 1), conditions.values)
    const shown = found.slice(0, limit)
    const [top, last] = [shown[0], shown.at(-1)]
    if (top === undefined || last === undefined) return { items: [], nextCursor: null }
    let balanceFen = await this.balanceAfter(account, owner, top)
    const items = shown.map(({ at, contra, ...row }) => {
      const item = { ...row, at: isoOf(at), balanceFen, contra: contra ?? [] }
      balanceFen -= row.amountFen
      return item
    })
    return { items, nextCursor: found.length > limit ? cursorOf(last) : null }
  }

  private async balanceAfter(account: LedgerAccountCode, owner: string, row: Found): Promise<number> {
    const { ownedBy } = CHART[account]
    if (ownedBy === 'member' || ownedBy === 'promoter') {
      const own = await this.database.one<{ balance: number }>(OWN_BALANCE, [account, owner, row.id, row.leg])
      return own.balance
    }
    const day = shopDay(addHours(row.at, -KEYS_ASIDE_HOURS))
    const since = startOfShopDay(day)
    const { balance } = await this.database.one<{ balance: number }>(BALANCE, [
      ...[account, owner, day, isoOf(since), firstIdAt(since, -KEYS_ASIDE_HOURS), row.id, row.leg],
    ])
    return balance
  }
}

/**
 * What holds of nearly every key of its days. To the planner a bare time would be a second, rare condition, for which it reads all
 * of the days before it sorts a page out of them.
 */
const narrowing = (times: string): string => `coalesce(${times}, false)`

function conditionsOf({ account, from, to, cursor }: StatementQuery, owner: string): Conditions {
  const conditions = new Conditions()
  conditions.add('e.account_code = ? and e.owner = ?', account, owner)
  if (from !== undefined) {
    const since = startOf(from, 'from', 0)
    conditions.add(
      `e.txn_id >= ?::uuid and ${narrowing('t.posted_at >= ?')}`,
      firstIdAt(since, -KEYS_ASIDE_HOURS),
      isoOf(since),
    )
  }
  if (to !== undefined) {
    const until = startOf(to, 'to', 1)
    conditions.add(
      `e.txn_id < ?::uuid and ${narrowing('t.posted_at < ?')}`,
      firstIdAt(until, KEYS_ASIDE_HOURS),
      isoOf(until),
    )
  }
  if (cursor !== undefined) {
    const { id, leg } = placeOf(cursor)
    conditions.add('(e.txn_id, e.leg) < (?::uuid, ?::smallint)', id, leg)
  }
  return conditions
}

const refused = (path: string, message: string): DomainError =>
  new DomainError('VALIDATION_FAILED', [{ path, message }])

const startOf = (text: string, path: string, daysLater: number): Instant => {
  const day = parseShopDay(text)
  if (day === undefined) throw refused(path, 'not a calendar day')
  return startOfShopDay(addShopDays(day, daysLater))
}

const cursorOf = ({ id, leg }: Place): string => Buffer.from(`${id}.${leg}`).toString('base64url')

/** A cursor is ours to write; anything else in its place is told as a bad value. */
function placeOf(cursor: string): Place {
  const [id = '', leg = '', more] = Buffer.from(cursor, 'base64url').toString('utf8').split('.')
  if (isId(id) && /^[1-9]\d{0,3}$/.test(leg) && more === undefined) return { id, leg: Number(leg) }
  throw refused('cursor', 'not a cursor of this list')
}
