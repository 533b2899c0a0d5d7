import { addMs, secondMs, type Instant } from '@jishi/kernel/time'

export interface BreakerRules {
  /** So many calls in a row without an answer that can be trusted, and it opens. */
  readonly failures: number
  /** How long it stays open before one call may try. */
  readonly openMs: number
}

export const BREAKER_RULES: BreakerRules = { failures: 8, openMs: 15 * secondMs }

export type BreakerState = 'closed' | 'open' | 'half_open'

/**
 * Keeps callers from waiting for a channel that does not answer 熔断器. Refusals are answers: only what stays unknown counts.
 * Once open it lets a single call through when its time has come, and that call decides.
 */
export class Breaker {
  private failed = 0
  private openUntil: Instant | undefined
  /** The one who tries has this long, or another one may. */
  private tryingUntil: Instant | undefined

  constructor(private readonly rules: BreakerRules = BREAKER_RULES) {}

  stateAt(now: Instant): BreakerState {
    if (this.openUntil === undefined) return 'closed'
    return now < this.openUntil ? 'open' : 'half_open'
  }

  /** Whether a call that wants to come in would be let in now; asking changes nothing. */
  wouldAdmit(now: Instant): boolean {
    const state = this.stateAt(now)
    if (state !== 'half_open') return state === 'closed'
    return this.tryingUntil === undefined || now >= this.tryingUntil
  }

  /** True for who may call now; of those who come to a half-open one, the first. */
  admit(now: Instant): boolean {
    if (!this.wouldAdmit(now)) return false
    if (this.openUntil !== undefined) this.tryingUntil = addMs(now, this.rules.openMs)
    return true
  }

  /** An answer came, whatever it said. True when the channel is back. */
  succeed(): boolean {
    const back = this.openUntil !== undefined
    this.failed = 0
    this.openUntil = this.tryingUntil = undefined
    return back
  }

  /** No answer came. True when it opened just now; one that is open already stays so a while longer. */
  fail(now: Instant): boolean {
    this.failed += 1
    if (this.failed < this.rules.failures) return false
    const opened = this.openUntil === undefined
    this.openUntil = addMs(now, this.rules.openMs)
    this.tryingUntil = undefined
    return opened
  }
}
