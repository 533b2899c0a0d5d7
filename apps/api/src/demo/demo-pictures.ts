import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { present } from '@jishi/kernel/assert'
import type { PictureWidth } from '@jishi/contracts/primitives.terms'
import sharp from 'sharp'
import type { Tx } from '../infra/database/sql.js'
import type { MediaFacade, PicturePurpose, RenderedPicture } from '../modules/media/index.js'
import { demoFolder, type DemoPicture } from './shop-files.js'

const QUALITY = 80
const EFFORT = 2
const SMALL = 320
/** One small picture is drawn and stands for the thumbnail too; the committed file, itself small, for the larger widths. */
const SMALL_WIDTHS: readonly PictureWidth[] = [160, 320]
const LARGE_WIDTHS: readonly PictureWidth[] = [640, 1280]

export interface ReadyPicture {
  readonly name: string
  readonly rendered: RenderedPicture
}

/** A committed picture in every width. Quicker than drawing an upload anew: these files are our own. */
export const readyPicture = async (pictures: ReadonlyMap<string, DemoPicture>, name: string): Promise<ReadyPicture> => {
  const { width, height, colour } = present(pictures.get(name), `the picture ${name}`)
  const file = await readFile(join(demoFolder(), 'assets', name))
  const small = await sharp(file)
    .resize({ width: SMALL, withoutEnlargement: true })
    .webp({ quality: QUALITY, effort: EFFORT })
    .toBuffer()
  const variants = new Map<PictureWidth, Uint8Array>()
  for (const wanted of SMALL_WIDTHS) variants.set(wanted, small)
  for (const wanted of LARGE_WIDTHS) variants.set(wanted, file)
  return { name, rendered: { width, height, colour: colour.toLowerCase(), variants } }
}

/** Answers the ids in the order of the pictures. */
export const keepPictures = async (
  tx: Tx,
  media: MediaFacade,
  ready: readonly ReadyPicture[],
  purpose: PicturePurpose,
): Promise<string[]> => {
  const ids: string[] = []
  for (const { name, rendered } of ready) ids.push((await media.put(tx, { name, purpose, rendered })).id)
  return ids
}

/** Works the items off in order while the next few are being made ready, so that drawing and writing overlap. */
export const readAhead = async <Item, Ready>(
  items: readonly Item[],
  prepare: (item: Item) => Promise<Ready>,
  use: (item: Item, ready: Ready) => Promise<void>,
  ahead = 3,
): Promise<void> => {
  const coming: Promise<Ready>[] = []
  for (const [position, item] of items.entries()) {
    for (const next of items.slice(position + coming.length, position + 1 + ahead)) {
      const ready = prepare(next)
      // Somebody waits for it below; until then a failure must not count as unhandled.
      ready.catch(() => undefined)
      coming.push(ready)
    }
    await use(item, await present(coming.shift(), 'what was prepared'))
  }
}
