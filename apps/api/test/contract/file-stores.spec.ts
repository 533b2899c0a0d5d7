import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { DomainError } from '@jishi/kernel/errors'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isFileKey, type FileStore } from '../../src/infra/storage/file-store.js'
import { LocalFiles } from '../../src/infra/storage/local-files.js'
import { S3Files } from '../../src/infra/storage/s3-files.js'
import { S3Bucket } from '../support/s3-bucket.js'

const root = mkdtempSync(join(tmpdir(), 'jishi-files-'))
let bucket: S3Bucket

beforeAll(async () => {
  bucket = await S3Bucket.open()
})
beforeEach(() => bucket.forget())
afterAll(async () => {
  await bucket.close()
  rmSync(root, { recursive: true, force: true })
})

const code = (error: unknown): string | undefined => (error instanceof DomainError ? error.code : undefined)
const codeOf = (work: Promise<unknown>): Promise<string | undefined> => work.then(() => undefined, code)
const kept = async (files: FileStore, key: string, range?: { from: number; to: number }) => {
  const file = await files.get(key, range)
  return file === undefined ? undefined : [file.bytes, await text(file.stream)]
}

describe.each<[string, () => FileStore]>([
  ['a directory', () => new LocalFiles(root)],
  ['a bucket', () => new S3Files(bucket.place())],
])('%s as a file store', (_name, open) => {
  it('gives back what was put, whole or in part, replaced as a whole', async () => {
    const files = open()
    await files.put('media/abc/640.webp', Buffer.from('one'))
    await files.put('media/abc/640.webp', Buffer.from('three'))
    expect(await kept(files, 'media/abc/640.webp')).toEqual([5, 'three'])
    expect(await kept(files, 'media/abc/640.webp', { from: 1, to: 3 })).toEqual([5, 'hre'])
    expect(await files.stat('media/abc/640.webp')).toEqual({ bytes: 5 })
  })

  it('knows what is not there', async () => {
    const files = open()
    expect(await files.get('media/none/1.webp')).toBeUndefined()
    expect(await files.stat('media/none')).toBeUndefined()
    expect(await files.move('media/none/1.webp', 'media/none/2.webp')).toBe(false)
    await files.put('media/gone/1.webp', Buffer.from('x'))
    await files.remove('media/gone/1.webp')
    await files.remove('media/gone/1.webp')
    expect(await files.get('media/gone/1.webp')).toBeUndefined()
  })

  it('moves a file, and the old name names nothing then', async () => {
    const files = open()
    await files.put('incoming/a', Buffer.from('film'))
    expect(await files.move('incoming/a', 'media/film/film.mp4')).toBe(true)
    expect(await files.stat('incoming/a')).toBeUndefined()
    expect(await kept(files, 'media/film/film.mp4')).toEqual([4, 'film'])
  })

  it('receives exactly what was announced, and keeps the earlier file otherwise', async () => {
    const files = open()
    const key = 'incoming/stream'
    await files.receive(key, Readable.from([Buffer.from('ab'), Buffer.from('cd')]), 4)
    expect(await kept(files, key)).toEqual([4, 'abcd'])
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024)
      })(),
    )
    expect(await codeOf(files.receive(key, endless, 200_000))).toBe('UPLOAD_INCOMPLETE')
    expect(await codeOf(files.receive(key, Readable.from([Buffer.from('abc')]), 4))).toBe('UPLOAD_INCOMPLETE')
    const torn = new Readable({ read() {} })
    torn.push('ab')
    setTimeout(() => torn.destroy(new DomainError('REQUEST_TIMEOUT')), 20)
    expect(await codeOf(files.receive(key, torn, 4))).toBe('REQUEST_TIMEOUT')
    expect(await kept(files, key)).toEqual([4, 'abcd'])
  })

  it.each(['../etc/passwd', 'a/../../b', '/etc/passwd', 'a//b', '', '.hidden', 'a/./b', 'a\\b', 'a/\u0000', 'a/b?'])(
    'takes %j for no key',
    async (key) => {
      const files = open()
      expect(isFileKey(key)).toBe(false)
      const asked = [
        () => files.get(key),
        () => files.put(key, Buffer.from('x')),
        () => files.stat(key),
        () => files.move(key, 'a/b'),
        () => files.move('media/abc/640.webp', key),
        () => files.remove(key),
      ]
      for (const ask of asked) await expect((async () => ask())()).rejects.toThrow('a key is made of plain segments')
    },
  )
})

