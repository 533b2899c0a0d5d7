export { MediaModule } from './media.module.js'
export { MediaFacade, type PicturePurpose } from './media.facade.js'
export type { RenderedPicture } from './render-picture.js'
