import { Global, Module } from '@nestjs/common'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { LOGGER, loggerOf } from './logger.js'

@Global()
@Module({
  providers: [{ provide: LOGGER, inject: [CONFIG], useFactory: (config: Config) => loggerOf(config) }],
  exports: [LOGGER],
})
export class LoggingModule {}
