import { Inject, Injectable } from '@nestjs/common'
import type { AfterSalePreviewBody } from '@jishi/contracts/order/after-sale.schema'
import type { AfterSaleKind, AfterSaleObstacle } from '@jishi/contracts/order/after-sale.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { Clock, Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql } from '../../../infra/database/sql.js'
import { SettingsFacade } from '../../settings/index.js'
import {
  inTime,
  isOfSent,
  isShopFault,
  noReasonDeadline,
  termsOf,
  type AfterSaleTerms,
} from '../domain/after-sale-rules.js'
import { amountOf, refundOf, type AskedBack, type BackOfLine } from '../domain/refund-shares.js'
import { supplementsBackOf, supplementsFen } from '../domain/supplement-shares.js'
import { lineStandings, waySupplements, type GoodsOfLine } from '../refunds/line-standings.js'

/** A line with what is free to be asked for, and since when it is the buyer's. */
export interface FreeLine extends GoodsOfLine {
  /** Pieces still in the shop, and pieces with the buyer, that no open after-sale has asked for. */
  readonly unsentFree: number
  readonly sentFree: number
  readonly signedAt: Instant | null
}

export interface Proposal {
  readonly asked: readonly AskedBack[]
  readonly lines: readonly BackOfLine[]
  /** Of what was paid for a dearer way. */
  readonly supplementFen: Fen
  readonly amountFen: Fen
  readonly fast: boolean
}

const impossible = (obstacle: AfterSaleObstacle, lineId?: string): DomainError =>
  new DomainError('AFTER_SALE_NOT_POSSIBLE', { obstacle, ...(lineId === undefined ? {} : { lineId }) })

