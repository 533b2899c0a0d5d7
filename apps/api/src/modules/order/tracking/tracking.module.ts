import { Module } from '@nestjs/common'
import { ApplyNews } from './apply-news.js'
import { Kuaidi100 } from './kuaidi100.js'
import { TakePush } from './take-push.js'
import { TrackParcels } from './track-parcels.js'
import { TrackingController } from './tracking.controller.js'
import { TrackingQueries } from './tracking.queries.js'
import { TrackingSeals } from './tracking-seals.js'

/** What becomes of parcels once they left: nothing of the order's own life is decided here. */
@Module({
  controllers: [TrackingController],
  providers: [ApplyNews, Kuaidi100, TakePush, TrackParcels, TrackingQueries, TrackingSeals],
  exports: [TrackingQueries],
})
export class TrackingModule {}
