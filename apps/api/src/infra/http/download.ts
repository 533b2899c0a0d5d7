import type { Readable } from 'node:stream'
import { StreamableFile } from '@nestjs/common'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { assert } from '@jishi/kernel/assert'

/** A name every browser understands: plain letters first, the whole name for those that read RFC 5987. */
const dispositionOf = (fileName: string): string => {
  const plain = fileName.replace(/[^A-Za-z0-9._-]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, '_')}`
}

/** Hands a file to the framework. A stream is ended with its reader, so whoever hangs up frees what feeds it. */
export const asFile = (types: readonly string[], { fileName, type, content }: FileReply): StreamableFile => {
  assert(types.includes(type), `${type} is no type this route declares`)
  const options = { type, disposition: dispositionOf(fileName) }
  return content instanceof Uint8Array
    ? new StreamableFile(content, options)
    : new StreamableFile(content as Readable, options)
}
