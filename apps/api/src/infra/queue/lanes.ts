/** What waits for its turn beyond this is let go: the sweep that is the truth finds it again. */
const MOST_WAITING = 1_000

interface Lane {
  running: number
  readonly waiting: (() => Promise<unknown>)[]
}

/**
 * Work that asks a company outside leaves its queue at once and goes on here, so many at a time for each company: one that
 * hangs holds up its own lane and no job of money, orders or stock. What waits here can be lost with the program like a job can
 * be lost with the queue; its sweep finds it.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>()
  private readonly running = new Set<Promise<void>>()

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting = MOST_WAITING,
  ) {}

  /** What runs and what waits. */
  get pending(): number {
    return [...this.lanes.values()].reduce((sum, { running, waiting }) => sum + running + waiting.length, 0)
  }

  /** The work has to keep its own failures. False where it was let go. */
  take(company: string, work: () => Promise<unknown>): boolean {
    const lane = this.lanes.get(company) ?? { running: 0, waiting: [] }
    this.lanes.set(company, lane)
    if (lane.waiting.length >= this.mostWaiting) return false
    lane.waiting.push(work)
    this.next(lane)
    return true
  }

  /** Forgets what waits and lets what runs finish. */
  async stop(): Promise<void> {
    for (const { waiting } of this.lanes.values()) waiting.length = 0
    await Promise.allSettled(this.running)
  }

  /** Resolves when all of it is done, also what only waits. */
  async finish(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running)
  }

  private next(lane: Lane): void {
    if (lane.running >= this.atOnce) return
    const work = lane.waiting.shift()
    if (work === undefined) return
    lane.running += 1
    const run = this.run(lane, work)
    this.running.add(run)
    void run.finally(() => this.running.delete(run))
  }

  private async run(lane: Lane, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch {
      // Whoever gave the work has said what went wrong with it.
    } finally {
      lane.running -= 1
      this.next(lane)
    }
  }
}
