import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import type { ReportedOrder } from '../domain/platform-messages.js'

/**
 * Pieces that were given back before they left are no part of what is told while anything else is left, nor are the parcels of
 * an exchange: they replace what the payment was for, and would use up the one change.
 */
const ORDER = `
  select o.state, o.created_at as "placedAt", o.payable_fen as "payableFen",
    (select coalesce(jsonb_agg(jsonb_build_object('title', l.snapshot ->> 'title', 'qty', l.qty - l.cancelled_qty,
              'unitFen', l.unit_fen, 'delivery', l.delivery_code) order by l.position), '[]')
       from order_lines l where l.order_id = o.id and l.qty > l.cancelled_qty) as lines,
    (select coalesce(jsonb_agg(jsonb_build_object('title', l.snapshot ->> 'title', 'qty', l.qty,
              'unitFen', l.unit_fen, 'delivery', l.delivery_code) order by l.position), '[]')
       from order_lines l where l.order_id = o.id) as bought,
    (select coalesce(jsonb_agg(jsonb_build_object('trackingNo', s.tracking_no, 'carrier', c.wechat_code,
              'phoneTail', s.phone_tail, 'goods', (
                select jsonb_agg(jsonb_build_object('title', l.snapshot ->> 'title', 'qty', p.qty) order by l.position)
                  from shipment_lines p join order_lines l on l.id = p.line_id where p.shipment_id = s.id))
              order by s.shipped_at, s.id), '[]')
       from shipments s join carriers c on c.code = s.carrier_code
      where s.order_id = o.id and s.after_sale_id is null) as parcels
    from orders o where o.id = $1`

export const reportedOrder = (sql: Sql, orderId: string): Promise<ReportedOrder> =>
  sql.one<ReportedOrder & { placedAt: Instant }>(ORDER, [orderId])
