import { Injectable } from '@nestjs/common'
import { fen } from '@jishi/kernel/money'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { LedgerFacade, type Account } from '../../ledger/index.js'
import type { BillFile } from './bill.store.js'
import type { BillLeg } from './domain/legs.js'

interface DayOfAccount extends Pick<BillFile, 'wallet' | 'merchantId'> {
  readonly day: string
}

export interface BillPosting {
  readonly kind: 'bill.settled' | 'bill.adjusted' | 'bill.withdrawn'
  readonly reference: string
  readonly memberId?: string
  readonly legs: readonly BillLeg[]
}

/** Whatever a day's bills book goes through here: the ledger, and in the same Tx what the day has moved in clearing of its wallet. */
@Injectable()
export class BillBooks {
  constructor(private readonly ledger: LedgerFacade) {}

  async post(tx: Tx, { wallet, merchantId, day }: DayOfAccount, posting: BillPosting): Promise<void> {
    const legs = posting.legs.map(({ account, amountFen }) => ({
      account: account as Account,
      amountFen: fen(amountFen),
    }))
    await this.ledger.post(tx, { ...posting, legs })
    const moved = posting.legs.filter(({ account }) => account === `clearing:${wallet}`)
    // The last row that any of these works takes, so that none of them waits for another that waits for it.
    await tx.execute(
      `insert into bill_day_sums as s (wallet, merchant_id, bill_date, moved_fen) values ($1, $2, $3::date, $4)
       on conflict (wallet, merchant_id, bill_date) do update set moved_fen = s.moved_fen + excluded.moved_fen`,
      [wallet, merchantId, day, moved.reduce((sum, { amountFen }) => sum + amountFen, 0)],
    )
  }

  /** What clearing of the account's wallet carries at the end of a day by the bills up to it, whatever has been read since. */
  async carried(sql: Sql, { wallet, merchantId, day }: DayOfAccount): Promise<number> {
    const { total } = await sql.one<{ total: number }>(CARRIED, [wallet, merchantId, day])
    return total
  }
}

export const CARRIED = `
  select coalesce(sum(moved_fen), 0)::bigint as total from bill_day_sums
   where wallet = $1 and merchant_id = $2 and bill_date <= $3::date`