/** Reads what may be given back of an order and works out what it comes to; asks the same for a preview and for the real thing. */
@Injectable()
export class Proposals {
  constructor(
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What holds for a case that begins now. */
  async terms(): Promise<AfterSaleTerms> {
    return termsOf(await this.settings.get('afterSale'))
  }

  async freeLines(sql: Sql, orderId: string): Promise<FreeLine[]> {
    const lines = await lineStandings(sql, orderId)
    const claims = await sql.rows<{ lineId: string; unsent: number; sent: number; signedAt: Instant | null }>(CLAIMS, [
      orderId,
    ])
    const claimOf = new Map(claims.map((claim) => [claim.lineId, claim]))
    return lines.map((line) => {
      const claim = claimOf.get(line.id)
      return {
        ...line,
        unsentFree: line.qty - line.cancelledQty - line.shippedQty - (claim?.unsent ?? 0),
        sentFree: line.shippedQty - line.returnedQty - line.keptQty - line.exchangedQty - (claim?.sent ?? 0),
        signedAt: claim?.signedAt ?? null,
      }
    })
  }

  /** What of a line may be asked for now, and why not. */
  kindsOf(line: FreeLine): { kinds: AfterSaleKind[]; obstacle: AfterSaleObstacle | null } {
    if (line.giftOfLineId !== null) return { kinds: [], obstacle: 'GIFT_GOES_WITH_MAIN' }
    if (line.unsentFree + line.sentFree === 0) return { kinds: [], obstacle: 'NOTHING_LEFT' }
    const late = line.unsentFree === 0 && !inTime('quality', line.signedAt, this.clock.now())
    if (late) return { kinds: [], obstacle: 'PAST_DEADLINE' }
    if (line.sentFree === 0) return { kinds: ['refund_only'], obstacle: null }
    return { kinds: ['refund_only', 'return_refund', ...(line.parcel ? ['exchange' as const] : [])], obstacle: null }
  }

  noReasonOf(line: FreeLine): { until: Instant | null; obstacle: AfterSaleObstacle | null } {
    if (line.noReasonConfirmed) return { until: null, obstacle: 'EXCEPTED' }
    if (line.signedAt === null) return { until: null, obstacle: null }
    const until = noReasonDeadline(line.signedAt)
    return { until, obstacle: until <= this.clock.now() ? 'PAST_DEADLINE' : null }
  }

  /** Throws AFTER_SALE_NOT_POSSIBLE with `details.obstacle` and the line. Whose order it is has been checked. */
  async propose(sql: Sql, memberId: string, body: AfterSalePreviewBody): Promise<Proposal> {
    const lines = await this.freeLines(sql, body.orderId)
    mustNameWishes(body)
    const asked = body.lines.flatMap(({ lineId, qty }) => {
      const line = lines.find(({ id }) => id === lineId)
      if (line === undefined) throw new DomainError('NOT_FOUND')
      this.check(body, line, qty)
      return pieces(line, qty, body)
    })
    const mains = new Set(asked.map(({ lineId }) => lineId))
    for (const { id, giftOfLineId } of lines)
      if (giftOfLineId !== null && mains.has(id) && !mains.has(giftOfLineId))
        throw impossible('GIFT_GOES_WITH_MAIN', id)
    if (new Set(body.lines.map(({ lineId }) => lineId)).size < body.lines.length) throw impossible('TOO_MANY')
    // Nothing goes back for goods that others are sent for; what that costs is worked out beside this.
    if (body.kind === 'exchange') return { asked, lines: [], supplementFen: zeroFen, amountFen: zeroFen, fast: false }
    const byShop = isShopFault(body.reason)
    const fault = byShop ? 'shop' : 'nobody'
    const backs = refundOf(lines, asked, fault)
    const ways = supplementsBackOf(lines, backs, await waySupplements(sql, body.orderId), fault)
    const supplementFen = supplementsFen(ways)
    const amountFen = addFen(amountOf(backs), supplementFen)
    const unsent = asked.every(({ how }) => how === 'cancelled')
    return {
      asked,
      lines: backs,
      supplementFen,
      amountFen,
      // What the shop is to blame for somebody of the shop looks at first: it costs freight, and time of a coupon.
      fast: unsent && !byShop && (await this.isLowRisk(sql, memberId, amountFen)),
    }
  }

  private check(body: AfterSalePreviewBody, line: FreeLine, qty: number): void {
    const returns = body.kind !== 'refund_only'
    const sentOnly = returns || isOfSent(body.reason)
    const most = sentOnly ? line.sentFree : line.unsentFree + line.sentFree
    if (most === 0) throw impossible(sentOnly ? 'NOT_SHIPPED' : 'NOTHING_LEFT', line.id)
    if (qty > most) throw impossible('TOO_MANY', line.id)
    const obstacle = sentOnly || qty > line.unsentFree ? this.obstacleOfSent(body, line) : undefined
    if (obstacle !== undefined) throw impossible(obstacle, line.id)
  }

  /** Pieces that left: in time, not excepted for this purchase, and not kept for nothing but a change of mind. */
  private obstacleOfSent({ reason, kind }: AfterSalePreviewBody, line: FreeLine): AfterSaleObstacle | undefined {
    if (!inTime(reason, line.signedAt, this.clock.now())) return 'PAST_DEADLINE'
    const wish = reason === 'no_reason' || reason === 'not_wanted'
    if (!wish) return undefined
    if (line.noReasonConfirmed) return 'EXCEPTED'
    return kind === 'refund_only' ? 'RETURN_NEEDED' : undefined
  }

  private async isLowRisk(sql: Sql, memberId: string, amountFen: number): Promise<boolean> {
    const { fastRefundMaxFen, fastRefundsPerMonth } = await this.settings.get('afterSale')
    if (amountFen > fastRefundMaxFen) return false
    const { lately } = await sql.one<{ lately: number }>(
      `select count(*) as lately from after_sales where member_id = $1 and fast and applied_at > $2::timestamptz - interval '30 days'`,
      [memberId, new Date(this.clock.now()).toISOString()],
    )
    return lately < fastRefundsPerMonth
  }
}

/** A specification is named for every line of an exchange, and for nothing else. */
function mustNameWishes({ kind, lines }: AfterSalePreviewBody): void {
  const wrong = lines.findIndex(({ skuId }) => (skuId !== undefined) !== (kind === 'exchange'))
  if (wrong < 0) return
  const message = kind === 'exchange' ? 'name what is wanted instead' : 'only an exchange names what is wanted instead'
  throw new DomainError('VALIDATION_FAILED', [{ path: `lines.${wrong}.skuId`, message }])
}

/** Pieces still in the shop first: they need no way back. What is said of goods that left means only those. */
function pieces(line: FreeLine, qty: number, { kind, reason }: AfterSalePreviewBody): AskedBack[] {
  if (kind !== 'refund_only') return [{ lineId: line.id, qty, how: 'returned' }]
  if (isOfSent(reason)) return [{ lineId: line.id, qty, how: 'kept' }]
  const unsent = Math.min(qty, line.unsentFree)
  const parts: AskedBack[] = [
    { lineId: line.id, qty: unsent, how: 'cancelled' },
    { lineId: line.id, qty: qty - unsent, how: 'kept' },
  ]
  return parts.filter((part) => part.qty > 0)
}

const CLAIMS = `
  select l.id as "lineId", coalesce(c.unsent, 0)::integer as unsent, coalesce(c.sent, 0)::integer as sent,
         coalesce((select case when bool_and(s.signed_at is not null) then max(s.signed_at) end
            from shipment_lines p join shipments s on s.id = p.shipment_id where p.line_id = l.id), o.completed_at) as "signedAt"
    from order_lines l join orders o on o.id = l.order_id
    left join lateral (
      select sum(a.qty) filter (where a.how = 'cancelled') as unsent, sum(a.qty) filter (where a.how <> 'cancelled') as sent
        from after_sale_lines a join after_sales s on s.id = a.after_sale_id
       where a.line_id = l.id and s.refund_id is null and s.ended_at is null and s.state <> 'resent') c on true
   where l.order_id = $1`
