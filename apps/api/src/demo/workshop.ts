import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { AppModule } from '../app.module.js'
import type { Config } from '../infra/config/config.js'
import { loggerOf, NestLog } from '../infra/logging/logger.js'
import { Queues } from '../infra/queue/queues.js'
import type { DemoClock } from './demo-clock.js'

/** The modules of the shop once more, without a port and without a worker, on the clock of many times. */
export const openWorkshop = async (config: Config, clock: DemoClock): Promise<INestApplicationContext> => {
  const workshop = await NestFactory.createApplicationContext(AppModule.of({ config, clock }), {
    abortOnError: false,
    logger: new NestLog(loggerOf(config)),
  })
  // Two reminders an order, for days long gone, would all come due together when the shop opens. A reminder is never more
  // than the fast path: the sweeps find the few orders that really wait for something.
  workshop.get(Queues).schedule = () => Promise.resolve()
  return workshop
}
