type AsyncMethod = (...args: never[]) => Promise<unknown>

/** Names of the methods of a target that can be raced. */
export type MethodOf<Target> = {
  [Key in keyof Target]: Target[Key] extends AsyncMethod ? Key : never
}[keyof Target]

/**
 * Runs a rival action immediately before the first call of a method, then lets the call go on: the race that would
 * happen once in a million runs happens in this one. Answers a function that tells whether it ran.
 */
export const raceBefore = <Target extends object>(
  target: Target,
  method: MethodOf<Target>,
  rival: () => Promise<unknown>,
): (() => boolean) =>
  interpose(target, method, async (call) => {
    await rival()
    return call()
  })

/** The same, immediately after the first call has finished and before its caller goes on. */
export const raceAfter = <Target extends object>(
  target: Target,
  method: MethodOf<Target>,
  rival: () => Promise<unknown>,
): (() => boolean) =>
  interpose(target, method, async (call) => {
    const result = await call()
    await rival()
    return result
  })

/** Makes the first `times` calls of a method fail instead of running: a crash at exactly this step. */
export const failAt = <Target extends object>(
  target: Target,
  method: MethodOf<Target>,
  error: Error,
  times = 1,
): (() => number) => {
  const original = target[method] as unknown as (...args: unknown[]) => Promise<unknown>
  let failed = 0
  const failing = async (...args: unknown[]): Promise<unknown> => {
    if (failed >= times) return original.apply(target, args)
    failed += 1
    throw error
  }
  target[method] = failing as never
  return () => failed
}

const interpose = <Target extends object>(
  target: Target,
  method: MethodOf<Target>,
  around: (call: () => Promise<unknown>) => Promise<unknown>,
): (() => boolean) => {
  const original = target[method] as unknown as (...args: unknown[]) => Promise<unknown>
  let raced = false
  const once = (...args: unknown[]): Promise<unknown> => {
    if (raced) return original.apply(target, args)
    raced = true
    return around(() => original.apply(target, args))
  }
  target[method] = once as never
  return () => raced
}

export interface Outcomes<Result> {
  readonly fulfilled: Result[]
  readonly rejected: unknown[]
}

/** Starts the same thing n times at once and waits for all of them, whatever becomes of each. */
export const parallel = async <Result>(
  n: number,
  action: (index: number) => Promise<Result>,
): Promise<Outcomes<Result>> => {
  const settled = await Promise.allSettled(Array.from({ length: n }, (_, index) => action(index)))
  const fulfilled: Result[] = []
  const rejected: unknown[] = []
  for (const outcome of settled) {
    if (outcome.status === 'fulfilled') fulfilled.push(outcome.value)
    else rejected.push(outcome.reason)
  }
  return { fulfilled, rejected }
}
