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
/** Only these are drawn; larger ones are the committed file itself, which is small and already what we serve. */
const DRAWN: readonly PictureWidth[] = [160, 320]
const AS_IT_IS: readonly PictureWidth[] = [640, 1280]

export interface ReadyPicture {
  readonly name: string
  readonly rendered: RenderedPicture
}

/** A committed picture in every width. Quicker than drawing an upload anew: these files are our own. */
export const readyPicture = async (pictures: ReadonlyMap<string, DemoPicture>, name: string): Promise<ReadyPicture> => {
  const { width, height, colour } = present(pictures.get(name), `the picture ${name}`)
  const file = await readFile(join(demoFolder(), 'assets', name))
  const drawn = await Promise.all(
    DRAWN.map(async (wanted): Promise<[PictureWidth, Uint8Array]> => {
      const sized = sharp(file).resize({ width: wanted, withoutEnlargement: true })
      return [wanted, await sized.webp({ quality: QUALITY, effort: EFFORT }).toBuffer()]
    }),
  )
  const whole = AS_IT_IS.map((wanted): [PictureWidth, Uint8Array] => [wanted, file])
  return { name, rendered: { width, height, colour: colour.toLowerCase(), variants: new Map([...drawn, ...whole]) } }
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
