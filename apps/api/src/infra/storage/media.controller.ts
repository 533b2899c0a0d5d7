import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { FILE_STORE, type FileStore } from './file-store.js'

const NAME = /^[A-Za-z0-9_-]{8,64}$/
const FILE = /^\d{2,5}\.webp$/
const FOREVER = 'public, max-age=31536000, immutable'

/**
 * Serves `/media/<random name>/<width>.webp` from the file store. A name is given to one picture for ever, so
 * the answer may be kept for ever, and the name is its tag.
 */
@Controller('media')
export class MediaController {
  constructor(@Inject(FILE_STORE) private readonly files: FileStore) {}

  @Get(':name/:file')
  async picture(
    @Param('name') name: string,
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!NAME.test(name) || !FILE.test(file)) throw new DomainError('NOT_FOUND')
    const tag = `"${name}-${file.slice(0, -'.webp'.length)}"`
    const found = await this.files.get(`media/${name}/${file}`)
    if (found === undefined) throw new DomainError('NOT_FOUND')
    void reply
      .header('cache-control', FOREVER)
      .header('etag', tag)
      .header('cross-origin-resource-policy', 'cross-origin')
    if (request.headers['if-none-match'] === tag) {
      found.stream.destroy()
      await reply.code(304).send()
      return
    }
    await reply.type('image/webp').header('content-length', found.bytes).send(found.stream)
  }
}
