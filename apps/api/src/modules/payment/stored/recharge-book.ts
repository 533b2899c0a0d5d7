import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { fen, type Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { StoredAccounts } from './stored-accounts.js'

/** The kind of subject whose money is a recharge. */
export const RECHARGE = 'recharge'

export interface OwedRecharge {
  readonly id: string
  readonly memberId: string
  readonly amountFen: Fen
  readonly bonusFen: Fen
}

/** What a recharge does to its balance when its money has come. */
@Injectable()
export class RechargeBook {
  constructor(
    private readonly accounts: StoredAccounts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A recharge whose intent is held and open. */
  owed(tx: Tx, id: string): Promise<OwedRecharge> {
    return tx.one<OwedRecharge>(
      `select id, member_id as "memberId", amount_fen as "amountFen", bonus_fen as "bonusFen"
         from stored_recharges where id = $1 and state = 'open' for update`,
      [id],
    )
  }

  paid(tx: Tx, { id, memberId, amountFen, bonusFen }: OwedRecharge, attemptNo: string): Promise<unknown>[] {
    const marked = tx.execute(
      `update stored_recharges set state = 'paid', paid_at = $2 where id = $1 and state = 'open'`,
      [id, isoOf(this.clock.now())],
    )
    const move = { memberId, reason: RECHARGE, reference: attemptNo, title: '' } as const
    return [
      marked.then((count) => assert(count === 1, `recharge ${id} was moved while it was held`)),
      this.accounts.putIn(tx, { ...move, parts: { principalFen: amountFen, bonusFen: fen(bonusFen) } }),
    ]
  }
}
