const TICK_MS = 10
/** A thousand a second. */
const EACH_TICK = 10
const LONGEST_MS = 500

interface Held<T> {
  readonly one: T
  readonly since: number
}

/**
 * Answers so many in each hundredth of a second and lets the rest wait for their turn, half a second at most. A connection asks
 * again when it is answered: refusals that are sent as fast as they are asked for bring the next ones, until a process does nothing
 * but refuse.
 */
export class Paced<T> {
  private readonly held: Held<T>[] = []
  private left = EACH_TICK
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly answer: (one: T) => void) {}

  add(one: T): void {
    this.timer ??= setInterval(() => this.tick(), TICK_MS)
    if (this.left === 0) {
      this.held.push({ one, since: performance.now() })
      return
    }
    this.left -= 1
    this.answer(one)
  }

  private tick(): void {
    if (this.held.length === 0 && this.left === EACH_TICK) {
      clearInterval(this.timer)
      this.timer = undefined
      return
    }
    const old = performance.now() - LONGEST_MS
    const young = this.held.findIndex(({ since }) => since > old)
    const due = Math.max(EACH_TICK, young < 0 ? this.held.length : young)
    const turn = this.held.splice(0, due)
    this.left = Math.max(0, EACH_TICK - turn.length)
    for (const { one } of turn) this.answer(one)
  }
}
