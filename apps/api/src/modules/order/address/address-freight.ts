import { DomainError } from '@jishi/kernel/errors'
import { addFen, fen, subFen, type Fen } from '@jishi/kernel/money'
import type { Sql } from '../../../infra/database/sql.js'
import { priceOrder, type PricingFacts } from '../../pricing/index.js'
import { supplementsLeftFen } from '../domain/supplement-shares.js'
import { waySupplements } from '../refunds/line-standings.js'

/** What the way of an order costs to another region. */
export interface FreightThere {
  readonly deliverable: boolean
  /** What has been paid for the way so far, with what was paid beside the order for an earlier change. */
  readonly paidFen: Fen
  readonly freightFen: Fen
  /** Above zero: to be paid first. Below zero: what goes back, as far as freight is left, that of earlier changes included. */
  readonly differenceFen: Fen
}

interface Way {
  readonly orderId: string
  readonly memberId: string
  readonly regionCode: string
}

const ORDERED = `
  select r.facts, coalesce((select c.freight_after_fen from order_address_changes c where c.order_id = o.id and c.state = 'done'
                             order by c.settled_at desc, c.id desc limit 1), o.freight_fen) as "paidFen",
    (select sum(l.freight_fen - l.freight_refunded_fen) from order_lines l where l.order_id = o.id)::bigint as "leftFen"
    from orders o join price_receipts r on r.id = o.receipt_id where o.id = $1 and o.member_id = $2`

/**
 * Asks the engine with the facts the order was placed with, and only the region changed: a later freight rule does not reach
 * back. Throws NOT_FOUND, for a foreign order as well.
 */
export async function freightThere(sql: Sql, { orderId, memberId, regionCode }: Way): Promise<FreightThere> {
  const ordered = await sql.maybe<{ facts: PricingFacts; paidFen: Fen; leftFen: Fen }>(ORDERED, [orderId, memberId])
  if (ordered === undefined) throw new DomainError('NOT_FOUND')
  const { facts, paidFen, leftFen } = ordered
  const { deliverable, totals } = priceOrder({ ...facts, regionCode })
  const mostBack = addFen(leftFen, supplementsLeftFen(await waySupplements(sql, orderId)))
  const differenceFen = fen(Math.max(subFen(totals.freightFen, paidFen), -mostBack))
  return { deliverable, paidFen, freightFen: totals.freightFen, differenceFen }
}
