import { Inject, Injectable } from '@nestjs/common'
import { UPLOAD_TYPES } from '@jishi/contracts/media/media.terms'
import type { UploadQuery } from '@jishi/contracts/media/media.schema'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Upload } from '../../infra/http/upload.js'
import { fileLabel, looksLike } from './domain/file-facts.js'
import { MediaFacade } from './media.facade.js'
import { refused } from './render-picture.js'
import { RenderTurns } from './render-turns.js'

/** Takes a file an operator sends and keeps the picture that can be drawn from it, and nothing else of it. */
@Injectable()
export class UploadPicture {
  constructor(
    private readonly database: Database,
    private readonly media: MediaFacade,
    private readonly auditLog: AuditLog,
    @Inject(RenderTurns) private readonly turns: RenderTurns,
  ) {}

  /** Throws UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or PICTURE_REFUSED with `details.reason`. */
  async run(operator: OperatorActor, upload: Upload, { purpose = 'product', name }: UploadQuery): Promise<Picture> {
    const bytes = await upload.read()
    if (bytes.length === 0) throw refused('empty')
    const type = UPLOAD_TYPES.find((known) => known === upload.type)
    if (type === undefined || !looksLike(type, bytes)) throw refused('not_its_type')
    const rendered = await this.turns.take(() => this.media.render(bytes))
    return this.database.transaction(async (tx) => {
      const picture = await this.media.put(tx, { rendered, purpose, name: fileLabel(name ?? '') })
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'media.write',
        action: 'media.uploaded',
        subject: { kind: 'picture', id: picture.id },
        after: { purpose, width: picture.width, height: picture.height, sentBytes: bytes.length },
      })
      return picture
    })
  }
}
