import { addMs, secondMs, type Instant } from '@jishi/kernel/time'

const FIRST_MS = secondMs
const LONGEST_MS = 60 * secondMs

/**
 * A channel that wants fewer calls gets fewer: questions wait, twice as long each time it says so again, and not all of them
 * for the same time. Whoever pays does not wait for the questions.
 */
export class Backoff {
  private times = 0
  private heldUntil: Instant | undefined

  /** `random`: between 0 and 1. */
  constructor(private readonly random: () => number) {}

  holds(now: Instant): boolean {
    return this.heldUntil !== undefined && now < this.heldUntil
  }

  /** The channel said so; between half of the pause and all of it. */
  slowDown(now: Instant): void {
    const pauseMs = Math.min(FIRST_MS * 2 ** this.times, LONGEST_MS)
    this.times += 1
    this.heldUntil = addMs(now, Math.round(pauseMs * (0.5 + this.random() / 2)))
  }

  answered(): void {
    this.times = 0
    this.heldUntil = undefined
  }
}
