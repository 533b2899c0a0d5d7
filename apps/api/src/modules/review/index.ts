export { ReviewModule } from './review.module.js'
export { ReviewFacade } from './review.facade.js'