describe('a directory', () => {
  it('leaves no draft, whatever failed', () => {
    expect(readdirSync(join(root, 'incoming'))).toEqual(['stream'])
    expect(readdirSync(join(root, 'media/abc'))).toEqual(['640.webp'])
  })

  it('reads no link inside it, but may have its top folder on another disk', async () => {
    const files = new LocalFiles(root)
    const outside = mkdtempSync(join(tmpdir(), 'jishi-outside-'))
    writeFileSync(join(outside, '640.webp'), 'secret')
    mkdirSync(join(root, 'media/linked'), { recursive: true })
    symlinkSync(join(outside, '640.webp'), join(root, 'media/linked/640.webp'))
    symlinkSync(outside, join(root, 'media/folder'))
    symlinkSync(join(root, 'media/abc/640.webp'), join(root, 'media/linked/320.webp'))
    for (const key of ['media/linked/640.webp', 'media/folder/640.webp', 'media/linked/320.webp']) {
      expect(existsSync(join(root, key))).toBe(true)
      expect([await files.get(key), await files.stat(key)]).toEqual([undefined, undefined])
    }
    renameSync(join(root, 'media'), join(outside, 'media'))
    symlinkSync(join(outside, 'media'), join(root, 'media'))
    expect(await kept(files, 'media/abc/640.webp')).toEqual([5, 'three'])
    rmSync(outside, { recursive: true, force: true })
  })

  it('has no door of its own', async () => {
    expect(await new LocalFiles(root).door()).toBeUndefined()
  })
})

describe('a bucket', () => {
  it('costs a shop without one nothing: its SDK is imported where the first file is asked for', () => {
    const source = readFileSync(new URL('../../src/infra/storage/s3-files.ts', import.meta.url), 'utf8')
    const imports = [...source.matchAll(/^import (?!type ).*from '(.+)'$/gm)].map(([, from]) => from)
    expect(imports).not.toContain('@aws-sdk/client-s3')
    expect(source).toContain("await import('@aws-sdk/client-s3')")
  })

  const terms = { type: 'video/mp4', bytes: 4, seconds: 60 }
  const doorOf = async (over = {}) => {
    const door = await new S3Files(bucket.place()).door('incoming/door', { ...terms, ...over })
    if (door === undefined) throw new Error('a bucket has a door')
    return door
  }
  const put = async (url: string, headers: Readonly<Record<string, string>>, body: string) =>
    (await fetch(url, { method: 'PUT', headers, body })).status

  it('is told apart from one that does not believe our signature, and says so without the keys', async () => {
    const said: string[] = []
    const files = new S3Files(bucket.place({ secretAccessKey: 'another-secret' }), (line) => said.push(line))
    const error: unknown = await files.put('media/x/1.webp', Buffer.from('x')).catch((refusal: unknown) => refusal)
    expect(code(error)).toBe('UNAVAILABLE')
    expect(said.join()).toContain('SignatureDoesNotMatch 403')
    const told = `${said.join()} ${JSON.stringify(error)} ${(error as Error).stack}`
    for (const secret of ['another-secret', bucket.key.accessKeyId, bucket.endpoint]) expect(told).not.toContain(secret)
    expect(bucket.objects.has('media/x/1.webp')).toBe(false)
  })

  it.each(['SlowDown', 'InternalError'] as const)('is asked again when it answers %s', async (trouble) => {
    bucket.meet(trouble)
    await new S3Files(bucket.place()).put('media/again/1.webp', Buffer.from('x'))
    expect(bucket.objects.get('media/again/1.webp')?.body.toString()).toBe('x')
  })

  it('is asked three times and no more', async () => {
    bucket.meet('SlowDown', 'SlowDown', 'SlowDown', 'SlowDown')
    expect(await codeOf(new S3Files(bucket.place()).stat('media/abc/640.webp'))).toBe('UNAVAILABLE')
    expect(bucket.seen.filter((line) => line === 'SlowDown')).toHaveLength(3)
  })

  it('that refuses is not asked again', async () => {
    bucket.meet('AccessDenied')
    expect(await codeOf(new S3Files(bucket.place()).get('media/abc/640.webp'))).toBe('UNAVAILABLE')
    expect(bucket.seen).toHaveLength(2)
  })

  it('that says nothing is left after its time', async () => {
    bucket.meet('hang', 'hang', 'hang', 'hang')
    expect(await codeOf(new S3Files(bucket.place({ timeoutMs: 150 })).get('media/abc/640.webp'))).toBe('UNAVAILABLE')
  })

  it('that stops in the middle of a file ends the reading with an error', async () => {
    const files = new S3Files(bucket.place({ timeoutMs: 1_000 }))
    // As often as it may ask again, should a busy machine be too late for the first answer.
    bucket.meet('half', 'half', 'half', 'half')
    const read = async (): Promise<string> =>
      text((await files.get('media/abc/640.webp'))?.stream ?? Readable.from(['nothing']))
    await expect(read()).rejects.toThrow()
    bucket.forget()
  })

  it('opens its door for one file of the announced type and size, for a while', async () => {
    const { url, headers } = await doorOf()
    expect(await put(url, headers, 'film')).toBe(200)
    expect(bucket.objects.get('incoming/door')).toMatchObject({ type: 'video/mp4' })
    expect(await put(url, headers, 'longer film')).toBe(403)
    expect(await put(url, { 'content-type': 'text/html' }, 'film')).toBe(403)
    expect(await put(url.replace('incoming/door', 'media/abc'), headers, 'film')).toBe(403)
    expect(url).not.toContain(bucket.key.secretAccessKey)
    const late = await doorOf({ seconds: 1 })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(await put(late.url, late.headers, 'film')).toBe(403)
  })

  it('that browsers cannot reach has no door', async () => {
    expect(await new S3Files(bucket.place({ direct: false })).door('incoming/door', terms)).toBeUndefined()
  })
})
