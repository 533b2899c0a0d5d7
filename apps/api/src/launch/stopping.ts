const LIMIT_MS = 25_000

export interface StopStep {
  readonly name: string
  run(): Promise<unknown>
}

/**
 * Ends the program in order when it is asked to, once: by a signal, or because the process that started it is gone. A
 * step that fails does not keep the next from running; a second signal, or too much time, ends it at once.
 */
export const stopInOrder = (steps: () => readonly StopStep[]): ((cause: string) => Promise<void>) => {
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopping ??= runAll(steps())
    return stopping
  }
  const onSignal = (): void => {
    if (stopping !== undefined) process.exit(1)
    setTimeout(() => process.exit(1), LIMIT_MS).unref()
    void stop().then(() => process.exit(0))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  if (process.channel) process.once('disconnect', onSignal)
  return stop
}

const runAll = async (steps: readonly StopStep[]): Promise<void> => {
  for (const step of steps) {
    try {
      await step.run()
    } catch (error) {
      console.error(`stopping ${step.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
