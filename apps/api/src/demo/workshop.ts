import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { AppModule } from '../app.module.js'
import type { Config } from '../infra/config/config.js'
import { loggerOf, NestLog } from '../infra/logging/logger.js'
import type { DemoClock } from './demo-clock.js'

/** The modules of the shop once more, without a port and without a worker, on the clock of many times. */
export const openWorkshop = (config: Config, clock: DemoClock): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(AppModule.of({ config, clock }), {
    abortOnError: false,
    logger: new NestLog(loggerOf(config)),
  })
