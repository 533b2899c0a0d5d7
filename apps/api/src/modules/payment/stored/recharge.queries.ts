import { Injectable } from '@nestjs/common'
import type { RechargeOffers, RechargeOffersQuery, RechargeStatus } from '@jishi/contracts/payment/stored-value.schema'
import { NO_REASON_DAYS, type RechargeState } from '@jishi/contracts/payment/stored-value.terms'
import type { PaymentState } from '@jishi/contracts/payment/payment.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import { PaymentFacade } from '../payment.facade.js'
import { RECHARGE } from './recharge-book.js'
import { mayShowRecharge, RechargeOffering } from './recharge-offering.js'
import { StoredAccounts } from './stored-accounts.js'

interface RechargeRow {
  id: string
  state: RechargeState
  amountFen: number
  bonusFen: number
  paidAt: Instant | null
  dueAt: Instant
}

/** What can be recharged, and how one recharge stands. */
@Injectable()
export class RechargeQueries {
  constructor(
    private readonly database: Database,
    private readonly payment: PaymentFacade,
    private readonly accounts: StoredAccounts,
    private readonly offering: RechargeOffering,
  ) {}

  async offers(memberId: string, place: RechargeOffersQuery): Promise<RechargeOffers> {
    const { open, offers, ownFromFen, capFen, filingNo } = await this.offering.terms()
    const offered = open && mayShowRecharge(place)
    const shared = { offered, noReasonDays: NO_REASON_DAYS, capFen }
    if (!offered) return { ...shared, items: [], ownFromFen: null, roomFen: 0, filingNo: '' }
    const account = await this.accounts.of(this.database, memberId)
    const takenFen = account === undefined ? 0 : account.principalFen + account.bonusFen + account.expectedFen
    const items = offers.map((offer) => ({ ...offer, fits: takenFen + offer.amountFen + offer.bonusFen <= capFen }))
    return { ...shared, items, ownFromFen, roomFen: Math.max(capFen - takenFen, 0), filingNo }
  }

  /** Asked again and again by a page that came back from the cashier; the channel is asked as well. Throws NOT_FOUND. */
  async status(memberId: string, id: string): Promise<RechargeStatus> {
    const state = await this.stateOf(await this.rowOf(memberId, id))
    if (state === 'open' || state === 'confirming') await this.payment.askChannel({ kind: RECHARGE, id })
    const row = await this.rowOf(memberId, id)
    const { amountFen, bonusFen, paidAt, dueAt } = row
    return {
      ...{ id, state: await this.stateOf(row), amountFen, bonusFen },
      paidAt: paidAt === null ? null : isoOf(paidAt),
      dueAt: row.state === 'open' ? isoOf(dueAt) : null,
    }
  }

  private async rowOf(memberId: string, id: string): Promise<RechargeRow> {
    const row = await this.database.maybe<RechargeRow>(
      `select id, state, amount_fen as "amountFen", bonus_fen as "bonusFen", paid_at as "paidAt", due_at as "dueAt"
         from stored_recharges where id = $1 and member_id = $2`,
      [id, memberId],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return row
  }

  private async stateOf({ id, state }: RechargeRow): Promise<PaymentState> {
    if (state !== 'open') return state
    return (await this.payment.statusOf(this.database, { kind: RECHARGE, id })).state
  }
}
