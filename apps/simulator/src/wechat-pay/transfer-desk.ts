import type { Book } from '../book/book.js'
import type { Courier } from '../notices/courier.js'
import type { Transfer, TransferState } from './transfer-records.js'
import { hasEnded } from './transfers.js'
import type { Transfers } from './transfers.js'

const AFTER: Readonly<Partial<Record<TransferState, TransferState>>> = {
  TRANSFERING: 'SUCCESS',
  CANCELING: 'CANCELLED',
}

/** What the person with the phone does, and what the banks do after it; how it ended is told to the merchant. */
export class TransferDesk {
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(
    private readonly book: Book,
    private readonly transfers: Transfers,
    private readonly courier: Courier,
    private readonly settleAfterMs: number,
  ) {}

  /** False when there is nothing to say yes to any more. */
  confirm(transfer: Transfer): boolean {
    if (transfer.state !== 'WAIT_USER_CONFIRM') return false
    this.transfers.move(transfer, 'TRANSFERING')
    this.schedule(transfer)
    return true
  }

  /** The transfer ends without money, for a reason of the payee's. */
  fail(transfer: Transfer, reason: string): boolean {
    if (hasEnded(transfer)) return false
    this.#end(transfer, 'FAIL', reason)
    return true
  }

  schedule(transfer: Transfer): void {
    if (AFTER[transfer.state] === undefined || this.#timers.has(transfer.outBillNo)) return
    const timer = setTimeout(() => this.#settle(transfer), this.settleAfterMs)
    timer.unref()
    this.#timers.set(transfer.outBillNo, timer)
  }

  resume(): void {
    for (const transfer of this.book.transfers.all.values()) this.schedule(transfer)
  }

  forgetAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  get waiting(): number {
    return this.#timers.size
  }

  #settle(transfer: Transfer): void {
    this.#timers.delete(transfer.outBillNo)
    const next = AFTER[transfer.state]
    if (next !== undefined) this.#end(transfer, next, null)
  }

  #end(transfer: Transfer, state: TransferState, reason: string | null): void {
    this.transfers.move(transfer, state, reason)
    const { outBillNo, notifyUrl: url } = transfer
    if (url === null) return
    const subject = { outTradeNo: outBillNo, outBillNo, outRefundNo: null, url }
    const notice = this.courier.post('MCHTRANSFER.BILL.FINISHED', subject)
    this.courier.start(notice.id).catch(() => undefined)
  }
}
