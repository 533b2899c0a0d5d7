import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { MAX_VIDEO_BYTES, type TicketType } from '@jishi/contracts/media/media.terms'
import { madeFilm } from '@jishi/testing/film'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawnPng, MB, MediaDesk, refusalOf } from '../support/media-desk.js'

let desk: MediaDesk

beforeAll(async () => {
  desk = await MediaDesk.open()
})
afterAll(() => desk.close())

const PAGE = '<!doctype html><script>alert(1)</script>'
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
const GIF = Buffer.from('GIF89a/*\0\0*/=1;alert(1)//', 'latin1')
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff, 0xe0])

const chunk = (type: string, content: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
/** A picture whose header announces these edges over whatever pixels follow. */
const pngOf = (width: number, height: number, pixels: Buffer): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0], 8)
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    magic,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('T57 what is no picture and no film', () => {
  it.each<[string, TicketType, () => Buffer | Promise<Buffer>, string]>([
    ['a drawing with scripts', 'image/png', () => Buffer.from(SVG), 'not_its_type'],
    ['a page', 'image/webp', () => Buffer.from(PAGE), 'not_its_type'],
    ['a script', 'image/jpeg', () => Buffer.from('alert(1)'), 'not_its_type'],
    ['a program', 'image/jpeg', () => Buffer.from('<?php system($_GET[1]);'), 'not_its_type'],
    ['a gif that is a script', 'image/png', () => GIF, 'not_its_type'],
    ['a jpeg that goes on as a page', 'image/jpeg', () => Buffer.concat([JPEG_START, Buffer.from(PAGE)]), 'unreadable'],
    ['a picture of another type', 'image/jpeg', () => drawnPng(), 'not_its_type'],
    ['a wall of 50 000 × 50 000', 'image/png', () => pngOf(50_000, 50_000, Buffer.alloc(100)), 'unreadable'],
    ['a bomb of nothing but zeros', 'image/png', () => pngOf(20_000, 2_000, Buffer.alloc(200 * MB)), 'edges'],
    ['a header without its pixels', 'image/png', () => pngOf(4_000, 4_000, Buffer.alloc(9)), 'unreadable'],
    ['a page as a film', 'video/mp4', () => Buffer.from(PAGE), 'not_its_type'],
    ['a picture as a film', 'video/mp4', () => drawnPng(), 'not_its_type'],
    [
      'a film with a zip on its end',
      'video/mp4',
      () => Buffer.concat([madeFilm(), Buffer.from('PK\x03\x04')]),
      'unreadable',
    ],
    ['a film that begins a page', 'video/mp4', () => Buffer.concat([Buffer.from(PAGE), madeFilm()]), 'not_its_type'],
    ['a film as a picture', 'image/png', () => madeFilm(), 'not_its_type'],
  ])('%s leaves nothing behind', async (_, type, make, reason) => {
    const file = await make()
    const [kept, rows] = [desk.kept(), await desk.rows('media')]
    const code = type === 'video/mp4' ? 'VIDEO_REFUSED' : 'PICTURE_REFUSED'
    const told = await refusalOf(desk.bring(file, { type, name: 'x' }))
    expect(told.slice(0, 2)).toEqual([422, code])
    if (!_.startsWith('a wall') && !_.startsWith('a bomb')) expect(told[2]).toBe(reason)
    expect(desk.kept()).toEqual(kept)
    expect(await desk.rows('media')).toBe(rows)
  })

  it('what hangs on a picture is not kept with it', async () => {
    const photo = await sharp(await drawnPng())
      .jpeg()
      .toBuffer()
    const file = Buffer.concat([photo, Buffer.from(`PK\x03\x04${PAGE}<?php`)])
    const { id } = await desk.bring(file, { type: 'image/jpeg' })
    for (const width of [160, 320, 640, 1280]) {
      const { rawPayload } = await desk.shop.app.inject(`/media/${id}/${width}.webp`)
      for (const trace of ['script', 'php', 'PK\x03\x04']) expect(rawPayload.includes(trace)).toBe(false)
    }
  })

  it.each(['image/svg+xml', 'text/html', 'text/javascript', 'application/octet-stream', 'multipart/form-data'])(
    '%s is a type of nothing, in a ticket and behind one',
    async (type) => {
      expect(await refusalOf(desk.ticket({ type: type as TicketType }))).toEqual([400, 'VALIDATION_FAILED'])
      const ticket = await desk.ticket({ bytes: SVG.length })
      expect(await desk.put(ticket, Buffer.from(SVG), { 'content-type': type })).toBe(415)
    },
  )

  it.each([
    ['../../../etc/passwd', 'passwd'],
    ['/etc/cron.d/x', 'x'],
    ['C:\\windows\\x.png', 'x.png'],
    ['a\0b.png', 'ab.png'],
    ['gpj.\u202Eexe', 'gpj.exe'],
    ['长'.repeat(300), '长'.repeat(120)],
  ])('the name %j reaches people as %j and no path at all', async (name, shown) => {
    const item = await desk.bring(await drawnPng(20, 20), { name })
    expect(item.name).toBe(shown)
    expect(item.id).toMatch(/^[A-Za-z0-9_-]{22}$/)
    for (const key of desk.kept()) expect(key).toMatch(/^media\/[A-Za-z0-9_-]{22}\/(?:\d+\.webp|film\.mp4)$/)
  })

  it('200 MB that are announced are refused unread, and so is a file that grows beyond its ticket', async () => {
    const ticket = await desk.ticket({ type: 'video/mp4', bytes: MAX_VIDEO_BYTES })
    const flood = (headers: Record<string, string>, megabytes: number) =>
      new Promise<{ status: number; sent: number }>((resolve, reject) => {
        let sent = 0
        const sending = request(new URL(ticket.url, desk.shop.url), {
          method: 'PUT',
          headers: { ...ticket.headers, cookie: desk.headers['cookie'] ?? '', ...headers },
        })
        sending.on('response', (answer) => {
          sending.destroy()
          resolve({ status: answer.statusCode ?? 0, sent })
        })
        sending.on('error', (error) => (sent < 0 ? reject(error) : undefined))
        const piece = Buffer.alloc(MB)
        const more = (): void => {
          if (sent >= megabytes || sending.destroyed) return
          sent += 1
          if (sending.write(piece)) setImmediate(more)
          else sending.once('drain', more)
        }
        more()
      })
    const announced = await flood({ 'content-length': String(200 * MB) }, 1)
    expect(announced).toEqual({ status: 413, sent: 1 })
    const small = await desk.ticket({ type: 'video/mp4', bytes: 3 * MB })
    const before = process.memoryUsage().arrayBuffers
    Object.assign(ticket, small)
    const { status } = await flood({ 'transfer-encoding': 'chunked' }, 200)
    expect(status).toBe(409)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60 * MB)
    expect(desk.kept().filter((key) => key.startsWith('incoming/'))).toEqual([])
  })

  it('no other route takes a large body', async () => {
    const headers = { ...desk.headers, 'idempotency-key': 'x' }
    for (const type of ['application/json', 'image/png', 'video/mp4']) {
      const url = '/api/admin/media/tickets'
      const payload = Buffer.alloc(MB, '1')
      const answer = await desk.shop.app.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': type },
        payload,
      })
      expect(answer.statusCode, type).toBe(type === 'application/json' ? 413 : 415)
    }
  })
})

