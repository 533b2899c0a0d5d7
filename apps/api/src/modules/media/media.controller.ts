import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyReply } from 'fastify'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { sliceOf } from './domain/byte-range.js'
import { filmKeyOfAddress, keyOfAddress } from './media-key.js'

/** A name is never given twice and its bytes never change, so a browser need not ask again. */
const FOREVER = 'public, max-age=31536000, immutable'

/** Serves pictures and films to anybody who knows their random name; bytes, not answers of the API, so no contract names them. */
@Controller()
export class MediaController {
  constructor(@Inject(FILE_STORE) private readonly files: FileStore) {}

  @Get('/media/:id/:file')
  async picture(@Param('id') id: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const key = keyOfAddress(id, file)
    const found = key === undefined ? undefined : await this.files.get(key)
    if (found === undefined) throw new DomainError('NOT_FOUND')
    await dressed(reply, 'image/webp').header('content-length', found.bytes).send(found.stream)
  }

  /** In parts where a player asks for a part: it looks at the end of a film before its beginning. */
  @Get('/media/:id/film.mp4')
  async film(
    @Param('id') id: string,
    @Headers('range') range: string | undefined,
    @Headers('if-range') condition: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = filmKeyOfAddress(id)
    const known = key === undefined ? undefined : await this.files.stat(key)
    if (key === undefined || known === undefined) throw new DomainError('NOT_FOUND')
    const tag = `"${id}"`
    const slice = condition === undefined || condition === tag ? sliceOf(range, known.bytes) : undefined
    void reply.header('accept-ranges', 'bytes')
    if (slice === 'beyond') {
      await reply.status(416).header('content-range', `bytes */${known.bytes}`).send()
      return
    }
    const found = await this.files.get(key, slice)
    if (found === undefined) throw new DomainError('NOT_FOUND')
    const { from, to } = slice ?? { from: 0, to: known.bytes - 1 }
    if (slice !== undefined) void reply.status(206).header('content-range', `bytes ${from}-${to}/${known.bytes}`)
    await dressed(reply, 'video/mp4')
      .header('etag', tag)
      .header('content-length', to - from + 1)
      .send(found.stream)
  }
}

/** Whatever the bytes are, a browser takes them for this type, runs nothing of them and keeps them. */
const dressed = (reply: FastifyReply, type: string): FastifyReply =>
  reply
    .header('content-type', type)
    .header('cache-control', FOREVER)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'cross-origin')
