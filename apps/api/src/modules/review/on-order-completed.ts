import { Injectable } from '@nestjs/common'
import { addDays, isoOf } from '@jishi/kernel/time'
import { json, type Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'
import { SettingsFacade } from '../settings/index.js'

/** What was received may be written about from now on. The days are those that held when it was received. */
@Injectable()
export class OnOrderCompleted {
  constructor(private readonly settings: SettingsFacade) {}

  @On('order.completed', 'review.open-lines')
  async run(tx: Tx, { payload, occurredAt }: DomainEvent<'order.completed'>): Promise<void> {
    const { value } = await this.settings.read(tx, 'review')
    await tx.execute(
      `insert into reviewable_lines
         (line_id, order_id, member_id, spu_id, sku_id, title, sku_label, picture, qty, completed_at, closes_at)
       select l."lineId", $2, $3, l."spuId", l."skuId", l.title, l."skuLabel", nullif(l.picture, 'null'::jsonb), l.qty,
              $4, $5
         from jsonb_to_recordset($1::jsonb)
           as l ("lineId" uuid, "spuId" uuid, "skuId" uuid, title text, "skuLabel" text, picture jsonb, qty integer)
       on conflict (line_id) do nothing`,
      [
        json(payload.lines),
        payload.orderId,
        payload.memberId,
        isoOf(occurredAt),
        isoOf(addDays(occurredAt, value.windowDays)),
      ],
    )
  }
}
