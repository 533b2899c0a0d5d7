import type { INestApplicationContext } from '@nestjs/common'
import type { MovableClock } from '../infra/clock/clock.js'
import type { Config } from '../infra/config/config.js'

/** What a step of the demo shop works with. The clock is the shop's own: a step moves it to the day it lives in. */
export interface DemoContext {
  readonly app: INestApplicationContext
  readonly clock: MovableClock
  readonly config: Config
  onProgress(words: string): void
}

/** One part of the demo shop. It looks at what is there and adds what is missing, so a killed seeding goes on. */
export interface DemoStep {
  readonly name: string
  run(context: DemoContext): Promise<void>
}

/** The parts in the order in which they build on each other. */
const STEPS: readonly DemoStep[] = []

/** Fills an empty shop through the same use cases that everybody else calls. */
export const seedDemo = async (context: DemoContext): Promise<void> => {
  for (const step of STEPS) {
    context.onProgress(step.name)
    await step.run(context)
  }
}
