import type { Picture } from '@jishi/contracts/primitives.schema'
import { picturePath } from '@jishi/contracts/primitives.terms'
import { platform } from '#platform'

const DENSITY = 2

/** Address of a picture for a place `cssWidth` px wide, at double density, which is as fine as an eye sees on a phone. */
export const pictureAddress = (picture: Picture, cssWidth: number): string =>
  platform.origin + picturePath(picture.id, cssWidth * DENSITY)
