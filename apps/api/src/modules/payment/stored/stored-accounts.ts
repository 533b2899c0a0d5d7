import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import type { StoredReason } from '@jishi/contracts/payment/stored-value.terms'
import { CLOCK } from '../../../infra/clock/clock.js'
import { inSteps, type Sql, type Tx } from '../../../infra/database/sql.js'
import type { Account } from '../../ledger/index.js'

/** Of a balance, in its two kinds. */
export interface StoredParts {
  readonly principalFen: Fen
  readonly bonusFen: Fen
}

export interface StoredAccount extends StoredParts {
  readonly heldPrincipalFen: Fen
  readonly heldBonusFen: Fen
  readonly expectedFen: Fen
  readonly capFen: Fen
}

/** The ledger's two accounts of a member's balance, with what moves on each. */
export const storedLegs = (memberId: string, { principalFen, bonusFen }: StoredParts): [Account, Fen][] => [
  [`stored_principal:${memberId}`, principalFen],
  [`stored_bonus:${memberId}`, bonusFen],
]

/** What moves a balance, once: the same reason and reference a second time fails the Tx. */
export interface StoredMove {
  readonly memberId: string
  readonly reason: StoredReason
  readonly reference: string
  readonly title: string
  readonly parts: StoredParts
}

/**
 * Members' balances. Every change is one conditional statement that moves the row and writes its entry; the row is taken
 * late, before what the ledger keeps of the same member, so that one member's two payments wait for each other as shortly as
 * can be.
 */
@Injectable()
export class StoredAccounts {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async of(sql: Sql, memberId: string): Promise<StoredAccount | undefined> {
    return sql.maybe<StoredAccount>(`select ${COLUMNS} from stored_accounts where member_id = $1`, [memberId])
  }

  /** The row everything hangs on; made with the first recharge that is begun. */
  async open(tx: Tx, memberId: string, capFen: number): Promise<void> {
    await tx.execute(
      `insert into stored_accounts (member_id, cap_fen) values ($1, $2) on conflict (member_id) do nothing`,
      [memberId, capFen],
    )
  }

  /**
   * Promises an amount to a payment, principal first; with `most`, as much of it as there is. Undefined where there is not
   * so much, or nothing.
   */
  hold(tx: Tx, memberId: string, amountFen: Fen, most: boolean): Promise<StoredParts | undefined> {
    return tx.maybe<StoredParts>(HOLD, [memberId, amountFen, most])
  }

  /** What was held is paid with. */
  async spend(tx: Tx, move: StoredMove): Promise<void> {
    this.assertMoved(await tx.execute(SPEND, this.values(move)), move)
  }

  /** What was paid with the balance comes back into it; above the cap too, for giving back is never refused. */
  async putBack(tx: Tx, move: StoredMove): Promise<void> {
    this.assertMoved(await tx.execute(PUT_BACK, this.values(move)), move)
  }

  /** A recharge has been paid: the room that was kept for it is filled. */
  async putIn(tx: Tx, move: StoredMove): Promise<void> {
    this.assertMoved(await tx.execute(PUT_IN, this.values(move)), move)
  }

  /** Leaves the balance for where it came from; false where there is no longer so much that is not held. */
  async takeOut(tx: Tx, move: StoredMove): Promise<boolean> {
    return (await tx.execute(TAKE_OUT, this.values(move))) === 1
  }

  /** Keeps room below the cap for a recharge; false where there is not so much. */
  async expect(tx: Tx, memberId: string, amountFen: number, capFen: number): Promise<boolean> {
    const kept = await tx.execute(
      `update stored_accounts set expected_fen = expected_fen + $2::bigint, cap_fen = $3::bigint
        where member_id = $1 and principal_fen + bonus_fen + expected_fen + $2::bigint <= $3::bigint`,
      [memberId, amountFen, capFen],
    )
    return kept === 1
  }

  async expectNoLonger(tx: Tx, memberId: string, amountFen: number): Promise<void> {
    await tx.execute(`update stored_accounts set expected_fen = expected_fen - $2::bigint where member_id = $1`, [
      memberId,
      amountFen,
    ])
  }

  private values({ memberId, reason, reference, title, parts }: StoredMove): (string | number)[] {
    const { principalFen, bonusFen } = parts
    return [memberId, principalFen, bonusFen, newId(this.clock), reason, reference, title, isoOf(this.clock.now())]
  }

  private assertMoved(moved: number, { memberId, reason, reference }: StoredMove): void {
    assert(moved === 1, `the balance of ${memberId} did not move for ${reason} ${reference}`)
  }
}

const COLUMNS = `principal_fen as "principalFen", bonus_fen as "bonusFen", held_principal_fen as "heldPrincipalFen",
  held_bonus_fen as "heldBonusFen", expected_fen as "expectedFen", cap_fen as "capFen"`

/** The row as it is once nobody else holds it, and what of it is taken: in one statement, so that nobody comes in between. */
const HOLD = `
  update stored_accounts s
     set held_principal_fen = s.held_principal_fen + least(o.wanted, o.principal),
         held_bonus_fen = s.held_bonus_fen + greatest(o.wanted - o.principal, 0)
    from (select member_id, principal, available, case when $3 then least($2::bigint, available) else $2::bigint end as wanted
            from (select member_id, principal_fen - held_principal_fen as principal,
                         principal_fen - held_principal_fen + bonus_fen - held_bonus_fen as available
                    from stored_accounts where member_id = $1 for update) l) o
   where s.member_id = o.member_id and o.wanted > 0 and o.available >= o.wanted
  returning least(o.wanted, o.principal) as "principalFen", greatest(o.wanted - o.principal, 0) as "bonusFen"`

/** The statement of a move and its entry; `sign` of what goes into the entry. */
const moving = (sets: string, sign: '' | '-', condition = 'true') =>
  inSteps(
    `moved as (
      update stored_accounts set ${sets} where member_id = $1 and ${condition}
      returning member_id, principal_fen, bonus_fen
    )`,
    `insert into stored_entries (id, member_id, reason, reference, title, principal_fen, bonus_fen, principal_after_fen, bonus_after_fen, at)
     select $4, moved.member_id, $5, $6, $7, ${sign}$2::bigint, ${sign}$3::bigint, moved.principal_fen, moved.bonus_fen, $8 from moved`,
  )

const SPEND = moving(
  `principal_fen = principal_fen - $2::bigint, held_principal_fen = held_principal_fen - $2::bigint,
   bonus_fen = bonus_fen - $3::bigint, held_bonus_fen = held_bonus_fen - $3::bigint`,
  '-',
)
const PUT_BACK = moving(
  `principal_fen = principal_fen + $2::bigint, bonus_fen = bonus_fen + $3::bigint,
   cap_fen = greatest(cap_fen, principal_fen + bonus_fen + expected_fen + $2::bigint + $3::bigint)`,
  '',
)
const PUT_IN = moving(
  `principal_fen = principal_fen + $2::bigint, bonus_fen = bonus_fen + $3::bigint,
   expected_fen = expected_fen - $2::bigint - $3::bigint`,
  '',
)
const TAKE_OUT = moving(
  `principal_fen = principal_fen - $2::bigint, bonus_fen = bonus_fen - $3::bigint`,
  '-',
  `principal_fen - held_principal_fen >= $2::bigint and bonus_fen - held_bonus_fen >= $3::bigint`,
)
