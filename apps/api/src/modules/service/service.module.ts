import { Module } from '@nestjs/common'
import { IdentityModule } from '../identity/index.js'
import { MediaModule } from '../media/index.js'
import { ModerationModule } from '../moderation/index.js'
import { OrderModule } from '../order/index.js'
import { AdminFeedbacks } from './admin-feedback.queries.js'
import { AnswerFeedback } from './answer-feedback.js'
import { ContactSeal } from './contact-seal.js'
import { FeedbackAdminController } from './feedback.admin.controller.js'
import { FeedbackHoldings } from './feedback-holdings.js'
import { FeedbackShopController } from './feedback.shop.controller.js'
import { FeedbackStore } from './feedback.store.js'
import { FeedbackWords } from './feedback-words.js'
import { LapseFeedbacks } from './lapse-feedbacks.js'
import { OnContentChecked } from './on-content-checked.js'
import { OwnFeedbacks } from './own-feedback.queries.js'
import { ServiceFacade } from './service.facade.js'
import { WordSeal } from './word-seal.js'
import { WriteFeedback } from './write-feedback.js'

@Module({
  imports: [IdentityModule, MediaModule, ModerationModule, OrderModule],
  controllers: [FeedbackShopController, FeedbackAdminController],
  providers: [
    AdminFeedbacks,
    AnswerFeedback,
    ContactSeal,
    FeedbackHoldings,
    FeedbackStore,
    FeedbackWords,
    LapseFeedbacks,
    OnContentChecked,
    OwnFeedbacks,
    ServiceFacade,
    WordSeal,
    WriteFeedback,
  ],
  exports: [ServiceFacade],
})
export class ServiceModule {}
