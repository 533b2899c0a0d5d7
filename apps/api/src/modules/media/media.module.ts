import { Module } from '@nestjs/common'
import { SettingsModule } from '../settings/index.js'
import { ArchiveMedia } from './archive-media.js'
import { EditMedia } from './edit-media.js'
import { FinishTicket } from './finish-ticket.js'
import { MakeMedia } from './make-media.js'
import { MediaAdminController } from './media.admin.controller.js'
import { MediaController } from './media.controller.js'
import { MediaFacade } from './media.facade.js'
import { MediaPlaces } from './media-places.js'
import { MediaQueries } from './media.queries.js'
import { MediaShopController } from './media.shop.controller.js'
import { MediaTickets } from './media-tickets.js'
import { ReceiveOwnPicture } from './receive-own-picture.js'
import { OpenTicket } from './open-ticket.js'
import { OwnPlaces } from './own-places.js'
import { ReceiveFile } from './receive-file.js'
import { RenderTurns } from './render-turns.js'
import { TidyMedia } from './tidy-media.js'
import { UploadPicture } from './upload-picture.js'

const uploads = [
  MediaTickets,
  OpenTicket,
  ReceiveFile,
  MakeMedia,
  FinishTicket,
  RenderTurns,
  UploadPicture,
  ReceiveOwnPicture,
]

@Module({
  imports: [SettingsModule],
  controllers: [MediaController, MediaAdminController, MediaShopController],
  providers: [MediaFacade, MediaQueries, MediaPlaces, OwnPlaces, EditMedia, ArchiveMedia, TidyMedia, ...uploads],
  exports: [MediaFacade, MediaPlaces],
})
export class MediaModule {}
