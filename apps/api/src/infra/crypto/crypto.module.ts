import { Global, Module } from '@nestjs/common'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { loadKeyring } from './keyring.js'
import { Pii } from './pii.js'

/** `Pii` for every module; the keys are read once, when the process starts. */
@Global()
@Module({
  providers: [{ provide: Pii, inject: [CONFIG], useFactory: (config: Config) => new Pii(loadKeyring(config)) }],
  exports: [Pii],
})
export class CryptoModule {}
