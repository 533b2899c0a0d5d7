/** Counts work under way, so that tests and shutdown can wait for it. */
export class InFlight {
  readonly #running = new Set<Promise<unknown>>()

  async run<T>(work: () => Promise<T>): Promise<T> {
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
  }
}
