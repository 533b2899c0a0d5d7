import type { DynamicModule } from '@nestjs/common'
import { Global, Module } from '@nestjs/common'
import { DiscoveryModule } from '@nestjs/core'
import type { Clock } from '@jishi/kernel/time'
import { systemClock } from '@jishi/kernel/time'
import { CLOCK } from './clock/clock.js'
import type { Config } from './config/config.js'
import { CONFIG } from './config/config.js'
import { Database } from './database/database.js'
import { DeliverEvent } from './outbox/deliver-event.js'
import { DeliverNow } from './outbox/deliver-now.js'
import type { EventVersions } from './outbox/event-map.js'
import { EVENT_VERSIONS } from './outbox/event-map.js'
import { FirstTry } from './outbox/first-try.js'
import { Outbox } from './outbox/outbox.js'
import { RelayLoop } from './outbox/relay-loop.js'
import { RelaySignal } from './outbox/relay-signal.js'
import { Relay } from './outbox/relay.js'
import { Queues } from './queue/queues.js'
import { Heartbeat } from './worker/heartbeat.js'
import { Reactions } from './worker/reactions.js'
import { Sweeper } from './worker/sweeper.js'
import { BackgroundWorker } from './worker/worker.js'

export interface PlumbingOptions {
  readonly config: Config
  readonly events: EventVersions
  readonly clock?: Clock
}

/** What every module may inject without importing anything: CONFIG, CLOCK, Database, Outbox, Queues. */
@Global()
@Module({})
export class PlumbingModule {
  static of({ config, events, clock = systemClock }: PlumbingOptions): DynamicModule {
    const shared = [
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: clock },
      { provide: EVENT_VERSIONS, useValue: events },
      { provide: Database, useFactory: () => new Database(config).connect() },
      RelaySignal,
      Outbox,
      Queues,
      Relay,
      DeliverNow,
      Sweeper,
      BackgroundWorker,
    ]
    return {
      module: PlumbingModule,
      imports: [DiscoveryModule],
      providers: [...shared, Reactions, DeliverEvent, FirstTry, RelayLoop, Heartbeat],
      exports: shared.map((provider) => ('provide' in provider ? provider.provide : provider)),
    }
  }
}
