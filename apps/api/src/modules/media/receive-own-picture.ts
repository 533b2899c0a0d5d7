import { Inject, Injectable } from '@nestjs/common'
import { MEMBER_UPLOADS_A_DAY, UPLOAD_TYPES, type MemberPurpose } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { DomainError } from '@jishi/kernel/errors'
import { shopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Upload } from '../../infra/http/upload.js'
import { looksLike } from './domain/file-facts.js'
import { MediaFacade } from './media.facade.js'
import { refused } from './render-picture.js'
import { RenderTurns } from './render-turns.js'

/** Takes a picture from a member: drawn anew like any other, known to be theirs, and of use to nobody else. */
@Injectable()
export class ReceiveOwnPicture {
  constructor(
    private readonly database: Database,
    private readonly media: MediaFacade,
    @Inject(RenderTurns) private readonly turns: RenderTurns,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, RATE_LIMITED, or PICTURE_REFUSED with `details.reason`. */
  async run(memberId: string, purpose: MemberPurpose, upload: Upload): Promise<Picture> {
    const bytes = await upload.read()
    if (bytes.length === 0) throw refused('empty')
    const type = UPLOAD_TYPES.find((known) => known === upload.type)
    if (type === undefined || !looksLike(type, bytes)) throw refused('not_its_type')
    // Counted before it is drawn: drawing is what costs, also for a file that then turns out to be none.
    await this.count(memberId)
    const rendered = await this.turns.take(() => this.media.render(bytes))
    return this.database.transaction((tx) =>
      // A file's own name may tell of people; nobody needs it here.
      this.media.put(tx, { rendered, purpose, memberId, name: '' }),
    )
  }

  private async count(memberId: string): Promise<void> {
    const counted = await this.database.execute(
      `insert into member_upload_days as d (member_id, day, sent) values ($1, $2, 1)
       on conflict (member_id, day) do update set sent = d.sent + 1 where d.sent < ${MEMBER_UPLOADS_A_DAY}`,
      [memberId, shopDay(this.clock.now())],
    )
    if (counted === 0) throw new DomainError('RATE_LIMITED')
  }
}
