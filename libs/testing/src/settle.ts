/** The parts of a running shop that may still have something to do. */
export interface Settleable {
  /** Hands on what waits to be handed on. */
  push(): Promise<unknown>
  /** What is still under way, in words; empty when everything told has been heard. */
  pending(): Promise<readonly string[]>
}

const PAUSE_MS = 20

/** Waits until nothing is under way any more; says what was left when it takes too long. */
export const settle = async (shop: Settleable, withinMs = 100_000): Promise<void> => {
  const until = performance.now() + withinMs
  for (;;) {
    await shop.push()
    const pending = await shop.pending()
    if (pending.length === 0) return
    if (performance.now() > until) throw new Error(`did not settle within ${withinMs} ms: ${pending.join('; ')}`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/** Waits until something becomes true, for things that no queue knows about. */
export const eventually = async (check: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> => {
  const until = performance.now() + withinMs
  while (!(await check())) {
    if (performance.now() > until) throw new Error(`did not become true within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
