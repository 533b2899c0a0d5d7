import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MAX_UPLOAD_BYTES } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'

let desk: CatalogDesk

beforeAll(async () => {
  desk = await openCatalogDesk()
})
afterAll(() => desk.close())

const drawn = (width = 300, height = 200) => sharp({ create: { width, height, channels: 3, background: '#d93e18' } })
const send = async (
  bytes: Uint8Array,
  type = 'image/png',
  { name = '苹果.png', headers = desk.actors.operator(['media.write']) as Record<string, string> } = {},
) => {
  const answer = await desk.shop.app.inject({
    method: 'POST',
    url: `/api/admin/media?purpose=product&name=${encodeURIComponent(name)}`,
    headers: { ...headers, 'content-type': type },
    payload: Buffer.from(bytes),
  })
  const body = answer.json<Picture & { code?: string; details?: { reason?: string } }>()
  return { status: answer.statusCode, body, told: [answer.statusCode, body.code, body.details?.reason] }
}
const count = async () => (await desk.shop.database.one<{ n: number }>('select count(*) as n from media')).n
const servedBytes = (id: string) => desk.shop.app.inject({ url: `/media/${id}/640.webp` })

describe('an upload', () => {
  it.each([
    ['image/png', () => drawn().png().toBuffer()],
    ['image/jpeg', () => drawn().jpeg().toBuffer()],
    ['image/webp', () => drawn().webp().toBuffer()],
  ])('of %s becomes a picture drawn anew under a random name', async (type, make) => {
    const { status, body } = await send(await make(), type)
    expect([status, body.width, body.height]).toEqual([200, 300, 200])
    expect(body.id).toMatch(/^[A-Za-z0-9_-]{22}$/)
    const answer = await servedBytes(body.id)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/webp'])
    const log = await desk.shop.database.rows<{ action: string }>(
      'select action from audit_log where subject_id = $1',
      [body.id],
    )
    expect(log).toEqual([{ action: 'media.uploaded' }])
  })

  it('leaves behind where it was taken and whatever hangs on its end', async () => {
    const exif = { IFD0: { Copyright: 'secret owner' }, IFD3: { GPSLatitude: '31/1' } }
    const photo = await drawn().withExif(exif).jpeg().toBuffer()
    const { body } = await send(
      Buffer.concat([photo, Buffer.from('PK\x03\x04 <script>alert(1)</script> <?php')]),
      'image/jpeg',
    )
    for (const width of [160, 320, 640, 1280]) {
      const { rawPayload } = await desk.shop.app.inject({ url: `/media/${body.id}/${width}.webp` })
      for (const trace of ['secret', 'script', 'php', 'PK\x03\x04', 'Exif'])
        expect(rawPayload.includes(trace)).toBe(false)
    }
  })

  it.each<[string, () => Uint8Array | Promise<Uint8Array>, string, unknown[]]>([
    [
      'a page',
      () => Buffer.from('<!doctype html><script>alert(1)</script>'),
      'image/png',
      [422, 'PICTURE_REFUSED', 'not_its_type'],
    ],
    [
      'a drawing with scripts',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      'image/webp',
      [422, 'PICTURE_REFUSED', 'not_its_type'],
    ],
    ['a drawing told as one', () => Buffer.from('<svg/>'), 'image/svg+xml', [415, 'UNSUPPORTED_MEDIA_TYPE', undefined]],
    ['a script', () => Buffer.from('alert(1)'), 'text/javascript', [415, 'UNSUPPORTED_MEDIA_TYPE', undefined]],
    [
      'a form',
      () => Buffer.from('--x\r\n'),
      'multipart/form-data; boundary=x',
      [415, 'UNSUPPORTED_MEDIA_TYPE', undefined],
    ],
    [
      'a picture told as another kind',
      () => drawn().png().toBuffer(),
      'image/jpeg',
      [422, 'PICTURE_REFUSED', 'not_its_type'],
    ],
    [
      'a gif that begins a script',
      () => Buffer.from('GIF89a/*<script>*/=1'),
      'image/png',
      [422, 'PICTURE_REFUSED', 'not_its_type'],
    ],
    [
      'a jpeg in its first bytes only',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<?php echo 1;')]),
      'image/jpeg',
      [422, 'PICTURE_REFUSED', 'unreadable'],
    ],
    [
      'half a picture',
      async () => (await drawn(400, 400).jpeg().toBuffer()).subarray(0, 500),
      'image/jpeg',
      [422, 'PICTURE_REFUSED', 'unreadable'],
    ],
    ['nothing', () => Buffer.alloc(0), 'image/png', [422, 'PICTURE_REFUSED', 'empty']],
    ['a dot', () => drawn(4, 4).png().toBuffer(), 'image/png', [422, 'PICTURE_REFUSED', 'edges']],
    [
      'a file beyond the limit',
      () => Buffer.alloc(MAX_UPLOAD_BYTES + 1),
      'image/png',
      [413, 'PAYLOAD_TOO_LARGE', undefined],
    ],
  ])('of %s is refused and leaves nothing', async (_, make, type, told) => {
    const before = await count()
    expect((await send(await make(), type)).told).toEqual(told)
    expect(await count()).toBe(before)
  })

  it('of a flood of pixels in a small file is refused before it unfolds', async () => {
    const flood = await sharp({
      create: { width: 9_000, height: 9_000, channels: 3, background: '#fff' },
      limitInputPixels: false,
    })
      .png()
      .toBuffer()
    expect(flood.length).toBeLessThan(MAX_UPLOAD_BYTES)
    const { told } = await send(flood)
    expect(told.slice(0, 2)).toEqual([422, 'PICTURE_REFUSED'])
  })

  it('has a name for people that reaches no path', async () => {
    const names = ['../../../etc/passwd', '/etc/cron.d/x', 'a\0b.png', 'gpj.\u202Eexe', 'C:\\x\\y.png']
    for (const name of names)
      expect((await send(await drawn().png().toBuffer(), 'image/png', { name })).status).toBe(200)
    const kept = await desk.shop.database.rows<{ name: string }>(
      'select name from media order by created_at desc, id limit 5',
    )
    for (const { name } of kept) expect(name).not.toMatch(/[/\\\0\u202E]/)
    const folder = join(desk.shop.config.dataDir, 'media')
    for (const id of readdirSync(folder)) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/)
    const [first = ''] = readdirSync(folder)
    expect(existsSync(join(folder, first, '160.webp'))).toBe(true)
    expect(
      readFileSync(join(folder, first, '160.webp'))
        .subarray(0, 4)
        .toString(),
    ).toBe('RIFF')
  })

  it('is read only from who may send one', async () => {
    const bytes = await drawn().png().toBuffer()
    expect((await send(bytes, 'image/png', { headers: {} })).told.slice(0, 2)).toEqual([401, 'UNAUTHENTICATED'])
    const reader = desk.actors.operator(['product.read'])
    expect((await send(bytes, 'image/png', { headers: { ...reader } })).told.slice(0, 2)).toEqual([403, 'FORBIDDEN'])
  })

  it('is not taken by any other route', async () => {
    const answer = await desk.shop.app.inject({
      method: 'POST',
      url: '/api/admin/categories',
      headers: { ...desk.actors.operator(['category.write']), 'content-type': 'image/png', 'idempotency-key': 'x' },
      payload: await drawn().png().toBuffer(),
    })
    expect(answer.statusCode).toBe(415)
  })
})

describe('the list of pictures', () => {
  it('goes on behind the last one, newest first, by purpose', async () => {
    for (let n = 0; n < 3; n += 1)
      await send(
        await drawn(20 + n, 20)
          .png()
          .toBuffer(),
      )
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await desk.api.media.pictures({ query: { purpose: 'product', limit: 2, cursor } })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength(await count())
    expect((await desk.api.media.pictures({ query: { purpose: 'banner' } })).items).toEqual([])
    await expect(desk.api.media.pictures({ query: { cursor: 'bm9uZQ' } })).rejects.toMatchObject({ status: 400 })
  })
})
