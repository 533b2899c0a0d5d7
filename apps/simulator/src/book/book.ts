import type { Plant } from '../bills/records.js'
import { AlipayLedger } from '../alipay/ledger.js'
import { UnionpayLedger } from '../unionpay/ledger.js'
import { Parcels } from '../carrier/parcels.js'
import type { Fault, FaultChannel, FaultOperation } from '../faults/fault-kinds.js'
import type { Journal } from '../journal.js'
import { TransferBook } from '../wechat-pay/transfer-records.js'
import { OpenRegister } from '../wechat-open/register.js'
import type { OpenFact } from '../wechat-open/records.js'
import type {
  JournalEntry,
  KeyMode,
  MerchantKeyMode,
  Notice,
  Payment,
  Refund,
  SmsMessage,
  TradeState,
} from './records.js'

type EntryOf<T extends JournalEntry['type']> = Extract<JournalEntry, { type: T }>
type Appliers = { [T in JournalEntry['type']]: (entry: EntryOf<T>) => void }

/** All that the gateway knows, rebuilt from the journal at every start. Changes go through `record` only. */
export class Book {
  readonly #journal: Journal<JournalEntry>
  readonly #startMode: KeyMode
  readonly payments = new Map<string, Payment>()
  readonly refunds = new Map<string, Refund>()
  readonly notices = new Map<string, Notice>()
  readonly messages: SmsMessage[] = []
  readonly open = new OpenRegister()
  readonly alipay = new AlipayLedger()
  readonly unionpay = new UnionpayLedger()
  readonly carrier = new Parcels()
  readonly transfers = new TransferBook()
  readonly #outTradeNoByLink = new Map<string, string>()
  readonly #outTradeNoByTransaction = new Map<string, string>()
  readonly #refundsByPayment = new Map<string, Refund[]>()
  #faults: Fault[] = []
  #billPlants: Plant[] = []
  #keyMode: KeyMode
  #clockOffsetMs = 0
  #merchantKey: MerchantKeyMode = 'first'

  constructor(journal: Journal<JournalEntry>, entries: readonly JournalEntry[], startMode: KeyMode) {
    this.#journal = journal
    this.#startMode = startMode
    this.#keyMode = startMode
    for (const entry of entries) this.#apply(entry)
  }

  record(entry: JournalEntry): void {
    this.#apply(entry)
    this.#journal.append(entry)
  }

  recordOpen(fact: OpenFact): void {
    this.record({ type: 'wechat-open', fact })
  }

  flushed(): Promise<void> {
    return this.#journal.flushed()
  }