describe('T58 reading', () => {
  it('serves nothing but pictures and films, for what they are', async () => {
    const picture = await desk.bring(await drawnPng())
    const film = await desk.bring(madeFilm(), { type: 'video/mp4' })
    const folder = join(desk.shop.config.dataDir, 'media', picture.id)
    for (const name of ['x.svg', 'x.html', '100.webp']) writeFileSync(join(folder, name), SVG)
    for (const name of ['x.svg', 'x.html', '100.webp', 'film.mp4', '640.webp.tmp', '640.svg'])
      expect((await desk.shop.app.inject(`/media/${picture.id}/${name}`)).statusCode, name).toBe(404)
    for (const url of [`/media/${picture.id}/640.webp`, `/media/${film.id}/film.mp4`]) {
      const { statusCode, headers } = await desk.shop.app.inject(url)
      expect(statusCode).toBe(200)
      expect(headers).toMatchObject({
        'content-type': url.endsWith('mp4') ? 'video/mp4' : 'image/webp',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'public, max-age=31536000, immutable',
      })
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('leaves the store by no path and by no link', async () => {
    const { id } = await desk.bring(madeFilm(), { type: 'video/mp4' })
    const { dataDir } = desk.shop.config
    writeFileSync(join(dataDir, 'secret'), 'secret')
    const outside = mkdtempSync(join(tmpdir(), 'jishi-outside-'))
    for (const name of ['film.mp4', '640.webp']) writeFileSync(join(outside, name), 'secret')
    const [linkedFolder, linkedFile] = ['L'.repeat(22), 'M'.repeat(22)]
    symlinkSync(outside, join(dataDir, 'media', linkedFolder))
    mkdirSync(join(dataDir, 'media', linkedFile))
    for (const name of ['film.mp4', '640.webp'])
      symlinkSync(join(dataDir, 'secret'), join(dataDir, 'media', linkedFile, name))
    const paths = [
      '/media/../secret',
      '/media/%2e%2e/secret/film.mp4',
      '/media/..%2f..%2fetc/film.mp4',
      `/media/${id}/..%2f..%2fsecret`,
      `/media/${id}/%2e%2e%2fsecret`,
      `/media/${id}%00/film.mp4`,
      `/media//etc/passwd`,
      `/media/%5c..%5csecret/film.mp4`,
      `/incoming/${id}`,
      `/media/incoming/film.mp4`,
      ...[linkedFolder, linkedFile].flatMap((name) => [`/media/${name}/film.mp4`, `/media/${name}/640.webp`]),
    ]
    for (const path of paths) {
      const answer = await desk.shop.app.inject(path)
      expect([path, answer.statusCode >= 400, answer.body.includes('secret')]).toEqual([path, true, false])
    }
    rmSync(outside, { recursive: true, force: true })
  })

  it('answers a part of a film, the whole, or that there is no such part', async () => {
    const file = madeFilm()
    const { id } = await desk.bring(file, { type: 'video/mp4' })
    const ask = (headers: Record<string, string>) => desk.shop.app.inject({ url: `/media/${id}/film.mp4`, headers })
    const part = await ask({ range: 'bytes=4-7' })
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([
      206,
      'ftyp',
      `bytes 4-7/${file.length}`,
    ])
    const end = await ask({ range: 'bytes=-8', 'if-range': `"${id}"` })
    expect([end.statusCode, end.rawPayload.equals(file.subarray(-8))]).toEqual([206, true])
    const beyond = await ask({ range: `bytes=${file.length}-` })
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, `bytes */${file.length}`])
    const odd: Record<string, string>[] = [
      { range: 'bytes=0-1,3-4' },
      { range: 'bytes=x' },
      { range: 'bytes=0-1', 'if-range': '"x"' },
    ]
    for (const headers of odd) {
      const whole = await ask(headers)
      expect([whole.statusCode, whole.rawPayload.length]).toEqual([200, file.length])
    }
  })
})

describe('T59 addresses', () => {
  it('are never fetched: nothing of the media library asks for one, and the bucket’s comes from the configuration', () => {
    const folder = new URL('../../src/modules/media/', import.meta.url)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    for (const name of files) {
      const source = readFileSync(new URL(name, folder), 'utf8')
      expect([name, /\bfetch\(|node:https?'|undici|axios|new URL\(/.test(source)]).toEqual([name, false])
    }
  })
})
