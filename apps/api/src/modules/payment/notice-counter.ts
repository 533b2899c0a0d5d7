import { Injectable, Logger } from '@nestjs/common'
import { Counter } from 'prom-client'
import { Metrics } from '../../infra/metrics/metrics.js'

const QUIET_MS = 10_000

/** Counts notices by what became of them. Forged ones come in floods, so they are logged once in a while, not each. */
@Injectable()
export class NoticeCounter {
  private readonly counter: Counter
  private readonly log = new Logger('Payment')
  private quietUntil = 0

  constructor(metrics: Metrics) {
    this.counter = new Counter({
      name: 'jishi_payment_notices_total',
      help: 'Payment notices by effect; refused ones by reason',
      labelNames: ['effect', 'reason'],
      registers: [metrics.registry],
    })
  }

  taken(effect: string): void {
    this.counter.inc({ effect, reason: '' })
  }

  refused(reason: string): void {
    this.counter.inc({ effect: 'refused', reason })
    const now = performance.now()
    if (now < this.quietUntil) return
    this.quietUntil = now + QUIET_MS
    this.log.warn(`a payment notice was refused: ${reason}`)
  }
}
