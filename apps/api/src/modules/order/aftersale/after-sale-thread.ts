import { Injectable } from '@nestjs/common'
import type { AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import { isoOf } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import { IdentityFacade } from '../../identity/index.js'
import { MediaFacade } from '../../media/index.js'
import { OrderSeals } from '../order-seals.js'
import type { Looker } from './after-sale-view.js'
import type { SaidRow, StepRow } from './after-sale.rows.js'

/** What was said and done in an after-sale; buyers read the shop, operators read who of it. */
@Injectable()
export class AfterSaleThread {
  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
    private readonly media: MediaFacade,
    private readonly seals: OrderSeals,
  ) {}

  async of(id: string, looker: Looker): Promise<Pick<AfterSaleView, 'messages' | 'timeline'>> {
    const said = await this.database.rows<SaidRow>(
      `select id, party, actor_id as "actorId", text_enc as "textEnc", photo_ids as "photoIds", said_at as at
         from after_sale_messages where after_sale_id = $1 order by said_at, id limit 500`,
      [id],
    )
    const steps = await this.database.rows<StepRow>(
      `select step, to_state as state, party, actor_id as "actorId", note_enc as "noteEnc", happened_at as at
         from after_sale_events where after_sale_id = $1 order by seq`,
      [id],
    )
    const photos = await this.media.pictures(
      this.database,
      said.flatMap(({ photoIds }) => photoIds),
    )
    const names = looker.kind === 'operator' ? await this.names([...said, ...steps]) : new Map<string, string>()
    return {
      messages: said.map(({ actorId, textEnc, photoIds, at, ...row }) => ({
        ...row,
        name: names.get(actorId) ?? null,
        text: this.seals.openEventNote(textEnc) ?? '',
        photos: photoIds.flatMap((photoId) => photos.get(photoId) ?? []),
        at: isoOf(at),
      })),
      timeline: steps.map(({ actorId, noteEnc, at, ...row }) => ({
        ...row,
        name: names.get(actorId ?? '') ?? null,
        note: this.seals.openEventNote(noteEnc),
        at: isoOf(at),
      })),
    }
  }

  private names(rows: readonly { party: string; actorId: string | null }[]): Promise<Map<string, string>> {
    const ids = rows.flatMap(({ party, actorId }) => (party === 'operator' && actorId !== null ? [actorId] : []))
    return this.identity.operatorNames(this.database, [...new Set(ids)])
  }
}
