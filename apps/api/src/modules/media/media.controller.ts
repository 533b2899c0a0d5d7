import { Controller, Get, Inject, Param, Res } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyReply } from 'fastify'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { keyOfAddress } from './picture-key.js'

/** A name is never given twice and its bytes never change, so a browser need not ask again. */
const FOREVER = 'public, max-age=31536000, immutable'

/** Serves pictures to anybody who knows their random name; bytes, not an answer of the API, so no contract names it. */
@Controller()
export class MediaController {
  constructor(@Inject(FILE_STORE) private readonly files: FileStore) {}

  @Get('/media/:id/:file')
  async picture(@Param('id') id: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const key = keyOfAddress(id, file)
    const found = key === undefined ? undefined : await this.files.get(key)
    if (found === undefined) throw new DomainError('NOT_FOUND')
    await reply
      .header('content-type', 'image/webp')
      .header('content-length', found.bytes)
      .header('cache-control', FOREVER)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(found.stream)
  }
}
