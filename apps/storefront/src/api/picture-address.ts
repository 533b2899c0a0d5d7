import type { Picture } from '@jishi/contracts/primitives.schema'
import { picturePath } from '@jishi/contracts/primitives.terms'
import { platform } from '#platform'

// A picture a little coarser than the screen looks the same and saves the step to the next kept width.
const ENOUGH = 0.85

/** Address of a picture for a place `cssWidth` px wide on this screen. */
export const pictureAddress = (picture: Picture, cssWidth: number): string =>
  platform.origin + picturePath(picture.id, Math.round(cssWidth * platform.density() * ENOUGH))

/** Address of a film of the media library. */
export const filmAddress = (id: string): string => `${platform.origin}/media/${id}/film.mp4`
