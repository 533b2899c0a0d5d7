import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { addFen, subFen, sumFen, type Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { LedgerFacade } from '../../ledger/index.js'
import { PaymentFacade } from '../../payment/index.js'
import {
  amountOf,
  freightBackOf,
  refundOf,
  termsGiving,
  type AskedBack,
  type BackOfLine,
  type LineStanding,
  type PaidTerm,
} from '../domain/refund-shares.js'
import {
  supplementsBackOf,
  supplementsFen,
  supplementsLess,
  type BackOfSupplement,
  type SupplementStanding,
} from '../domain/supplement-shares.js'
import { KindEnds } from '../kinds/kind-ends.js'
import { termSubject, type LockedOrder } from '../locked-order.js'
import { goodsSupplementLegs, refundLegs } from './refund-legs.js'
import { goodsSupplement, lineStandings, waySupplements } from './line-standings.js'
import { SettleGivenBack } from './settle-given-back.js'

/** Why an order gives something back. */
export type BackCause = 'after_sale' | 'cancelled' | 'address' | 'exchange' | 'replacement_lost' | 'kind'

export interface GivingBack {
  readonly cause: BackCause
  /** The id of the row that says what it is for; with the cause it is given back once, ever. */
  readonly reference: string
  /** Pieces, and amounts without pieces; freight alone that turned out to be less; or what was paid for dearer goods that never came. */
  readonly what:
    | { readonly lines: readonly AskedBack[]; readonly fault: 'shop' | 'nobody' }
    | { readonly freightFen: Fen }
    | { readonly goodsTermId: string }
}

export interface GivenBack {
  readonly refundId: string
  readonly amountFen: Fen
  readonly lines: readonly BackOfLine[]
  /** Of what was paid beside the order for a dearer way; part of the amount. */
  readonly supplementFen: Fen
  /** Nothing is left of the order: it ends as `refunded` as soon as the money has arrived. */
  readonly nothingLeft: boolean
}

const FREIGHT_OF_LINE = {
  kind: 'freight',
  cancelled: 0,
  returned: 0,
  kept: 0,
  sales: 0,
  promotion: 0,
  coupon: 0,
  points: 0,
  gift: 0,
}

/**
 * The one way in which a paid order gives back: amounts from frozen shares, refunds of its terms, counters, ledger, stock that
 * never left, coupons, and the order's end where nothing is left of it, all in the caller's Tx with the order locked.
 */
@Injectable()
export class GiveBack {
  constructor(
    private readonly payment: PaymentFacade,
    private readonly ledger: LedgerFacade,
    private readonly settle: SettleGivenBack,
    private readonly kinds: KindEnds,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The caller has checked that it is allowed and holds the order's row. More pieces than are left, or more money than was
   * paid, is a bug of the caller and fails the Tx. Call it with the same cause and reference once.
   */
  async run(tx: Tx, order: LockedOrder, giving: GivingBack): Promise<GivenBack> {
    const { lines, ways } = await this.backOf(tx, order, giving.what)
    const supplementFen = supplementsFen(ways)
    const amountFen = addFen(amountOf(lines), supplementFen)
    const refundId = await this.record(tx, order, giving, lines, ways)
    await this.carry(tx, order, refundId, amountFen)
    const received = order.state === 'completed'
    const legs = 'goodsTermId' in giving.what ? goodsSupplementLegs(ways, received) : refundLegs(lines, ways, received)
    if (legs.length > 0) {
      await this.ledger.post(tx, { kind: 'refund.approved', reference: refundId, memberId: order.memberId, legs })
    }
    const nothingLeft = await this.settle.run(
      tx,
      order,
      refundId,
      lines,
      'fault' in giving.what ? giving.what.fault : 'nobody',
    )
    await this.outbox.publish(tx, 'order.gave_back', {
      orderId: order.id,
      memberId: order.memberId,
      refundId,
      amountFen,
      lines: lines.map(({ lineId, goodsFen, cancelled, returned, kept }) => ({
        lineId,
        goodsFen,
        qty: cancelled + returned + kept,
      })),
    })
    await this.kinds.refunded(tx, order, { refundId, amountFen, lines, nothingLeft })
    return { refundId, amountFen, lines, supplementFen, nothingLeft }
  }

  private async backOf(
    tx: Tx,
    order: LockedOrder,
    what: GivingBack['what'],
  ): Promise<{ lines: BackOfLine[]; ways: BackOfSupplement[] }> {
    if ('goodsTermId' in what) return { lines: [], ways: await goodsSupplement(tx, order.id, what.goodsTermId) }
    return backOf(what, await lineStandings(tx, order.id), await waySupplements(tx, order.id))
  }

  private async record(
    tx: Tx,
    order: LockedOrder,
    giving: GivingBack,
    lines: readonly BackOfLine[],
    ways: readonly BackOfSupplement[],
  ): Promise<string> {
    const id = newId(this.clock)
    const rows = lines.flatMap((line) => rowsOf(line))
    const supplementFen = supplementsFen(ways)
    await tx.execute(RECORD, [
      id,
      order.id,
      order.memberId,
      giving.cause,
      giving.reference,
      sumFen(lines.map(({ goodsFen }) => goodsFen)),
      sumFen(lines.map(({ freightFen }) => freightFen)),
      order.state === 'completed',
      isoOf(this.clock.now()),
      JSON.stringify(rows),
      supplementFen,
    ])
    const total = addFen(amountOf(lines), supplementFen)
    const counted = await tx.execute(COUNT, [order.id, JSON.stringify(lines.map(countersOf)), total, supplementFen])
    assert(counted === 1, `order ${order.id} is gone while its row was held`)
    for (const way of ways) await this.returnWay(tx, order, id, way)
    return id
  }

  /** More than was paid of it cannot go back, whoever asks. */
  private async returnWay(tx: Tx, order: LockedOrder, refundId: string, way: BackOfSupplement): Promise<void> {
    const returned = await tx.execute(RETURN_WAY, [refundId, way.termId, order.id, way.amountFen])
    assert(returned === 1, `supplement ${way.termId} has no ${way.amountFen} fen left`)
  }

  /** Newest paid term first; what was waived carries nothing. */
  private async carry(tx: Tx, order: LockedOrder, refundId: string, amountFen: Fen): Promise<void> {
    if (amountFen === 0) return
    const terms = await tx.rows<PaidTerm>(TERMS_LEFT, [order.id])
    for (const part of termsGiving(amountFen, terms)) {
      await tx.execute(
        `insert into order_refund_terms (refund_id, term_id, order_id, amount_fen) values ($1, $2, $3, $4)`,
        [refundId, part.termId, order.id, part.amountFen],
      )
      await this.payment.giveBack(tx, {
        subject: termSubject(part.termId),
        amountFen: part.amountFen,
        cause: 'order_refund',
        reference: refundId,
      })
    }
  }
}

/** Pieces and freight of the lines, and what was paid beside the order for the way. */
function backOf(
  what: Exclude<GivingBack['what'], { goodsTermId: string }>,
  standings: readonly LineStanding[],
  supplements: readonly SupplementStanding[],
): { lines: BackOfLine[]; ways: BackOfSupplement[] } {
  if ('lines' in what) {
    const lines = refundOf(standings, what.lines, what.fault)
    return { lines, ways: supplementsBackOf(standings, lines, supplements, what.fault) }
  }
  const ways = supplementsLess(what.freightFen, supplements)
  return { lines: freightBackOf(standings, subFen(what.freightFen, supplementsFen(ways))), ways }
}

const rowsOf = (line: BackOfLine): object[] => {
  const { lineId: line_id } = line
  const goods = {
    line_id,
    kind: 'goods',
    cancelled: line.cancelled,
    returned: line.returned,
    kept: line.kept,
    sales: line.salesFen,
    promotion: line.promotionFen,
    coupon: line.couponFen,
    points: line.pointsFen,
    gift: line.giftKeptFen,
    amount: line.goodsFen,
  }
  const hasGoods = line.cancelled + line.returned + line.kept > 0 || line.goodsFen > 0
  const freight = { ...FREIGHT_OF_LINE, line_id, amount: line.freightFen }
  return [...(hasGoods ? [goods] : []), ...(line.freightFen > 0 ? [freight] : [])]
}

const countersOf = (line: BackOfLine): object => ({
  line_id: line.lineId,
  cancelled: line.cancelled,
  returned: line.returned,
  kept: line.kept,
  amount: addFen(line.goodsFen, line.freightFen),
  freight: line.freightFen,
})

const RECORD = `
  with refund as (
    insert into order_refunds (id, order_id, member_id, cause, reference, goods_fen, freight_fen, supplement_fen, received, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $11, $8, $9)
  )
  insert into order_refund_lines (refund_id, line_id, kind, order_id, cancelled_qty, returned_qty, kept_qty,
                                  sales_fen, promotion_fen, coupon_fen, points_fen, gift_kept_fen, amount_fen)
  select $1, line_id, kind, $2, cancelled, returned, kept, sales, promotion, coupon, points, gift, amount
    from jsonb_to_recordset($10::jsonb) as l (line_id uuid, kind text, cancelled int, returned int, kept int, sales bigint,
                                              promotion bigint, coupon bigint, points bigint, gift bigint, amount bigint)`

/** The line's own checks refuse more pieces than it has and more money than was paid for it. */
const COUNT = `
  with lines as (
    update order_lines l set cancelled_qty = l.cancelled_qty + b.cancelled, returned_qty = l.returned_qty + b.returned,
           kept_qty = l.kept_qty + b.kept, refunded_fen = l.refunded_fen + b.amount,
           freight_refunded_fen = l.freight_refunded_fen + b.freight
      from jsonb_to_recordset($2::jsonb) as b (line_id uuid, cancelled int, returned int, kept int, amount bigint, freight bigint)
     where l.order_id = $1 and l.id = b.line_id
  )
  update orders set refunded_fen = refunded_fen + $3, supplement_refunded_fen = supplement_refunded_fen + $4 where id = $1`

const RETURN_WAY = `
  with way as (
    update order_supplements s set refunded_fen = s.refunded_fen + $4 from order_terms t
     where s.term_id = $2 and s.order_id = $3 and t.id = s.term_id and t.state = 'paid' and s.refunded_fen + $4 <= t.amount_fen
    returning s.term_id
  )
  insert into order_refund_supplements (refund_id, term_id, order_id, amount_fen) select $1, term_id, $3, $4 from way`

const TERMS_LEFT = `
  select t.id, t.amount_fen - coalesce((select sum(r.amount_fen) from order_refund_terms r where r.term_id = t.id), 0) as "leftFen"
    from order_terms t where t.order_id = $1 and t.state = 'paid' order by t.paid_at desc, t.seq desc`
