import { Inject, Injectable } from '@nestjs/common'
import type { PayRechargeBody, StartedRecharge, StartRechargeBody } from '@jishi/contracts/payment/stored-value.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, newId } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import { addMs, isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { OtherAttemptLive } from '../other-attempt-live.js'
import { PaymentFacade } from '../payment.facade.js'
import { liveAttemptsOf } from '../payment.store.js'
import type { StartedAttempt } from '../start-attempt.js'
import { EndRecharge } from './end-recharge.js'
import { RECHARGE } from './recharge-book.js'
import { assertRechargeableHere, RechargeOffering, type OfferedRecharge } from './recharge-offering.js'
import { StoredAccounts } from './stored-accounts.js'

const PAY_WITHIN_MS = 30 * minuteMs
/** Two devices end what the other began: somebody has to stop. */
const MOST_CHANGES = 4

export interface Recharger {
  readonly memberId: string
  readonly clientIp: string
}

interface OpenRecharge {
  readonly id: string
  readonly amountFen: Fen
  readonly bonusFen: Fen
  readonly dueAt: Instant
}

type Recorded = Pick<StartedAttempt, 'attemptId' | 'recorded'>
interface Begun {
  readonly id: string
  /** Undefined for a repeated call. */
  readonly started?: Recorded | undefined
}

/** Another recharge of this member is under way: it is ended at its channel, then the same again. */
class OtherRechargeOpen extends Error {
  /** Undefined: it was begun in this very moment, so it is only looked at again. */
  constructor(readonly rechargeId?: string) {
    super('another recharge is open')
  }
}

/** Money a member puts in: owed and paid as an order's term is, by an intent of its own. One at a time, so a double tap is one. */
@Injectable()
export class StartRecharge {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly payment: PaymentFacade,
    private readonly accounts: StoredAccounts,
    private readonly ending: EndRecharge,
    private readonly offering: RechargeOffering,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws RECHARGE_NOT_OFFERED, RECHARGE_OVER_CAP, and what starting any payment throws. */
  async run(who: Recharger, call: IdempotentCall, body: StartRechargeBody): Promise<StartedRecharge> {
    assertRechargeableHere(body)
    const offer = await this.offering.offerOf(body.amountFen)
    return this.carryOut(() => this.begin(who, call, offer, body.channel))
  }

  /** Again, or with another wallet. Throws NOT_FOUND, RECHARGE_NOT_OFFERED here, and PAYMENT_NOT_ALLOWED once it is over. */
  async again(who: Recharger, id: string, call: IdempotentCall, body: PayRechargeBody): Promise<StartedRecharge> {
    assertRechargeableHere(body)
    const recharge = await this.database.maybe<OpenRecharge>(`${RECHARGES} where id = $1 and member_id = $2`, [
      id,
      who.memberId,
    ])
    if (recharge === undefined) throw new DomainError('NOT_FOUND')
    return this.carryOut(() =>
      this.database.transaction(async (tx) => {
        let started: Recorded | undefined
        await this.idempotency.run(tx, call, 'payment_attempt', async (proposed) => {
          started = await this.pay(tx, who, recharge, body.channel, proposed)
          return idOf(started.attemptId)
        })
        return { id, started }
      }),
    )
  }

  /** What stands in the way is closed at its channel, outside any Tx; then the channel is told of what was recorded. */
  private async carryOut(begin: () => Promise<Begun>): Promise<StartedRecharge> {
    const { id, started } = await this.withWayMade(begin)
    const recorded = started ?? (await this.liveOf(id))
    return { id, pay: await this.payment.callChannel(recorded) }
  }

  private async withWayMade(begin: () => Promise<Begun>): Promise<Begun> {
    for (let changes = 0; ; changes += 1) {
      try {
        return await begin()
      } catch (error) {
        if (changes === MOST_CHANGES) throw error instanceof OtherRechargeOpen ? busy() : error
        if (error instanceof OtherAttemptLive) await this.payment.makeWay(error.subject)
        else if (!(error instanceof OtherRechargeOpen)) throw error
        else if (error.rechargeId !== undefined && (await this.ending.run(error.rechargeId)) === 'unknown') throw busy()
      }
    }
  }

  private async liveOf(id: string): Promise<Recorded> {
    const [live] = await liveAttemptsOf(this.database, { kind: RECHARGE, id })
    if (live === undefined) throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: 'over' })
    return { attemptId: live.id }
  }

  private begin(who: Recharger, call: IdempotentCall, offer: OfferedRecharge, channel: string): Promise<Begun> {
    return this.database.transaction(async (tx) => {
      let started: Recorded | undefined
      const { id } = await this.idempotency.run(tx, call, RECHARGE, async (proposed) => {
        const recharge = await this.opened(tx, who.memberId, proposed, offer)
        started = await this.pay(tx, who, recharge, channel, newId(this.clock))
        return idOf(recharge.id)
      })
      return { id, started }
    })
  }

  /** The one under way if it is the same, else a new one with room kept for it. */
  private async opened(tx: Tx, memberId: string, id: string, offer: OfferedRecharge): Promise<OpenRecharge> {
    const { amountFen, bonusFen, capFen, filingNo } = offer
    await this.accounts.open(tx, memberId, capFen)
    const open = await tx.maybe<OpenRecharge>(`${RECHARGES} where member_id = $1 and state = 'open'`, [memberId])
    const now = this.clock.now()
    if (open !== undefined) {
      const same = open.amountFen === amountFen && open.bonusFen === bonusFen
      if (same && open.dueAt > addMs(now, 3 * minuteMs)) return open
      throw new OtherRechargeOpen(open.id)
    }
    const dueAt = addMs(now, PAY_WITHIN_MS)
    const added = await tx.execute(
      `insert into stored_recharges (id, member_id, amount_fen, bonus_fen, state, filing_no, due_at, created_at)
       values ($1, $2, $3, $4, 'open', $5, $6, $7) on conflict (member_id) where state = 'open' do nothing`,
      [id, memberId, amountFen, bonusFen, filingNo, isoOf(dueAt), isoOf(now)],
    )
    if (added === 0) throw new OtherRechargeOpen()
    if (!(await this.accounts.expect(tx, memberId, amountFen + bonusFen, capFen))) {
      throw new DomainError('RECHARGE_OVER_CAP', { capFen })
    }
    return { id, amountFen, bonusFen, dueAt }
  }

  /** The intent is held from here on, so it cannot be closed meanwhile; one that was closed before is not paid. */
  private async pay(
    tx: Tx,
    who: Recharger,
    { id, amountFen, dueAt }: OpenRecharge,
    channel: string,
    attemptId: string,
  ) {
    const started = await this.payment.start(tx, {
      ...{ attemptId, subject: { kind: RECHARGE, id }, memberId: who.memberId, amountFen, dueAt },
      ...{ creditAccount: `stored_principal:${who.memberId}` as const, channel, clientIp: who.clientIp },
      ...(await this.offering.toldToChannel(id)),
    })
    const open = await tx.maybe(`select 1 as open from stored_recharges where id = $1 and state = 'open' for share`, [
      id,
    ])
    if (open === undefined) throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: 'over' })
    return started
  }
}

const busy = (): DomainError => new DomainError('PAYMENT_CHANNEL_DOWN')

const RECHARGES = `
  select id, amount_fen as "amountFen", bonus_fen as "bonusFen", due_at as "dueAt" from stored_recharges`
