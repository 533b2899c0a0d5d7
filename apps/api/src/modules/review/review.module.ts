import { Module } from '@nestjs/common'
import { IdentityModule } from '../identity/index.js'
import { MediaModule } from '../media/index.js'
import { ModerationModule } from '../moderation/index.js'
import { SettingsModule } from '../settings/index.js'
import { AdminReviews } from './admin-reviews.queries.js'
import { DecideReview } from './decide-review.js'
import { KeepSummary } from './keep-summary.js'
import { OnContentChecked } from './on-content-checked.js'
import { OnOrderCompleted } from './on-order-completed.js'
import { OnOrderGaveBack } from './on-order-gave-back.js'
import { OwnReviews } from './own-reviews.queries.js'
import { ReviewAdminController } from './review.admin.controller.js'
import { ReviewFacade } from './review.facade.js'
import { ReviewParts } from './review-parts.js'
import { ReviewShopController } from './review.shop.controller.js'
import { ShownReviews } from './shown-reviews.queries.js'
import { VoteReview } from './vote-review.js'
import { WriteReview } from './write-review.js'

@Module({
  imports: [IdentityModule, MediaModule, ModerationModule, SettingsModule],
  controllers: [ReviewShopController, ReviewAdminController],
  providers: [
    AdminReviews,
    DecideReview,
    KeepSummary,
    OnContentChecked,
    OnOrderCompleted,
    OnOrderGaveBack,
    OwnReviews,
    ReviewFacade,
    ReviewParts,
    ShownReviews,
    VoteReview,
    WriteReview,
  ],
  exports: [ReviewFacade],
})
export class ReviewModule {}
