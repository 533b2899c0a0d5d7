import { PICTURE_WIDTHS, type PictureWidth } from '@jishi/contracts/primitives.terms'

const ID_SHAPE = /^[A-Za-z0-9_-]{22}$/
const FILE_SHAPE = /^(\d{2,5})\.webp$/

export const pictureKey = (id: string, width: PictureWidth): string => `media/${id}/${width}.webp`

/** The key of what an address names, or undefined where it can name nothing of ours. */
export const keyOfAddress = (id: string, file: string): string | undefined => {
  const asked = FILE_SHAPE.exec(file)?.[1]
  const width = PICTURE_WIDTHS.find((kept) => String(kept) === asked)
  return width !== undefined && ID_SHAPE.test(id) ? pictureKey(id, width) : undefined
}
