import { Injectable } from '@nestjs/common'
import { json, type Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'

/**
 * Counts the pieces that went back. It changes no line: receipt and giving back may be heard of in any order, so whether a
 * piece is left is asked where somebody wants to write (`SOME_LEFT`). What was written before stays.
 */
@Injectable()
export class OnOrderGaveBack {
  @On('order.gave_back', 'review.lines-back')
  async run(tx: Tx, { payload }: DomainEvent<'order.gave_back'>): Promise<void> {
    const back = payload.lines.filter(({ qty }) => qty > 0)
    await tx.execute(
      `insert into reviewable_lines_back (refund_id, line_id, qty)
       select $1, l."lineId", l.qty from jsonb_to_recordset($2::jsonb) as l ("lineId" uuid, qty integer)
       on conflict do nothing`,
      [payload.refundId, json(back)],
    )
  }
}
