export { ModerationModule } from './moderation.module.js'
export { ModerationFacade } from './moderation.facade.js'
