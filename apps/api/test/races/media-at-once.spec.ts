import { madeFilm } from '@jishi/testing/film'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { productOf } from '../support/catalog-desk.js'
import { drawnPng, MediaDesk, refusalOf } from '../support/media-desk.js'

let desk: MediaDesk

beforeAll(async () => {
  desk = await MediaDesk.open()
})
afterAll(() => desk.close())

describe('at the same time', () => {
  it.each([
    ['a picture', 'image/png', () => drawnPng()],
    ['a film', 'video/mp4', () => Promise.resolve(madeFilm())],
  ] as const)('%s that is finished ten times is made once', async (_, type, make) => {
    const file = await make()
    const ticket = await desk.ticket({ type, bytes: file.length })
    expect(await desk.put(ticket, file)).toBe(200)
    const rows = await desk.rows('media')
    const { fulfilled, rejected } = await parallel(10, () => desk.finish(ticket))
    expect(rejected).toEqual([])
    expect(new Set(fulfilled.map(({ id }) => id)).size).toBe(1)
    expect(await desk.rows('media')).toBe(rows + 1)
    const log = await desk.shop.database.rows(
      `select 1 from audit_log where action = 'media.uploaded' and subject_id = $1`,
      [fulfilled[0]?.id ?? ''],
    )
    expect(log).toHaveLength(1)
  })

  it('a file that is sent twice while it is finished is one file, whole', async () => {
    const [one, other] = [madeFilm({ seconds: 5 }), madeFilm({ seconds: 9 })]
    const ticket = await desk.ticket({ type: 'video/mp4', bytes: one.length })
    await desk.put(ticket, one)
    const [item] = await Promise.all([desk.finish(ticket), desk.put(ticket, other)])
    const { rawPayload } = await desk.shop.app.inject(`/media/${item.id}/film.mp4`)
    expect(rawPayload.equals(item.seconds === 5 ? one : other)).toBe(true)
  })

  it('a picture is either put away or shown, never both', async () => {
    const categoryId = await desk.goods.category()
    const told = new Set<string>()
    for (let n = 0; n < 12; n += 1) {
      const { id: key } = await desk.bring(await drawnPng(20, 20))
      const use = () => desk.api.catalog.addProduct({ body: productOf(categoryId, { pictureIds: [key] }) })
      const archive = () => desk.api.media.archive({ params: { key } })
      const [used, archived] = await Promise.all(
        n % 2 === 0 ? [refusalOf(use()), refusalOf(archive())] : [refusalOf(use()), refusalOf(archive())].reverse(),
      )
      const item = await desk.api.media.item({ params: { key } })
      expect([item.archivedAt === null, item.usedBy]).toEqual(item.usedBy === 1 ? [true, 1] : [false, 0])
      for (const refusal of [used, archived]) if (refusal?.[0] !== undefined) told.add(String(refusal))
    }
    for (const refusal of told) expect(['400,VALIDATION_FAILED', '409,MEDIA_IN_USE']).toContain(refusal)
    expect(told.size).toBeGreaterThan(0)
  })
})
