import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PICTURE_WIDTHS } from '@jishi/contracts/primitives.terms'
import { MediaFacade, MediaModule } from '../../src/modules/media/index.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp
let media: MediaFacade

const drawn = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#d93e18' } })
const put = (bytes: Uint8Array) =>
  shop.database.transaction((tx) => media.put(tx, { bytes, name: '苹果.png', purpose: 'product' }))
const get = (path: string) => shop.app.inject({ url: path })

beforeAll(async () => {
  shop = await startTestApp({ modules: [MediaModule], routeCheck: false, worker: false })
  media = shop.get(MediaFacade)
})
afterAll(() => shop.close())

describe('a picture', () => {
  it('is served in every width, drawn anew, under a name nobody can guess', async () => {
    const picture = await put(await drawn(900, 600).png().toBuffer())
    expect(picture).toMatchObject({ width: 900, height: 600, colour: '#d93e18' })
    expect(picture.id).toMatch(/^[A-Za-z0-9_-]{22}$/)
    for (const width of PICTURE_WIDTHS) {
      const answer = await get(`/media/${picture.id}/${width}.webp`)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers).toMatchObject({
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      })
      const facts = await sharp(answer.rawPayload).metadata()
      expect(facts).toMatchObject({ format: 'webp', width: Math.min(width, 900) })
    }
    expect(await media.pictures(shop.database, [picture.id, 'nothing'])).toEqual(new Map([[picture.id, picture]]))
  })

  it('leaves place, camera and everything else of the file behind', async () => {
    const exif = { IFD0: { Copyright: 'secret owner', Model: 'secret camera' }, IFD3: { GPSLatitude: '31/1' } }
    const bytes = await drawn(400, 400).withExif(exif).jpeg().toBuffer()
    expect((await sharp(bytes).metadata()).exif).toBeDefined()
    const { id } = await put(bytes)
    const answer = await get(`/media/${id}/320.webp`)
    expect((await sharp(answer.rawPayload).metadata()).exif).toBeUndefined()
    expect(answer.rawPayload.includes('secret')).toBe(false)
  })

  it('stands upright however the camera was held', async () => {
    const bytes = await drawn(300, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    expect(await put(bytes)).toMatchObject({ width: 200, height: 300 })
  })

  it.each<[string, () => Promise<Uint8Array>]>([
    ['text', () => Promise.resolve(Buffer.from('hello'))],
    ['nothing', () => Promise.resolve(Buffer.alloc(0))],
    [
      'a drawing with scripts',
      () =>
        Promise.resolve(
          Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><script>alert(1)</script></svg>'),
        ),
    ],
    ['a page', () => Promise.resolve(Buffer.from('<!doctype html><script>alert(1)</script>'))],
    ['a dot', () => drawn(4, 4).png().toBuffer()],
    ['half a picture', async () => (await drawn(400, 400).jpeg().toBuffer()).subarray(0, 400)],
    [
      'a flood of pixels',
      () =>
        sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#fff' }, limitInputPixels: false })
          .png()
          .toBuffer(),
    ],
  ])('is not made of %s', async (_, make) => {
    await expect(make().then(put)).rejects.toMatchObject({ code: 'PICTURE_REFUSED' })
  })

  it('is not made of a file beyond the limit', async () => {
    await expect(put(Buffer.alloc(8 * 1024 * 1024 + 1))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
  })

  it('answers 404 for whatever is not one', async () => {
    const { id } = await put(await drawn(200, 200).png().toBuffer())
    const paths = [`/media/${id}/200.webp`, `/media/${id}/320.png`, `/media/${'x'.repeat(22)}/320.webp`, `/media/${id}`]
    const climbing = [
      '/media/../secrets.json/320.webp',
      '/media/%2e%2e%2fpg/320.webp',
      `/media/${id}/..%2f..%2fsecrets.json`,
    ]
    for (const path of [...paths, ...climbing]) expect((await get(path)).statusCode, path).toBe(404)
  })
})
