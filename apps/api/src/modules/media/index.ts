export { MediaModule } from './media.module.js'
export { MediaFacade, type PicturePurpose } from './media.facade.js'
export { MediaPlaces, MOST_COUNTED, MOST_PLACES, type MediaShower } from './media-places.js'
export type { RenderedPicture } from './render-picture.js'
