import { Global, Module } from '@nestjs/common'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { FILE_STORE, LocalFiles } from './file-store.js'

/** The file store of the process: a directory under DATA_DIR. */
@Global()
@Module({
  providers: [
    { provide: FILE_STORE, inject: [CONFIG], useFactory: (config: Config) => new LocalFiles(config.dataDir) },
  ],
  exports: [FILE_STORE],
})
export class StorageModule {}
