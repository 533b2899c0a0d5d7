import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, newId } from '@jishi/kernel/id'
import { subFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { newNumber } from '@jishi/kernel/numbers'
import { addMs, isoOf, minuteMs } from '@jishi/kernel/time'
import type { Clock, Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, json, type SqlValue, type Tx } from '../../infra/database/sql.js'
import { Queues } from '../../infra/queue/queues.js'
import { IdentityFacade } from '../identity/index.js'
import type { Account } from '../ledger/index.js'
import { nextAttemptQuery } from './domain/query-schedule.js'
import { notPayable } from './not-payable.js'
import { OtherAttemptLive } from './other-attempt-live.js'
import type { PaymentChannelPort, PaymentChannels, RecordedRequest } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import { QUERIES_DUE } from './payment-jobs.js'
import type { AttemptRow, CallableAttempt, IntentRow } from './payment.store.js'
import { liveAttempt, lockIntent } from './payment.store.js'

/** To and fro between wallets for ever pays nothing and costs calls; after that many the order is placed again. */
const MOST_ATTEMPTS = 20

/** The channel stops taking money this long before we let go of what is held, so that the two clocks may differ. */
const CHANNEL_MARGIN_MS = minuteMs

export interface PaymentOrder {
  /** The attempt's id, should it take a new one. */
  readonly attemptId: string
  readonly subject: PaymentSubject
  /** Whose debt it is. */
  readonly memberId: string
  /** Who pays it in their place, and is paid back; left out, it is they themselves. */
  readonly payerId?: string
  readonly amountFen: Fen
  readonly creditAccount: Account
  /** Shown to the payer by the channel. */
  readonly description: string
  /** Needed for what the balance does not pay. */
  readonly channel: string | undefined
  /** How much of it the member's balance pays: so much, or as much as there is. They have shown that they may spend it. */
  readonly balance?: { readonly amountFen: Fen | 'most' } | undefined
  readonly clientIp: string
  /** Where the payer's page comes back to; it proves nothing. */
  readonly returnUrl: string
  readonly dueAt: Instant
}

export interface StartedAttempt {
  readonly attemptId: string
  readonly attemptNo: string
  /** Recorded just now, so nobody can have told the channel or closed it: what the channel is to be told. */
  readonly recorded?: CallableAttempt
}

/** Records the intent and the attempt, before anybody outside is told. */
@Injectable()
export class StartAttempt {
  constructor(
    private readonly queues: Queues,
    private readonly identity: IdentityFacade,
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * In the caller's Tx, after the caller has locked what is to be paid. A live attempt of the same payer on the same
   * channel is used again: a second tap leads to the same number. Throws PAYMENT_CHANNEL_UNKNOWN, PAYMENT_CHANNEL_DOWN, PAYER_UNKNOWN where the
   * channel's app does not know the member yet, `OtherAttemptLive`, PAYMENT_NOT_ALLOWED when the intent
   * is settled or cancelled, and PAYMENT_TIME_OVER when it is too near its end.
   */
  async run(tx: Tx, order: PaymentOrder): Promise<StartedAttempt> {
    const channel = this.channelOf(order)
    const draft = this.draft(order, channel, await this.payerOf(tx, payerIdOf(order), channel))
    if (!draft.expiring && (await this.recordFirst(tx, order, draft))) return draft.attempt
    const intent = await lockIntent(tx, order.subject)
    if (intent === undefined) throw new DomainError('PAYMENT_TIME_OVER')
    assertOwed(intent, order)
    const live = await liveAttempt(tx, intent.id)
    if (live === undefined) return this.recordNext(tx, intent, draft)
    if (live.balanceFen > 0 || !goesOn(live, order, draft)) throw new OtherAttemptLive(order.subject)
    return { attemptId: live.id, attemptNo: live.attemptNo }
  }

  /**
   * The attempt for what the balance leaves of a held intent. A live one for the same part is used again, as in `run`;
   * `fits` says whether the part that is held beside it is the wanted one.
   */
  async again(
    tx: Tx,
    intent: IntentRow,
    order: PaymentOrder,
    fits: (balanceFen: Fen) => boolean,
  ): Promise<StartedAttempt | undefined> {
    const live = await liveAttempt(tx, intent.id)
    if (live === undefined) return undefined
    const payer = order.channel === undefined ? null : await this.payerOf(tx, payerIdOf(order), this.channelOf(order))
    if (!fits(live.balanceFen) || !goesOn(live, order, { payer })) throw new OtherAttemptLive(order.subject)
    return { attemptId: live.id, attemptNo: live.attemptNo }
  }

  /** Records the attempt for the rest; nothing else of the held intent is under way. */
  async rest(tx: Tx, intent: IntentRow, order: PaymentOrder, balanceFen: Fen): Promise<StartedAttempt> {
    const channel = this.channelOf(order)
    const rest = { ...order, amountFen: subFen(intent.amountFen, balanceFen) }
    const draft = this.draft(rest, channel, await this.payerOf(tx, payerIdOf(order), channel), balanceFen)
    return this.recordNext(tx, intent, draft)
  }

  private channelOf({ channel: code = '' }: PaymentOrder): PaymentChannelPort {
    const channel = this.channels.get(code)
    if (channel === undefined) throw new DomainError('PAYMENT_CHANNEL_UNKNOWN', { channel: code })
    // Nothing is recorded that nobody would be told of: the payer may take another way at once.
    if (channel.isDown === true) throw new DomainError('PAYMENT_CHANNEL_DOWN')
    return channel
  }

  /** Only an account of the channel's own app will do: another app's openid is somebody the channel does not know. */
  private async payerOf(tx: Tx, memberId: string, channel: PaymentChannelPort): Promise<string | null> {
    const { payerOf: provider, appId } = channel
    if (provider === undefined) return null
    const payer = await this.identity.payerOf(tx, idOf<'member'>(memberId), provider, appId)
    if (payer === undefined) throw new DomainError('PAYER_UNKNOWN', { provider })
    return payer
  }

  private draft(order: PaymentOrder, channel: PaymentChannelPort, payer: string | null, balanceFen = zeroFen): Draft {
    const now = this.clock.now()
    const expiresAt = addMs(order.dueAt, -CHANNEL_MARGIN_MS)
    const attemptNo = newNumber(this.clock)
    const request: RecordedRequest = {
      attemptNo,
      amountFen: order.amountFen,
      description: order.description,
      expiresAt,
      recordedAt: now,
      clientIp: order.clientIp,
      returnUrl: order.returnUrl,
    }
    const nextQuery = nextAttemptQuery(0, now, expiresAt, now)
    const { code, appId, merchantId } = channel
    const { attemptId: id, amountFen } = order
    const recorded = { id, attemptNo, channel: code, amountFen, balanceFen, request, payer, expiresAt }
    const values = [id, attemptNo, payerIdOf(order), code, appId, merchantId, amountFen]
    return {
      attempt: { attemptId: id, attemptNo, recorded },
      payer,
      // A channel wants at least a minute; with less than that left the shopper places the order again.
      expiring: expiresAt < addMs(now, minuteMs),
      nextQuery,
      values: [...values, json(request), isoOf(expiresAt), isoOf(nextQuery), isoOf(now), payer],
    }
  }

  /** The intent with its first attempt; false where what is owed has an intent already. The caller holds what is paid for. */
  private async recordFirst(tx: Tx, order: PaymentOrder, draft: Draft): Promise<boolean> {
    const { subject, creditAccount, description, dueAt } = order
    const intent = [
      newId(this.clock),
      subject.kind,
      subject.id,
      creditAccount,
      description,
      isoOf(dueAt),
      order.memberId,
    ]
    const recorded = await tx.execute(RECORD_FIRST, [...draft.values, ...intent])
    if (recorded === 1) this.askLater(tx, draft)
    return recorded === 1
  }

  /** The intent's row is held, so nobody adds one meanwhile. */
  private async recordNext(tx: Tx, intent: IntentRow, draft: Draft): Promise<StartedAttempt> {
    if (draft.expiring) throw new DomainError('PAYMENT_TIME_OVER')
    const recorded = await tx.execute(RECORD_NEXT, [...draft.values, intent.id])
    if (recorded === 0) throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: 'too many attempts' })
    this.askLater(tx, draft)
    return draft.attempt
  }

  private askLater(tx: Tx, { nextQuery }: Draft): void {
    this.queues.ringAfter(tx, QUERIES_DUE, nextQuery)
  }
}

