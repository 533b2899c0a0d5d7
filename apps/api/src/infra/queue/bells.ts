const SLOT_MS = 1_000
/** Seconds that are remembered before those that are over are let go. */
const MOST_REMEMBERED = 2_000

/**
 * What is due in the same second is looked for once: whoever asks first has a job made, whoever asks later for that second knows
 * that it comes. Counted on the machine's own clock, which nobody moves.
 */
export class Bells {
  private readonly rung = new Set<string>()

  /** In how many milliseconds the bell rings: at the end of the second that is asked for. Undefined where it was asked for before. */
  ring(name: string, inMs: number, now = performance.now()): number | undefined {
    const slot = Math.ceil((now + Math.max(0, inMs)) / SLOT_MS)
    const key = `${slot} ${name}`
    if (this.rung.has(key)) return undefined
    if (this.rung.size >= MOST_REMEMBERED) this.forget(Math.floor(now / SLOT_MS))
    this.rung.add(key)
    return slot * SLOT_MS - now
  }

  /** How many seconds are remembered. */
  get size(): number {
    return this.rung.size
  }

  private forget(before: number): void {
    for (const key of this.rung) if (Number.parseInt(key, 10) <= before) this.rung.delete(key)
  }
}
