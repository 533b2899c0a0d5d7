import { videoPath } from '@jishi/contracts/media/media.terms'
import { madeFilm } from '@jishi/testing/film'
import { minuteMs } from '@jishi/kernel/time'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawnPng, MB, MediaDesk, refusalOf } from '../support/media-desk.js'
import { S3Bucket } from '../support/s3-bucket.js'

let bucket: S3Bucket
const desks: MediaDesk[] = []

beforeAll(async () => {
  bucket = await S3Bucket.open()
  desks.push(await MediaDesk.open(), await MediaDesk.open(bucket))
  desks.push(await MediaDesk.open(bucket, { S3_UPLOADS: 'through' }))
})
afterAll(async () => {
  for (const desk of desks) await desk.close()
  await bucket.close()
})

const film = madeFilm()
const filmOf = (desk: MediaDesk, over = {}) =>
  desk.ticket({ type: 'video/mp4', bytes: film.length, name: '开箱.mp4', ...over })
const actions = async (desk: MediaDesk, id: string) =>
  (await desk.shop.database.rows<{ action: string }>('select action from audit_log where subject_id = $1', [id])).map(
    ({ action }) => action,
  )

describe.each([
  ['on disk', 0],
  ['in a bucket', 1],
  ['in a bucket, through the shop', 2],
] as const)('a ticket for a file %s', (_name, which) => {
  const desk = () => desks[which] as MediaDesk

  it('becomes a picture drawn anew under a random name, and nothing waits any more', async () => {
    const ticket = await desk().ticket({ bytes: (await drawnPng()).length })
    expect(ticket.url.startsWith('/api/admin/media/tickets/')).toBe(which !== 1)
    expect(await desk().put(ticket, await drawnPng())).toBe(200)
    expect(desk().kept()).toContain(`incoming/${ticket.id}`)
    const item = await desk().finish(ticket)
    expect(item).toMatchObject({ kind: 'picture', width: 300, height: 200, name: '苹果.png', usedBy: 0, seconds: null })
    expect(
      desk()
        .kept()
        .filter((key) => key.startsWith('incoming/')),
    ).toEqual([])
    const { rawPayload } = await desk().shop.app.inject(`/media/${item.id}/160.webp`)
    expect(await sharp(rawPayload).metadata()).toMatchObject({ format: 'webp', width: 160 })
    expect(await actions(desk(), item.id)).toEqual(['media.uploaded'])
    expect(await actions(desk(), ticket.id)).toContain('media.upload_begun')
  })

  it('becomes a film that is kept as it is', async () => {
    const ticket = await filmOf(desk())
    expect(await desk().put(ticket, film)).toBe(200)
    const item = await desk().finish(ticket)
    expect(item).toMatchObject({ kind: 'video', seconds: 12, width: 720, height: 1_280, bytes: film.length })
    const { rawPayload, headers } = await desk().shop.app.inject(videoPath(item.id))
    expect(rawPayload.equals(film)).toBe(true)
    expect(headers['content-type']).toBe('video/mp4')
    expect(
      desk()
        .kept()
        .filter((key) => key.startsWith('incoming/')),
    ).toEqual([])
  })

  it('says the same each time it is finished', async () => {
    const ticket = await filmOf(desk())
    await desk().put(ticket, film)
    const first = await desk().finish(ticket)
    expect(await desk().finish(ticket)).toEqual(first)
    const rows = await desk().rows('media')
    expect(await desk().finish(ticket)).toEqual(first)
    expect(await desk().rows('media')).toBe(rows)
  })

  it('waits for its file, and takes it when it comes', async () => {
    const ticket = await filmOf(desk())
    expect(await refusalOf(desk().finish(ticket))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    await desk().put(ticket, film)
    expect((await desk().finish(ticket)).kind).toBe('video')
  })

  it('believes neither the type nor the size it was given', async () => {
    const page = Buffer.from('<!doctype html><script>alert(1)</script>')
    const before = desk().kept()
    const asFilm = await desk().ticket({ type: 'video/mp4', bytes: page.length })
    expect(await desk().put(asFilm, page)).toBe(200)
    expect(await refusalOf(desk().finish(asFilm))).toEqual([422, 'VIDEO_REFUSED', 'not_its_type'])
    expect(await refusalOf(desk().finish(asFilm))).toEqual([422, 'VIDEO_REFUSED', 'not_its_type'])
    const asPicture = await desk().ticket({ bytes: page.length })
    await desk().put(asPicture, page)
    expect(await refusalOf(desk().finish(asPicture))).toEqual([422, 'PICTURE_REFUSED', 'not_its_type'])
    expect(desk().kept()).toEqual(before)
    const small = await filmOf(desk(), { bytes: 100 })
    expect(await desk().put(small, film)).toBeGreaterThanOrEqual(400)
    expect(await refusalOf(desk().finish(small))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    const other = await filmOf(desk())
    expect(await desk().put(other, film, { 'content-type': 'text/html' })).toBeGreaterThanOrEqual(400)
    expect(desk().kept()).toEqual(before)
  })

  it('is gone with its time, and so is what came', async () => {
    const [sent, unsent] = [await filmOf(desk()), await filmOf(desk())]
    await desk().put(sent, film)
    desk().shop.clock.advance(21 * minuteMs)
    expect(await refusalOf(desk().finish(sent))).toEqual([409, 'UPLOAD_EXPIRED'])
    expect(await refusalOf(desk().finish(unsent))).toEqual([409, 'UPLOAD_EXPIRED'])
    if (which !== 1) expect(await desk().put(sent, film)).toBe(409)
    expect(desk().kept()).toContain(`incoming/${sent.id}`)
    desk().shop.clock.advance(21 * minuteMs)
    await desk().shop.sweep('media.tidy-uploads')
    expect(desk().kept()).not.toContain(`incoming/${sent.id}`)
    desk().shop.clock.advance(8 * 24 * 60 * minuteMs)
    await desk().shop.sweep('media.tidy-uploads')
    expect(await desk().rows('media_tickets')).toBe(0)
  })
})

describe('a ticket', () => {
  const desk = () => desks[0] as MediaDesk

  it('is one operator’s, and its address another’s for nothing', async () => {
    const ticket = await filmOf(desk())
    const other = desk().actors.operator(['media.write'])
    const answer = await desk().shop.app.inject({
      method: 'PUT',
      url: ticket.url,
      headers: { ...other, ...ticket.headers },
      payload: film,
    })
    expect(answer.statusCode).toBe(404)
    const finish = { method: 'POST', url: `/api/admin/media/tickets/${ticket.id}/finish` } as const
    const tried = await desk().shop.app.inject({ ...finish, headers: { ...other, 'idempotency-key': 'x' } })
    expect(tried.statusCode).toBe(404)
    const forged = { ...ticket, url: ticket.url.replace(/seal=.+$/, `seal=${'x'.repeat(43)}`) }
    expect(await desk().put(forged, film)).toBe(404)
  })

  it('under the same key is the same ticket', async () => {
    const body = { purpose: 'product', type: 'image/png', bytes: 9, name: 'x.png' } as const
    const ask = () => desk().api.media.openTicket({ body, idempotencyKey: 'the-same' })
    expect(await ask()).toEqual(await ask())
    const other = desk().api.media.openTicket({ body: { ...body, bytes: 10 }, idempotencyKey: 'the-same' })
    expect(await refusalOf(other)).toEqual([422, 'IDEMPOTENCY_MISMATCH'])
  })

  it('is not given for more than the shop takes', async () => {
    expect(await refusalOf(desk().ticket({ bytes: 8 * MB + 1 }))).toEqual([413, 'PAYLOAD_TOO_LARGE'])
    expect(await refusalOf(filmOf(desk(), { bytes: 200 * MB }))).toEqual([400, 'VALIDATION_FAILED'])
    const small = await MediaDesk.open(undefined, { MEDIA_VIDEO_MAX_MB: '5' })
    expect(await refusalOf(filmOf(small, { bytes: 6 * MB }))).toEqual([413, 'PAYLOAD_TOO_LARGE'])
    expect((await small.api.media.totals()).videoMaxBytes).toBe(5 * MB)
    await small.close()
  })

  it('is not given without end', async () => {
    const refused: unknown[][] = []
    // As many at once as the back office has room for: more would hear on a slow machine that the shop is busy.
    for (let round = 0; round < 5; round += 1) {
      const asked = Array.from({ length: 12 }, () => refusalOf(filmOf(desk())))
      refused.push(...(await Promise.all(asked)).filter(([told]) => told !== undefined))
    }
    expect(new Set(refused.map(String))).toEqual(new Set(['429,RATE_LIMITED']))
    const open = await desk().shop.database.rows(`select 1 from media_tickets where state = 'open'`)
    expect(open).toHaveLength(40)
    desk().shop.clock.advance(21 * minuteMs)
    expect((await filmOf(desk())).id).toBeDefined()
  })

  it('outlives a store that fails for a moment', async () => {
    const shop = desks[1] as MediaDesk
    const ticket = await filmOf(shop)
    await shop.put(ticket, film)
    bucket.meet('AccessDenied')
    expect(await refusalOf(shop.finish(ticket))).toEqual([503, 'UNAVAILABLE'])
    expect((await shop.finish(ticket)).seconds).toBe(12)
  })
})
