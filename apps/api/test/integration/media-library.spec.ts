import type { MediaItem, MediaQuery } from '@jishi/contracts/media/media.schema'
import type { Banner } from '@jishi/contracts/settings/settings.schema'
import { dayMs, hourMs } from '@jishi/kernel/time'
import { madeFilm } from '@jishi/testing/film'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SettingsFacade } from '../../src/modules/settings/index.js'
import { productOf, sku } from '../support/catalog-desk.js'
import { drawnPng, MediaDesk, refusalOf } from '../support/media-desk.js'

let desk: MediaDesk
let pictures: MediaItem[]
let film: MediaItem
let categoryId: string

beforeAll(async () => {
  desk = await MediaDesk.open()
  categoryId = await desk.goods.category()
})
beforeEach(async () => {
  await desk.shop.database.execute('update media set archived_at = created_at')
  pictures = []
  for (const name of ['红富士 苹果.png', '青苹果.png', '100%_橙子.png'])
    pictures.push(await desk.bring(await drawnPng(30, 20), { name }))
  film = await desk.bring(madeFilm(), { type: 'video/mp4', name: '果园开箱.mp4' })
})
afterAll(() => desk.close())

const named = async (query: MediaQuery): Promise<string[]> =>
  (await desk.api.media.pictures({ query })).items.map(({ name }) => name)
const item = (key: string) => desk.api.media.item({ params: { key } })
const product = (over: Parameters<typeof productOf>[1]) =>
  desk.api.catalog.addProduct({ body: productOf(categoryId, over) })
const archive = (key: string) => desk.api.media.archive({ params: { key } })
/** Hangs these banners over the door. */
const hang = async (banners: Banner[]): Promise<void> => {
  const settings = desk.shop.get(SettingsFacade)
  const { value, version } = await settings.read(desk.shop.database, 'home')
  const actor = { kind: 'system', name: 'test' } as const
  await desk.shop.database.transaction((tx) => settings.change(tx, actor, 'home', { ...value, banners }, version))
}
const at = (n: number): string => pictures[n]?.id ?? ''

describe('the library', () => {
  it('is found by kind, by purpose and by words of the name, signs taken as they are', async () => {
    expect(await named({ kind: 'video' })).toEqual(['果园开箱.mp4'])
    expect(await named({ kind: 'picture' })).toHaveLength(3)
    expect(await named({ q: '苹果 红富士' })).toEqual(['红富士 苹果.png'])
    expect(await named({ q: '%_' })).toEqual(['100%_橙子.png'])
    expect(await named({ q: '\\' })).toEqual([])
    expect(await named({ purpose: 'banner' })).toEqual([])
  })

  it('goes on behind the last one, also where only some of a page are wanted', async () => {
    await product({ pictureIds: [at(1)] })
    for (const query of [{}, { unused: 'true' as const }]) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await desk.api.media.pictures({ query: { ...query, limit: 1, cursor } })
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      const all = [film.id, at(2), at(1), at(0)]
      expect(seen).toEqual(query.unused === undefined ? all : all.filter((id) => id !== at(1)))
    }
  })

  it('knows where each is shown: gallery, detail, SKU, text, film and banner', async () => {
    const { id } = await product({
      title: '一箱苹果',
      pictureIds: [at(0)],
      detailPictureIds: [at(0), at(1)],
      detailHtml: `<p><img src="/media/${at(2)}/640.webp"></p>`,
      videoId: film.id,
      skus: [sku([], { pictureId: at(1) })],
    })
    const link = { kind: 'none' as const, id: null }
    const banner = { id: 'b', title: '新果上市', kicker: '', tag: null, ink: '#221d17', pictureId: at(0), link }
    await hang([banner])
    const counts = await Promise.all([at(0), at(1), at(2), film.id].map(async (key) => (await item(key)).usedBy))
    expect(counts).toEqual([2, 1, 1, 1])
    const { items, total } = await desk.api.media.places({ params: { key: at(0) } })
    expect(total).toBe(2)
    expect(items).toContainEqual({ user: 'product', id, name: '一箱苹果' })
    expect(items).toContainEqual({ user: 'banner', id: 'home', name: '新果上市' })
    expect(await refusalOf(archive(at(0)))).toEqual([409, 'MEDIA_IN_USE'])
    await hang([])
  })

  it('gives a product the film with its poster, which then is in use itself', async () => {
    const chosen = { params: { key: film.id }, body: { pictureId: at(0) } }
    expect((await desk.api.media.setPoster(chosen)).poster?.id).toBe(at(0))
    expect((await item(at(0))).usedBy).toBe(1)
    const { id } = await product({ videoId: film.id })
    const form = await desk.api.shopfront.productForm({ params: { id } })
    expect(form.video).toMatchObject({ id: film.id, seconds: 12, poster: { id: at(0) } })
    expect(await refusalOf(product({ videoId: at(0) }))).toEqual([400, 'VALIDATION_FAILED'])
    const wrong = { params: { key: film.id }, body: { pictureId: film.id } }
    expect(await refusalOf(desk.api.media.setPoster(wrong))).toEqual([400, 'VALIDATION_FAILED'])
    const picture = { params: { key: at(1) }, body: { pictureId: at(0) } }
    expect(await refusalOf(desk.api.media.setPoster(picture))).toEqual([404, 'NOT_FOUND'])
  })

  it('renames for people and tells the log', async () => {
    const renamed = await desk.api.media.rename({ params: { key: at(0) }, body: { name: '../苹果\u202E' } })
    expect(renamed.name).toBe('苹果')
    const log = await desk.shop.database.rows(
      `select before, after from audit_log where action = 'media.renamed' and subject_id = $1`,
      [at(0)],
    )
    expect(log).toEqual([{ before: { name: '红富士 苹果.png' }, after: { name: '苹果' } }])
  })
})

