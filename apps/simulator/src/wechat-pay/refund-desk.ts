import type { Book } from '../book/book.js'
import type { Refund } from '../book/records.js'
import type { Clock } from '../clock.js'
import type { Courier } from '../notices/courier.js'

/** Settles accepted refunds after a while, as the banks do, and tells the merchant. */
export class RefundDesk {
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(
    private readonly book: Book,
    private readonly courier: Courier,
    private readonly clock: Clock,
    private readonly settleAfterMs: number,
  ) {}

  schedule(refund: Refund): void {
    if (refund.status !== 'PROCESSING' || this.#timers.has(refund.outRefundNo)) return
    const timer = setTimeout(() => this.#settle(refund.outRefundNo), this.settleAfterMs)
    timer.unref()
    this.#timers.set(refund.outRefundNo, timer)
  }

  resume(): void {
    for (const refund of this.book.refunds.values()) this.schedule(refund)
  }

  get waiting(): number {
    return this.#timers.size
  }

  forgetAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #settle(outRefundNo: string): void {
    this.#timers.delete(outRefundNo)
    const refund = this.book.refunds.get(outRefundNo)
    if (refund === undefined || refund.status !== 'PROCESSING') return
    const status = refund.ending
    this.book.record({ type: 'refund-settled', outRefundNo, status, at: this.clock.now() })
    if (refund.notifyUrl === null) return
    const event = status === 'SUCCESS' ? 'REFUND.SUCCESS' : 'REFUND.ABNORMAL'
    const notice = this.courier.post(event, { outTradeNo: refund.outTradeNo, outRefundNo, url: refund.notifyUrl })
    this.courier.start(notice.id).catch(() => undefined)
  }
}
