import { PICTURE_WIDTHS, type PictureWidth } from '@jishi/contracts/primitives.terms'
import type { MediaKind } from '@jishi/contracts/media/media.terms'

const ID_SHAPE = /^[A-Za-z0-9_-]{22}$/
const FILE_SHAPE = /^(\d{2,5})\.webp$/

export const pictureKey = (id: string, width: PictureWidth): string => `media/${id}/${width}.webp`
export const filmKey = (id: string): string => `media/${id}/film.mp4`
/** Where what an operator sends waits until it has been looked at; nothing is ever served from there. */
export const waitingKey = (ticketId: string): string => `incoming/${ticketId}`

/** Every file that is kept of a picture or a film. */
export const keysOf = (id: string, kind: MediaKind): string[] =>
  kind === 'video' ? [filmKey(id)] : PICTURE_WIDTHS.map((width) => pictureKey(id, width))

/** The key of what an address names, or undefined where it can name nothing of ours. */
export const keyOfAddress = (id: string, file: string): string | undefined => {
  const asked = FILE_SHAPE.exec(file)?.[1]
  const width = PICTURE_WIDTHS.find((kept) => String(kept) === asked)
  return width !== undefined && ID_SHAPE.test(id) ? pictureKey(id, width) : undefined
}

export const filmKeyOfAddress = (id: string): string | undefined => (ID_SHAPE.test(id) ? filmKey(id) : undefined)