describe('what is put away', () => {
  const pass = async (): Promise<void> => {
    desk.shop.clock.advance(7 * dayMs + hourMs)
    await desk.shop.sweep('media.remove-archived')
  }
  const filesOf = (id: string): number => desk.kept().filter((key) => key.startsWith(`media/${id}/`)).length

  it('is no longer offered, comes back while it can, and goes with its files after that', async () => {
    const archived = await archive(at(0))
    expect(archived.archivedAt).not.toBeNull()
    expect(await named({ q: '红富士' })).toEqual([])
    const away = await desk.api.media.pictures({ query: { q: '红富士', archived: 'true' } })
    expect(away.items.map(({ id }) => id)).toContain(at(0))
    expect(await refusalOf(product({ pictureIds: [at(0)] }))).toEqual([400, 'VALIDATION_FAILED'])
    expect((await desk.api.media.restore({ params: { key: at(0) } })).archivedAt).toBeNull()
    await archive(at(0))
    await archive(film.id)
    expect(filesOf(at(0))).toBe(4)
    await pass()
    expect([filesOf(at(0)), filesOf(film.id)]).toEqual([0, 0])
    expect(await refusalOf(desk.api.media.restore({ params: { key: at(0) } }))).toEqual([404, 'NOT_FOUND'])
  })

  it('keeps its files when it was ever shown, since orders remember it', async () => {
    const { id } = await product({ pictureIds: [at(0)] })
    const form = await desk.api.shopfront.productForm({ params: { id } })
    await desk.shop.database.execute(`update spus set pictures = '[]' where id = $1`, [form.id])
    await archive(at(0))
    await pass()
    expect(filesOf(at(0))).toBe(4)
    expect((await desk.api.media.restore({ params: { key: at(0) } })).archivedAt).toBeNull()
  })

  it('comes back by itself when something shows it after all', async () => {
    await archive(at(0))
    const { id } = await product({})
    await desk.shop.database.execute(`update spus set detail_html = $2 where id = $1`, [
      id,
      `<img src="/media/${at(0)}/640.webp">`,
    ])
    await pass()
    expect(filesOf(at(0))).toBe(4)
    expect((await item(at(0))).archivedAt).toBeNull()
  })

  it('is counted apart in the totals', async () => {
    const before = await desk.api.media.totals()
    await archive(at(0))
    const after = await desk.api.media.totals()
    expect(after.picture.count).toBe(before.picture.count - 1)
    expect(after.archived.count).toBe(before.archived.count + 1)
    expect(after.video.bytes).toBe(before.video.bytes)
  })
})