const payerIdOf = ({ payerId, memberId }: PaymentOrder): string => payerId ?? memberId

/** The same hands on the same wallet: what they began is what they go on with. */
const goesOn = (live: AttemptRow, order: PaymentOrder, { payer }: Pick<Draft, 'payer'>): boolean =>
  live.state !== 'closing' &&
  live.channel === order.channel &&
  live.memberId === payerIdOf(order) &&
  live.payer === payer

/** Throws PAYMENT_NOT_ALLOWED where nothing is owed any more. */
export const assertOwed = (intent: IntentRow, order: PaymentOrder): void => {
  if (intent.state !== 'open') throw notPayable(intent.state)
  assert(intent.amountFen === order.amountFen, 'a subject owes what its intent says; another amount is another intent')
}

/** An attempt before its row exists; `values` are those of its columns. */
interface Draft {
  readonly attempt: StartedAttempt
  readonly payer: string | null
  readonly expiring: boolean
  readonly nextQuery: Instant
  readonly values: readonly SqlValue[]
}

const recorded = (intentId: string): string => `
  insert into payment_attempts (id, attempt_no, intent_id, member_id, channel, app_id, merchant_id, amount_fen, state, request, expires_at, next_query_at, created_at, payer)
  select $1, $2, ${intentId}, $3, $4, $5, $6, $7::bigint, 'created', $8::jsonb, $9, $10, $11::timestamptz, $12`

const RECORD_FIRST = inSteps(
  `opened as (
    insert into payment_intents (id, subject_kind, subject_id, member_id, amount_fen, credit_account, description, state, due_at, created_at)
    values ($13, $14, $15, $19, $7::bigint, $16, $17, 'open', $18, $11::timestamptz)
    on conflict (subject_kind, subject_id) where state <> 'cancelled' do nothing
    returning id
  )`,
  `${recorded('opened.id')} from opened`,
)

const RECORD_NEXT = `${recorded('$13::uuid')}
  where (select count(*) from payment_attempts where intent_id = $13::uuid) < ${MOST_ATTEMPTS}`
