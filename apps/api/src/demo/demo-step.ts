import type { INestApplicationContext } from '@nestjs/common'
import type { Clock } from '@jishi/kernel/time'
import type { Config } from '../infra/config/config.js'
import type { DemoClock } from './demo-clock.js'
import type { DemoRecord } from './demo-file.js'
import type { PlannedOrder } from './plan.js'
import type { DemoShop } from './shop-files.js'

/** The shop that is to be filled. Its clock says up to when the ninety days are lived. */
export interface DemoContext {
  readonly app: INestApplicationContext
  readonly clock: Clock
  readonly config: Config
  onProgress(words: string): void
}

/** What a step works with: the modules on a clock of many times, the shop on paper and the days it has lived. */
export interface DemoWork {
  readonly app: INestApplicationContext
  readonly clock: DemoClock
  onProgress(words: string): void
  readonly shop: DemoShop
  readonly record: DemoRecord
  readonly plan: readonly PlannedOrder[]
}

/** One part of the demo shop. It looks at what is there and adds what is missing, so a killed seeding goes on. */
export interface DemoStep {
  readonly name: string
  run(work: DemoWork): Promise<void>
}
