import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  mediaEndpoints,
  type MediaItem,
  type MediaPlaces,
  type MediaTotals,
  type UploadTicket,
} from '@jishi/contracts/media/media.schema'
import type { Done, Page, Picture } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { Uploaded, type Upload } from '../../infra/http/upload.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { ArchiveMedia } from './archive-media.js'
import { EditMedia } from './edit-media.js'
import { FinishTicket } from './finish-ticket.js'
import { MediaQueries } from './media.queries.js'
import { OpenTicket } from './open-ticket.js'
import { ReceiveFile } from './receive-file.js'
import { UploadPicture } from './upload-picture.js'

@Controller()
export class MediaAdminController {
  constructor(
    private readonly queries: MediaQueries,
    private readonly uploadPicture: UploadPicture,
    private readonly edit: EditMedia,
    private readonly putting: ArchiveMedia,
    private readonly opening: OpenTicket,
    private readonly receiving: ReceiveFile,
    private readonly finishing: FinishTicket,
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

  @Serve(mediaEndpoints.totals)
  totals(): Promise<MediaTotals> {
    return this.queries.totals()
  }

  @Serve(mediaEndpoints.item)
  item(@Input() { params }: InputOf<typeof mediaEndpoints.item>): Promise<MediaItem> {
    return this.queries.item(params.key)
  }

  @Serve(mediaEndpoints.places)
  places(@Input() { params }: InputOf<typeof mediaEndpoints.places>): Promise<MediaPlaces> {
    return this.queries.placesOf(params.key)
  }

  @Serve(mediaEndpoints.rename)
  async rename(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof mediaEndpoints.rename>,
  ): Promise<MediaItem> {
    await this.edit.rename(operator, params.key, body.name)
    return this.queries.item(params.key)
  }

  @Serve(mediaEndpoints.setPoster)
  async setPoster(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof mediaEndpoints.setPoster>,
  ): Promise<MediaItem> {
    await this.edit.setPoster(operator, params.key, body.pictureId)
    return this.queries.item(params.key)
  }

  @Serve(mediaEndpoints.archive)
  async archive(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof mediaEndpoints.archive>,
  ): Promise<MediaItem> {
    await this.putting.archive(operator, call, params.key)
    return this.queries.item(params.key)
  }

  @Serve(mediaEndpoints.restore)
  async restore(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof mediaEndpoints.restore>,
  ): Promise<MediaItem> {
    await this.putting.restore(operator, call, params.key)
    return this.queries.item(params.key)
  }

  @Serve(mediaEndpoints.openTicket)
  openTicket(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof mediaEndpoints.openTicket>,
  ): Promise<UploadTicket> {
    return this.opening.run(operator, call, body)
  }

  @Serve(mediaEndpoints.sendFile)
  async sendFile(
    @Operator() operator: OperatorActor,
    @Input() { params, query }: InputOf<typeof mediaEndpoints.sendFile>,
    @Uploaded() upload: Upload,
  ): Promise<Done> {
    await this.receiving.run(operator, params.id, query.seal ?? '', upload)
    return { ok: true }
  }

  @Serve(mediaEndpoints.finishTicket)
  async finishTicket(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof mediaEndpoints.finishTicket>,
  ): Promise<MediaItem> {
    return this.queries.item(await this.finishing.run(operator, call, params.id))
  }
}
