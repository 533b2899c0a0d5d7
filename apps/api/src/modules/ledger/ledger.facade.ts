import { Inject, Injectable } from '@nestjs/common'
import { ACCOUNT_CODES } from '@jishi/contracts/ledger/ledger.terms'
import { newId } from '@jishi/kernel/id'
import { isoOf } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, type Tx } from '../../infra/database/sql.js'
import { CHART } from './domain/chart.js'
import { accountParts, settledLegs } from './domain/posting.js'
import type { Leg } from './domain/posting.js'

export interface Posting {
  /** What happened, such as `term.paid`; with the reference it is posted at most once, ever. */
  readonly kind: string
  /** The number or id of the fact. */
  readonly reference: string
  readonly memberId?: string
  readonly legs: readonly Leg[]
}

/** Accounts of people: each has a row with its balance, which moves with the posting. */
const KEPT = ACCOUNT_CODES.filter((code) => CHART[code].ownedBy === 'member' || CHART[code].ownedBy === 'promoter')

const POST = inSteps(
  `txn as (
    insert into ledger_txns (id, kind, reference, member_id, posted_at) values ($1, $2, $3, $4, $5) returning id
  ),
  unsummed as (insert into ledger_unsummed (txn_id) select id from txn),
  owned as (
    insert into account_balances as b (account_code, owner, balance_fen, changed_at)
    select code, owner, amount_fen, $5::timestamptz from unnest($6::text[], $7::text[], $8::bigint[]) as legs (code, owner, amount_fen)
     where code = any($9::text[]) order by code, owner
    on conflict (account_code, owner) do update set balance_fen = b.balance_fen + excluded.balance_fen, changed_at = excluded.changed_at
  )`,
  `insert into ledger_entries (txn_id, leg, account_code, owner, amount_fen)
  select txn.id, leg, code, owner, amount_fen
    from txn, unnest($6::text[], $7::text[], $8::bigint[]) with ordinality as legs (code, owner, amount_fen, leg)`,
)

/** Double entry in fen. There is no change and no deletion: a mistake is answered by another posting. */
@Injectable()
export class LedgerFacade {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * Writes one transaction in the caller's Tx. A second posting of the same kind and reference breaks
   * the unique rule and fails the whole Tx: the caller decides once, on its own row, that the fact is new.
   */
  async post(tx: Tx, posting: Posting): Promise<void> {
    const legs = settledLegs(posting.legs)
    const parts = legs.map((leg) => accountParts(leg.account))
    await tx.execute(POST, [
      newId(this.clock),
      posting.kind,
      posting.reference,
      posting.memberId ?? null,
      isoOf(this.clock.now()),
      parts.map((part) => part.code),
      parts.map((part) => part.owner),
      legs.map((leg) => leg.amountFen),
      KEPT,
    ])
  }
}
