import { Inject, Injectable } from '@nestjs/common'
import type { StoredRefund, StoredRefundable, StoredRefundBody } from '@jishi/contracts/payment/stored-value.schema'
import { NO_REASON_DAYS } from '@jishi/contracts/payment/stored-value.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { sumFen } from '@jishi/kernel/money'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { credit, debit, LedgerFacade } from '../../ledger/index.js'
import { noReasonUntil, refundOfOne, refundOfRest, type PaidRecharge, type StoredBack } from '../domain/stored-back.js'
import { StartRefund } from '../start-refund.js'
import { StoredAccounts, storedLegs } from './stored-accounts.js'

interface RechargeRow extends PaidRecharge {
  readonly attemptId: string
  readonly paidAt: Instant
}

/** Gives the rest of a balance back where it came from, the newest recharge first; what the shop gave on top is forfeited. */
@Injectable()
export class StoredRefunds {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly accounts: StoredAccounts,
    private readonly refunds: StartRefund,
    private readonly ledger: LedgerFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async refundable(memberId: string): Promise<StoredRefundable> {
    const free = await this.freeOf(this.database, memberId)
    const recharges = await paidRecharges(this.database, memberId)
    const all = refundOfRest(free, recharges)
    const now = this.clock.now()
    const items = recharges.map((recharge) => {
      const back = refundOfOne(free, recharge)
      const until = noReasonUntil(recharge.paidAt)
      const { id, amountFen, bonusFen } = recharge
      return {
        ...{ id, amountFen, bonusFen, leftFen: back.amountFen, bonusForfeitedFen: back.bonusFen },
        ...{ paidAt: isoOf(recharge.paidAt), noReasonUntil: isoOf(until), withinNoReason: now < until },
      }
    })
    return {
      ...{ amountFen: all.amountFen, bonusForfeitedFen: all.bonusFen, recharges: items },
      noReasonDays: NO_REASON_DAYS,
    }
  }

  /** The password has been shown. Throws STORED_REFUND_NOT_ALLOWED where nothing can go back; NOT_FOUND for another's recharge. */
  async run(memberId: string, call: IdempotentCall, { rechargeId }: StoredRefundBody): Promise<StoredRefund> {
    return this.database.transaction(async (tx) => {
      const { id } = await this.idempotency.run(tx, call, 'stored_refund', async (proposed) => {
        await this.giveBack(tx, memberId, proposed, rechargeId)
        return idOf(proposed)
      })
      const row = await tx.one<{ amountFen: number; bonusForfeitedFen: number; createdAt: Instant }>(
        `select amount_fen as "amountFen", bonus_forfeited_fen as "bonusForfeitedFen", created_at as "createdAt"
           from stored_refunds where id = $1`,
        [id],
      )
      const { amountFen, bonusForfeitedFen, createdAt } = row
      return { id, amountFen, bonusForfeitedFen, at: isoOf(createdAt) }
    })
  }

  private async giveBack(tx: Tx, memberId: string, id: string, rechargeId: string | null): Promise<void> {
    // Held, so that two of them, or one and a payment, take turns.
    await tx.maybe(`select 1 as held from stored_accounts where member_id = $1 for update`, [memberId])
    const [free, recharges] = [await this.freeOf(tx, memberId), await paidRecharges(tx, memberId)]
    const back = rechargeId === null ? refundOfRest(free, recharges) : this.ofOne(free, recharges, rechargeId)
    if (back.amountFen === 0) throw new DomainError('STORED_REFUND_NOT_ALLOWED')
    const parts = { principalFen: back.amountFen, bonusFen: back.bonusFen }
    const move = { memberId, reason: 'recharge_refund' as const, reference: id, title: '', parts }
    if (!(await this.accounts.takeOut(tx, move))) throw new DomainError('STORED_REFUND_NOT_ALLOWED')
    await this.record(tx, memberId, id, rechargeId, back)
    await this.ledger.post(tx, {
      kind: 'recharge.refund_approved',
      reference: id,
      memberId,
      legs: [
        ...storedLegs(memberId, parts).map(([account, fen]) => debit(account, fen)),
        credit('refund_payable', back.amountFen),
        credit('marketing', back.bonusFen),
      ],
    })
    for (const part of back.parts) {
      const source = recharges.find((recharge) => recharge.id === part.rechargeId)
      assert(source !== undefined, 'a part comes of a recharge')
      const { attemptId } = source
      const order = { attemptId, amountFen: part.amountFen, cause: 'recharge_refund' as const, reference: id }
      await this.refunds.run(tx, { ...order, debitAccount: 'refund_payable' })
    }
  }

  private ofOne(free: StoredFree, recharges: readonly RechargeRow[], rechargeId: string): StoredBack {
    const recharge = recharges.find(({ id }) => id === rechargeId)
    if (recharge === undefined) throw new DomainError('NOT_FOUND')
    if (this.clock.now() >= noReasonUntil(recharge.paidAt)) throw new DomainError('STORED_REFUND_NOT_ALLOWED')
    return refundOfOne(free, recharge)
  }

  private async record(
    tx: Tx,
    memberId: string,
    id: string,
    rechargeId: string | null,
    back: StoredBack,
  ): Promise<void> {
    const counted = await tx.execute(RECORD, [
      ...[id, memberId, rechargeId, back.amountFen, back.bonusFen, isoOf(this.clock.now())],
      ...[back.parts.map((part) => part.rechargeId), back.parts.map((part) => part.amountFen)],
    ])
    assert(counted === back.parts.length, 'each part is counted on its recharge')
    assert(sumFen(back.parts.map((part) => part.amountFen)) === back.amountFen, 'the parts are what goes back')
  }

  private async freeOf(sql: Sql, memberId: string): Promise<StoredFree> {
    const account = await this.accounts.of(sql, memberId)
    if (account === undefined) return { principalFen: 0, bonusFen: 0 }
    const { principalFen, bonusFen, heldPrincipalFen, heldBonusFen } = account
    return { principalFen: principalFen - heldPrincipalFen, bonusFen: bonusFen - heldBonusFen }
  }
}

interface StoredFree {
  readonly principalFen: number
  readonly bonusFen: number
}

const paidRecharges = (sql: Sql, memberId: string): Promise<RechargeRow[]> =>
  sql.rows<RechargeRow>(
    `select r.id, r.amount_fen as "amountFen", r.bonus_fen as "bonusFen", r.refunded_fen as "refundedFen",
            r.bonus_forfeited_fen as "bonusForfeitedFen", r.paid_at as "paidAt", i.settled_attempt_id as "attemptId"
       from stored_recharges r
       join payment_intents i on i.subject_kind = 'recharge' and i.subject_id = r.id and i.state = 'settled'
      where r.member_id = $1 and r.state = 'paid' and r.refunded_fen < r.amount_fen order by r.paid_at desc, r.id desc`,
    [memberId],
  )

const RECORD = `
  with refund as (
    insert into stored_refunds (id, member_id, recharge_id, amount_fen, bonus_forfeited_fen, created_at)
    values ($1, $2, $3::uuid, $4, $5::bigint, $6)
  ), parts as (
    insert into stored_refund_parts (refund_id, recharge_id, amount_fen)
    select $1::uuid, recharge_id, amount_fen from unnest($7::uuid[], $8::bigint[]) as p (recharge_id, amount_fen)
    returning recharge_id, amount_fen
  )
  update stored_recharges r
     set refunded_fen = r.refunded_fen + p.amount_fen,
         bonus_forfeited_fen = r.bonus_forfeited_fen + case when r.id = $3::uuid then $5::bigint else 0 end
    from parts p where r.id = p.recharge_id`
