import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { mediaEndpoints, type MediaItem } from '@jishi/contracts/media/media.schema'
import type { Page, Picture } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { Uploaded, type Upload } from '../../infra/http/upload.js'
import { MediaQueries } from './media.queries.js'
import { UploadPicture } from './upload-picture.js'

@Controller()
export class MediaAdminController {
  constructor(
    private readonly queries: MediaQueries,
    private readonly uploadPicture: UploadPicture,
  ) {}

  @Serve(mediaEndpoints.pictures)
  pictures(@Input() { query }: InputOf<typeof mediaEndpoints.pictures>): Promise<Page<MediaItem>> {
    return this.queries.page(query)
  }

  @Serve(mediaEndpoints.upload)
  upload(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof mediaEndpoints.upload>,
    @Uploaded() upload: Upload,
  ): Promise<Picture> {
    return this.uploadPicture.run(operator, upload, query)
  }
}
