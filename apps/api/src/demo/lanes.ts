/**
 * Starts the work in the order given, a few at a time; what shares a key is done one after the other. After a failure
 * nothing new is started, what runs is waited for, and the failure is thrown.
 */
export const inLanes = async <Item>(
  items: Iterable<Item>,
  lanes: number,
  keyOf: (item: Item) => string,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = []
  const running = new Set<Promise<void>>()
  const latest = new Map<string, Promise<void>>()
  for (const item of items) {
    while (running.size >= lanes) await Promise.race(running)
    if (failures.length > 0) break
    const before = latest.get(keyOf(item)) ?? Promise.resolve()
    const job = before
      .then(() => (failures.length > 0 ? undefined : work(item)))
      .catch((failure: unknown) => void failures.push(failure))
      .finally(() => running.delete(job))
    running.add(job)
    latest.set(keyOf(item), job)
  }
  await Promise.all(running)
  if (failures.length > 0) throw failures[0]
}

/** One at a time, in the order of asking. */
export const oneAtATime = (): (<Result>(work: () => Promise<Result>) => Promise<Result>) => {
  let turn: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
}
