import type { INestApplicationContext } from '@nestjs/common'
import type { MovableClock } from '../infra/clock/clock.js'
import type { Config } from '../infra/config/config.js'
import type { DemoRecord } from './demo-file.js'
import type { PlannedOrder } from './plan.js'
import type { DemoShop } from './shop-files.js'

/** What a step of the demo shop works with. The clock is the shop's own: a step moves it to the day it lives in. */
export interface DemoContext {
  readonly app: INestApplicationContext
  readonly clock: MovableClock
  readonly config: Config
  onProgress(words: string): void
}

/** What all steps share: the shop on paper and the days it has lived. */
export interface DemoWork extends DemoContext {
  readonly shop: DemoShop
  readonly record: DemoRecord
  readonly plan: readonly PlannedOrder[]
}

/** One part of the demo shop. It looks at what is there and adds what is missing, so a killed seeding goes on. */
export interface DemoStep {
  readonly name: string
  run(work: DemoWork): Promise<void>
}
