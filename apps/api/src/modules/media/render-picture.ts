import { PICTURE_WIDTHS, type PictureWidth } from '@jishi/contracts/primitives.terms'
import { MAX_UPLOAD_BYTES, type PictureFlaw } from '@jishi/contracts/media/media.terms'
import { DomainError } from '@jishi/kernel/errors'
import sharp, { type Metadata, type Sharp } from 'sharp'

/** One picture in every width it is served in, free of whatever else the uploaded file carried. */
export interface RenderedPicture {
  readonly width: number
  readonly height: number
  readonly colour: string
  /** A width larger than the picture holds the picture in its own size: nothing is ever blown up. */
  readonly variants: ReadonlyMap<PictureWidth, Uint8Array>
}

/** A small file can unfold into gigabytes of pixels; this bounds what is ever unfolded. */
export const MAX_PIXELS = 40_000_000
const MIN_EDGE = 8
const MAX_EDGE = 12_000
const QUALITY = 82
const ACCEPTED = new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'heif'])

export const refused = (reason: PictureFlaw): DomainError => new DomainError('PICTURE_REFUSED', { reason })

const opened = (bytes: Uint8Array): Sharp =>
  // One page only: of an animation the first picture is kept.
  sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1, animated: false })

const inspected = async (bytes: Uint8Array): Promise<Metadata> => {
  try {
    return await opened(bytes).metadata()
  } catch {
    throw refused('unreadable')
  }
}

const assertAcceptable = ({ format, width, height }: Metadata): void => {
  if (!ACCEPTED.has(format)) throw refused('unreadable')
  const edges = [width, height]
  if (width * height > MAX_PIXELS) throw refused('too_many_pixels')
  if (edges.some((edge) => edge < MIN_EDGE || edge > MAX_EDGE)) throw refused('edges')
}

const hex = (value: number): string =>
  Math.max(0, Math.min(255, Math.round(value)))
    .toString(16)
    .padStart(2, '0')

/** The colour that stands in while the picture loads: its mean, transparent parts counted as white. */
const meanColour = async (upright: Sharp): Promise<string> => {
  const { data } = await upright
    .clone()
    .flatten({ background: '#ffffff' })
    .resize(1, 1, { fit: 'fill' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const [red = 255, green = red, blue = red] = data
  return `#${hex(red)}${hex(green)}${hex(blue)}`
}

/**
 * Decodes the picture and draws it anew in every width as webp. What comes out holds pixels only: no place, no
 * camera, no script, no second format hidden behind the first. Throws PICTURE_REFUSED with its reason, PAYLOAD_TOO_LARGE.
 */
export const renderPicture = async (bytes: Uint8Array): Promise<RenderedPicture> => {
  if (bytes.length === 0 || bytes.length > MAX_UPLOAD_BYTES)
    throw bytes.length === 0 ? refused('empty') : new DomainError('PAYLOAD_TOO_LARGE')
  assertAcceptable(await inspected(bytes))
  try {
    // Turned as the camera meant it, before the note that says so is dropped with all others.
    const drawn = await opened(bytes)
      .rotate()
      .toColourspace('srgb')
      .png({ compressionLevel: 1 })
      .toBuffer({ resolveWithObject: true })
    const { width, height } = drawn.info
    const upright = sharp(drawn.data, { limitInputPixels: MAX_PIXELS })
    const variants = new Map<PictureWidth, Uint8Array>()
    for (const wanted of PICTURE_WIDTHS) {
      const sized = upright.clone().resize({ width: wanted, withoutEnlargement: true })
      variants.set(wanted, await sized.webp({ quality: QUALITY, effort: 4 }).toBuffer())
    }
    return { width, height, colour: await meanColour(upright), variants }
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw refused('unreadable')
  }
}
