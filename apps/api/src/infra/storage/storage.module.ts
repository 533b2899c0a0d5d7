import { Global, Logger, Module } from '@nestjs/common'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { FILE_STORE, type FileStore } from './file-store.js'
import { LocalFiles } from './local-files.js'
import { S3Files } from './s3-files.js'

const fileStoreOf = ({ storage, dataDir }: Pick<Config, 'storage' | 'dataDir'>): FileStore => {
  if (storage === undefined) return new LocalFiles(dataDir)
  const log = new Logger('FileStore')
  return new S3Files(storage, (message) => log.warn(message))
}

/** The file store of the process: a directory under DATA_DIR, or a bucket. */
@Global()
@Module({
  providers: [{ provide: FILE_STORE, inject: [CONFIG], useFactory: fileStoreOf }],
  exports: [FILE_STORE],
})
export class StorageModule {}
