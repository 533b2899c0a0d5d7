import { Inject, Injectable } from '@nestjs/common'
import { ARCHIVED_MEDIA_DAYS, type MediaKind } from '@jishi/contracts/media/media.terms'
import { addDays, addMs, hourMs, isoOf, minuteMs, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import { Database } from '../../infra/database/database.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { Sweep } from '../../infra/worker/decorators.js'
import { keysOf, waitingKey } from './media-key.js'
import { MediaPlaces } from './media-places.js'

const BATCH = 20
/** A signed address is good up to the last moment, and a file may still be on its way then. */
const LATE_MS = 20 * minuteMs
const TICKETS_KEPT_DAYS = 7

interface SpentTicket {
  readonly id: string
  readonly mediaId: string
  readonly type: string
  readonly state: 'finished' | 'refused' | 'expired'
}

interface Doomed {
  readonly id: string
  readonly kind: MediaKind
}

/** Nothing lies in the store that nobody will ever look at. Rows first, files between, so that a crash leaves work and no lie. */
@Injectable()
export class TidyMedia {
  constructor(
    private readonly database: Database,
    private readonly places: MediaPlaces,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  /** Files of uploads that nobody finished, that were refused, or that came once more after the end. */
  @Sweep('media.tidy-uploads', 5 * minuteMs)
  async tidyUploads(now: Instant): Promise<number> {
    const before = isoOf(addMs(now, -LATE_MS))
    await this.database.execute(
      `update media_tickets set state = 'expired', finishing_until = null where id in (
         select id from media_tickets where state = 'open' and expires_at < $1
            and (finishing_until is null or finishing_until < $1) limit ${BATCH})`,
      [before],
    )
    const spent = await this.database.rows<SpentTicket>(
      `select id, media_id as "mediaId", type, state from media_tickets
        where cleared_at is null and state <> 'open' and expires_at < $1 order by expires_at limit ${BATCH}`,
      [before],
    )
    for (const ticket of spent) await this.clear(ticket, now)
    const forgotten = await this.database.execute(
      `delete from media_tickets where id in (select id from media_tickets where cleared_at < $1 limit ${BATCH})`,
      [isoOf(addDays(now, -TICKETS_KEPT_DAYS))],
    )
    return spent.length + forgotten
  }

  /** What a member sent and put nowhere within a day is put away, and goes with everything else that is. */
  @Sweep('media.put-away-unused', hourMs)
  putAwayUnused(now: Instant): Promise<number> {
    return this.database.execute(
      `update media set archived_at = $1 where id in (
         select id from media where member_id is not null and used_at is null and archived_at is null
            and created_at < $2 order by created_at limit ${BATCH})`,
      [isoOf(now), isoOf(addDays(now, -1))],
    )
  }

  /**
   * Files of what was put away long enough ago. A picture that was ever shown keeps its files, since orders remember it;
   * one that is shown again after all, because two people crossed each other, comes back by itself.
   */
  @Sweep('media.remove-archived', hourMs)
  async removeArchived(now: Instant): Promise<number> {
    const doomed = await this.database.rows<Doomed>(
      `select id, kind from media where archived_at < $1 and (used_at is null or kind = 'video')
        order by archived_at limit ${BATCH}`,
      [isoOf(addDays(now, -ARCHIVED_MEDIA_DAYS))],
    )
    for (const one of doomed) if (await this.isLeaving(one, now)) await this.remove(one)
    return doomed.length
  }

  private async clear({ id, mediaId, type, state }: SpentTicket, now: Instant): Promise<void> {
    await this.files.remove(waitingKey(id))
    // Of a finished one the picture or film lives on under its name.
    if (state !== 'finished')
      for (const key of keysOf(mediaId, type === 'video/mp4' ? 'video' : 'picture')) await this.files.remove(key)
    await this.database.execute('update media_tickets set cleared_at = $2 where id = $1', [id, isoOf(now)])
  }

  private isLeaving({ id, kind }: Doomed, now: Instant): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const held = await tx.maybe('select id from media where id = $1 and archived_at is not null for update', [id])
      if (held === undefined) return false
      const shown = (await this.places.counts(tx, [id])).get(id) ?? 0
      if (shown === 0) {
        await tx.execute('update media set removing_at = coalesce(removing_at, $2) where id = $1', [id, isoOf(now)])
        return true
      }
      await tx.execute('update media set archived_at = null where id = $1 and removing_at is null', [id])
      const actor = { kind: 'system', name: 'media' } as const
      await this.auditLog.write(tx, { actor, action: 'media.restored', subject: { kind, id }, after: { shown } })
      return false
    })
  }

  private async remove({ id, kind }: Doomed): Promise<void> {
    for (const key of keysOf(id, kind)) await this.files.remove(key)
    await this.database.execute('delete from media where id = $1 and removing_at is not null', [id])
  }
}