  async reset(): Promise<void> {
    for (const known of [this.payments, this.refunds, this.notices]) known.clear()
    for (const index of [this.#outTradeNoByLink, this.#outTradeNoByTransaction, this.#refundsByPayment]) index.clear()
    this.messages.length = 0
    this.open.clear()
    this.alipay.clear()
    this.unionpay.clear()
    this.carrier.clear()
    this.transfers.all.clear()
    this.#faults = []
    this.#billPlants = []
    this.#keyMode = this.#startMode
    this.#clockOffsetMs = 0
    this.#merchantKey = 'first'
    await this.#journal.truncate()
  }

  get faults(): readonly Fault[] {
    return this.#faults
  }

  /** What the wallets' bills are made to say wrongly. */
  get billPlants(): readonly Plant[] {
    return this.#billPlants
  }

  get keyMode(): KeyMode {
    return this.#keyMode
  }

  /** Which of the merchant's keys are taken. */
  get merchantKey(): MerchantKeyMode {
    return this.#merchantKey
  }

  /** How far the business time of the gateway was moved from its clock. */
  get clockOffsetMs(): number {
    return this.#clockOffsetMs
  }

  paymentByLink(token: string): Payment | undefined {
    const outTradeNo = this.#outTradeNoByLink.get(token)
    return outTradeNo === undefined ? undefined : this.payments.get(outTradeNo)
  }

  paymentByPrepayId(prepayId: string): Payment | undefined {
    return [...this.payments.values()].find((payment) => payment.prepayId === prepayId)
  }

  paymentByTransaction(transactionId: string): Payment | undefined {
    const outTradeNo = this.#outTradeNoByTransaction.get(transactionId)
    return outTradeNo === undefined ? undefined : this.payments.get(outTradeNo)
  }

  refundsOf(outTradeNo: string): readonly Refund[] {
    return this.#refundsByPayment.get(outTradeNo) ?? []
  }

  tradeStateOf(payment: Payment): TradeState {
    return payment.state === 'SUCCESS' && this.refundsOf(payment.outTradeNo).length > 0 ? 'REFUND' : payment.state
  }

  /** Takes one use of the first fault that waits for this operation. */
  takeFault(channel: FaultChannel, operation: FaultOperation): Fault | undefined {
    const index = this.#faults.findIndex((fault) => fault.channel === channel && fault.operation === operation)
    const fault = this.#faults[index]
    if (fault === undefined) return undefined
    this.record({ type: 'fault-taken', channel, operation, index })
    return fault
  }

  #apply<T extends JournalEntry['type']>(entry: EntryOf<T>): void {
    const apply = this.#appliers[entry.type as T] as (entry: EntryOf<T>) => void
    apply(entry)
  }

  readonly #appliers: Appliers = {
    'payment-created': ({ payment }) => {
      this.payments.set(payment.outTradeNo, { ...payment })
      this.#outTradeNoByLink.set(payment.linkToken, payment.outTradeNo)
    },
    'payment-reordered': ({ outTradeNo, linkToken, linkExpiresAt }) => {
      Object.assign(this.#payment(outTradeNo), { linkToken, linkExpiresAt })
      this.#outTradeNoByLink.set(linkToken, outTradeNo)
    },
    'payment-paid': ({ outTradeNo, transactionId, openid, at }) => {
      Object.assign(this.#payment(outTradeNo), { state: 'SUCCESS', transactionId, openid, paidAt: at })
      this.#outTradeNoByTransaction.set(transactionId, outTradeNo)
    },
    'payment-cancelled': ({ outTradeNo, at }) => {
      this.#payment(outTradeNo).cancelledAt = at
    },
    'payment-closed': ({ outTradeNo, at }) => {
      Object.assign(this.#payment(outTradeNo), { state: 'CLOSED', closedAt: at })
    },
    'refund-accepted': ({ refund }) => {
      const kept = { ...refund }
      this.refunds.set(refund.outRefundNo, kept)
      this.#refundsByPayment.set(refund.outTradeNo, [...this.refundsOf(refund.outTradeNo), kept])
    },
    'refund-reopened': ({ outRefundNo, ending }) => {
      Object.assign(this.#refund(outRefundNo), { status: 'PROCESSING', ending, settledAt: null })
    },
    'refund-settled': ({ outRefundNo, status, at }) => {
      Object.assign(this.#refund(outRefundNo), { status, settledAt: at })
    },
    'notice-created': ({ notice }) => {
      this.notices.set(notice.id, { ...notice, attempts: [...notice.attempts] })
    },
    'notice-tried': ({ id, attempts, status, tries, nextAttemptAt }) => {
      const notice = this.notices.get(id)
      if (notice === undefined) return
      notice.attempts.push(...attempts)
      Object.assign(notice, { status, tries, nextAttemptAt })
    },
    'sms-sent': ({ message }) => {
      this.messages.push(message)
    },
    'faults-set': ({ faults }) => {
      this.#faults = faults.map((fault) => ({ ...fault }))
    },
    'fault-taken': ({ index }) => {
      const fault = this.#faults[index]
      if (fault === undefined) return
      const left = { ...fault, times: fault.times - 1 }
      this.#faults = this.#faults.flatMap((known, at) => (at !== index ? [known] : left.times > 0 ? [left] : []))
    },
    'key-mode-set': ({ mode }) => {
      this.#keyMode = mode
    },
    'merchant-key-set': ({ mode }) => {
      this.#merchantKey = mode
    },
    'wechat-open': ({ fact }) => {
      this.open.apply(fact)
    },
    alipay: ({ event }) => {
      this.alipay.apply(event)
    },
    unionpay: ({ event }) => {
      this.unionpay.apply(event)
    },
    carrier: ({ fact }) => {
      this.carrier.apply(fact)
    },
    transfer: ({ fact }) => {
      this.transfers.apply(fact)
    },
    'clock-shifted': ({ offsetMs }) => {
      this.#clockOffsetMs = offsetMs
    },
    'bill-plants-set': ({ plants }) => {
      this.#billPlants = plants.map((plant) => ({ ...plant }))
    },
  }

  #payment(outTradeNo: string): Payment {
    const payment = this.payments.get(outTradeNo)
    if (payment === undefined) throw new Error(`the journal speaks of the unknown payment ${outTradeNo}`)
    return payment
  }

  #refund(outRefundNo: string): Refund {
    const refund = this.refunds.get(outRefundNo)
    if (refund === undefined) throw new Error(`the journal speaks of the unknown refund ${outRefundNo}`)
    return refund
  }
}
