import { setTimeout as pause } from 'node:timers/promises'

/** A request that waits, and whoever waits for it. */
interface Waiting<Ask, Answer> {
  readonly ask: Ask
  readonly since: number
  answer(value: Answer): void
  fail(error: unknown): void
}

export interface BatchRules<Ask, Answer> {
  readonly most: number
  /** How long the first of a batch waits for company. */
  readonly gatherMs: number
  /** Two of one batch never have the same: the second waits for the next batch. */
  keyOf(ask: Ask): string
  /** Answers in the order of the asks; `undefined`: ask again with the next batch. */
  decide(asks: readonly Ask[]): Promise<readonly (Answer | undefined)[]>
}

/** Requests about one thing, decided many at a time, one batch after the other. Whoever comes while one is on its way is in the next. */
export class BatchQueue<Ask, Answer> {
  private queue: Waiting<Ask, Answer>[] = []
  private running: Promise<void> | undefined

  constructor(private readonly rules: BatchRules<Ask, Answer>) {}

  get length(): number {
    return this.queue.length
  }

  add(ask: Ask): Promise<Answer> {
    return new Promise<Answer>((answer, fail) => {
      this.queue.push({ ask, since: performance.now(), answer, fail })
      this.running ??= this.run().finally(() => (this.running = undefined))
    })
  }

  /** How many are before it; undefined: it does not wait, or is being decided. */
  ahead(is: (ask: Ask) => boolean): number | undefined {
    const place = this.queue.findIndex(({ ask }) => is(ask))
    return place < 0 ? undefined : place
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.running !== undefined) await this.running
  }

  private async run(): Promise<void> {
    await pause(this.rules.gatherMs)
    while (this.queue.length > 0) await this.one(this.cut())
  }

  /** The first ones, each key once; those left over stay in their order. */
  private cut(): Waiting<Ask, Answer>[] {
    const keys = new Set<string>()
    const batch: Waiting<Ask, Answer>[] = []
    const rest: Waiting<Ask, Answer>[] = []
    for (const waiting of this.queue) {
      const key = this.rules.keyOf(waiting.ask)
      if (batch.length >= this.rules.most || keys.has(key)) rest.push(waiting)
      else {
        keys.add(key)
        batch.push(waiting)
      }
    }
    this.queue = rest
    return batch
  }

  /** A batch that fails, fails all its requests: nobody is left without an answer. */
  private async one(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.rules.decide(batch.map(({ ask }) => ask))
      const again: Waiting<Ask, Answer>[] = []
      for (const [place, waiting] of batch.entries()) {
        const answer = answers[place]
        if (answer === undefined) again.push(waiting)
        else waiting.answer(answer)
      }
      this.queue = [...again, ...this.queue]
    } catch (error) {
      for (const waiting of batch) waiting.fail(error)
    }
  }
}
