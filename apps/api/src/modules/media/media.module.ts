import { Module } from '@nestjs/common'
import { MediaAdminController } from './media.admin.controller.js'
import { MediaController } from './media.controller.js'
import { MediaFacade } from './media.facade.js'
import { MediaQueries } from './media.queries.js'
import { RenderTurns } from './render-turns.js'
import { UploadPicture } from './upload-picture.js'

@Module({
  controllers: [MediaController, MediaAdminController],
  providers: [MediaFacade, MediaQueries, RenderTurns, UploadPicture],
  exports: [MediaFacade],
})
export class MediaModule {}
