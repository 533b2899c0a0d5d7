import { Inject, Injectable } from '@nestjs/common'
import { PAYOUT_MIN_FEN, PAYOUT_NAME_FROM_FEN, type PayoutChannel } from '@jishi/contracts/payment/payout.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, newId } from '@jishi/kernel/id'
import { subFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { newNumber } from '@jishi/kernel/numbers'
import { addMs, isoOf, secondMs, type Clock } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Queues } from '../../../infra/queue/queues.js'
import { IdentityFacade } from '../../identity/index.js'
import type { Account } from '../../ledger/index.js'
import { PAYOUT_CHANNELS, type Payee, type PayoutChannelPort, type PayoutChannels } from './payout-channel.js'
import { SEND_PAYOUT } from './payout-jobs.js'
import { PayoutSeals } from './payout-seals.js'

export interface PayoutOrder {
  /** What is paid out, such as a withdrawal; the same subject is the same payout for ever. */
  readonly subject: PaymentSubject
  readonly memberId: string
  readonly method: PayoutChannel
  /** As on the payee's papers; needed at Alipay's sign-in names, and at WeChat from PAYOUT_NAME_FROM_FEN on. */
  readonly realName?: string
  /** What the payee signs in to Alipay with; without it the member's own account of our app is paid. */
  readonly alipayLogonId?: string
  /** What `debitAccount` loses. */
  readonly amountFen: Fen
  /** Kept back of it for the tax office. */
  readonly taxWithheldFen?: Fen
  /** The account that owes the money, such as `commission_withdrawing:…`. */
  readonly debitAccount: Account
  /** Shown to the payee by the wallet. */
  readonly description: string
}

export interface StartedPayout {
  readonly payoutId: string
  readonly payoutNo: string
}

/** Records a payout before anybody outside is told; the worker sends it after the commit. */
@Injectable()
export class StartPayout {
  constructor(
    private readonly queues: Queues,
    private readonly identity: IdentityFacade,
    private readonly seals: PayoutSeals,
    @Inject(PAYOUT_CHANNELS) private readonly channels: PayoutChannels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * In the caller's Tx, which sets the money aside. Asked again for the same subject it answers the first payout, whatever
   * became of it. Throws PAYMENT_CHANNEL_UNKNOWN, PAYEE_UNKNOWN, PAYOUT_TOO_SMALL and PAYOUT_NAME_NEEDED.
   */
  async run(tx: Tx, order: PayoutOrder): Promise<StartedPayout> {
    const known = await this.known(tx, order)
    if (known !== undefined) return known
    const channel = this.channels.get(order.method)
    if (channel === undefined) throw new DomainError('PAYMENT_CHANNEL_UNKNOWN', { channel: order.method })
    const sentFen = subFen(order.amountFen, order.taxWithheldFen ?? zeroFen)
    if (sentFen < PAYOUT_MIN_FEN) throw new DomainError('PAYOUT_TOO_SMALL', { leastFen: PAYOUT_MIN_FEN })
    const payee = await this.payeeOf(tx, channel, order)
    const needsName = payee.kind === 'logon_id' || (channel.code === 'wechat' && sentFen >= PAYOUT_NAME_FROM_FEN)
    if (needsName && payee.realName === undefined) throw new DomainError('PAYOUT_NAME_NEEDED')
    return this.record(tx, order, channel, payee)
  }

  private async known(tx: Tx, { subject, amountFen, debitAccount }: PayoutOrder): Promise<StartedPayout | undefined> {
    const row = await tx.maybe<StartedPayout & { amountFen: number; debitAccount: string }>(
      `select id as "payoutId", payout_no as "payoutNo", amount_fen as "amountFen", debit_account as "debitAccount"
         from payouts where subject_kind = $1 and subject_id = $2`,
      [subject.kind, subject.id],
    )
    if (row === undefined) return undefined
    const same = row.amountFen === amountFen && row.debitAccount === debitAccount
    assert(same, 'a subject is paid out what was recorded; other money is another subject')
    return { payoutId: row.payoutId, payoutNo: row.payoutNo }
  }

  private async payeeOf(tx: Tx, { payeeOf: provider, appId }: PayoutChannelPort, order: PayoutOrder): Promise<Payee> {
    const named = order.realName === undefined ? {} : { realName: order.realName }
    if (order.method === 'alipay' && order.alipayLogonId !== undefined)
      return { kind: 'logon_id', account: order.alipayLogonId, ...named }
    const account = await this.identity.payerOf(tx, idOf<'member'>(order.memberId), provider, appId)
    if (account === undefined) throw new DomainError('PAYEE_UNKNOWN', { provider })
    return { kind: 'open_id', account, ...named }
  }

  private async record(tx: Tx, order: PayoutOrder, channel: PayoutChannelPort, payee: Payee): Promise<StartedPayout> {
    const [id, payoutNo, now] = [newId<'payout'>(this.clock), newNumber(this.clock), this.clock.now()]
    const recorded = await tx.execute(
      `insert into payouts (id, payout_no, subject_kind, subject_id, member_id, channel, app_id, merchant_id, payee_enc, amount_fen,
                            tax_withheld_fen, debit_account, description, state, state_at, next_query_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'recorded', $14, $15, $14)
       on conflict on constraint payouts_once do nothing`,
      [
        ...[id, payoutNo, order.subject.kind, order.subject.id, order.memberId, channel.code, channel.appId],
        ...[channel.merchantId, this.seals.seal(payee), order.amountFen, order.taxWithheldFen ?? zeroFen],
        ...[order.debitAccount, order.description, isoOf(now), isoOf(addMs(now, 30 * secondMs))],
      ],
    )
    if (recorded === 0) {
      const rival = await this.known(tx, order)
      assert(rival !== undefined, 'what stood in the way of a payout is a payout')
      return rival
    }
    this.queues.enqueueAfter(tx, SEND_PAYOUT, { payoutId: id })
    return { payoutId: id, payoutNo }
  }
}
