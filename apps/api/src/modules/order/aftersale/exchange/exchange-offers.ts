import { Inject, Injectable } from '@nestjs/common'
import type { ExchangeOptionLine, ExchangeOptions } from '@jishi/contracts/order/exchange.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { AfterSaleObstacle } from '@jishi/contracts/order/after-sale.terms'
import { DomainError } from '@jishi/kernel/errors'
import { sumFen, type Fen } from '@jishi/kernel/money'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import type { Sql } from '../../../../infra/database/sql.js'
import { CatalogFacade, type SkuFacts } from '../../../catalog/index.js'
import { InventoryFacade } from '../../../inventory/index.js'
import { shopperContext, unitFenAt, type PriceContext } from '../../../pricing/index.js'
import { exchangeDifference } from '../../domain/exchange-difference.js'
import { lastPiecesOf } from '../../domain/refund-shares.js'
import { Proposals, type FreeLine } from '../proposals.js'

/** What is wanted, as it is kept with the case. */
export interface Wanted {
  readonly skuLabel: string
  readonly picture: Picture | null
  readonly priceFen: Fen
  /** Of all its pieces together. */
  readonly differenceFen: Fen
}

export interface Wish {
  readonly lineId: string
  readonly skuId: string
  readonly qty: number
  readonly wanted: Wanted
}

export interface AskedExchange {
  readonly lineId: string
  readonly qty: number
  readonly skuId?: string | undefined
}

const impossible = (obstacle: AfterSaleObstacle, lineId: string): DomainError =>
  new DomainError('AFTER_SALE_NOT_POSSIBLE', { obstacle, lineId })

/** What goods may be exchanged for, and what that costs: other specifications of the same product, or the same once more. */
@Injectable()
export class ExchangeOffers {
  constructor(
    private readonly database: Database,
    private readonly proposals: Proposals,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, for somebody else's order as well. */
  async options(memberId: string, orderId: string): Promise<ExchangeOptions> {
    const sql = this.database
    const order = await sql.maybe(`select 1 as found from orders where id = $1 and member_id = $2`, [orderId, memberId])
    if (order === undefined) throw new DomainError('NOT_FOUND')
    const lines = await this.proposals.freeLines(sql, orderId)
    const offered = await this.offeredFor(sql, lines)
    const left = await this.inventory.reservable(
      sql,
      offered.map(({ skuId }) => skuId),
    )
    const context = await this.contextOf(sql, orderId)
    return { orderId, lines: lines.map((line) => this.optionLine(line, offered, { left, context })) }
  }

  private optionLine(
    line: FreeLine,
    skus: readonly SkuFacts[],
    { left, context }: { left: ReadonlyMap<string, number>; context: PriceContext },
  ): ExchangeOptionLine {
    const { kinds, obstacle } = this.proposals.kindsOf(line)
    const own = skus.find(({ skuId }) => skuId === line.skuId)
    if (own === undefined || !kinds.includes('exchange')) {
      const why = obstacle ?? (line.parcel && line.sentFree === 0 ? 'NOT_SHIPPED' : 'NOT_EXCHANGEABLE')
      return { lineId: line.id, freeQty: 0, obstacle: why, items: [] }
    }
    const others = skus.filter((sku) => sku.skuId !== own.skuId && isOffered(sku, own))
    const items = [own, ...others].map((wanted) => ({
      skuId: wanted.skuId,
      ...wantedOf(line, 1, { own, wanted, context }),
      available: left.get(wanted.skuId) ?? 0,
    }))
    return { lineId: line.id, freeQty: line.sentFree, obstacle: null, items }
  }

  /** What was bought, and every other specification of the same products. */
  private async offeredFor(sql: Sql, lines: readonly FreeLine[]): Promise<SkuFacts[]> {
    const products = await this.catalog.named(sql, [...new Set(lines.map(({ spuId }) => spuId))])
    const others = products.flatMap(({ skus }) => skus.map(({ id }) => id))
    return [...(await this.catalog.skuFacts(sql, [...lines.map(({ skuId }) => skuId), ...others])).values()]
  }

  /** Throws AFTER_SALE_NOT_POSSIBLE with NOT_EXCHANGEABLE or OUT_OF_STOCK. What may be given back has been checked. */
  async wishes(sql: Sql, orderId: string, asked: readonly AskedExchange[]): Promise<Wish[]> {
    const lines = await this.proposals.freeLines(sql, orderId)
    const pairs = asked.map((one) => ({ ...one, line: lines.find(({ id }) => id === one.lineId) }))
    const ids = pairs.flatMap(({ skuId, line }) => [skuId ?? [], line?.skuId ?? []].flat())
    const facts = await this.catalog.skuFacts(sql, ids)
    const context = await this.contextOf(sql, orderId)
    const wishes = pairs.map(({ lineId, qty, skuId, line }) => {
      const [own, wanted] = [facts.get(line?.skuId ?? ''), facts.get(skuId ?? '')]
      const possible = line !== undefined && own !== undefined && wanted !== undefined && isOffered(wanted, own)
      if (!possible || line.giftOfLineId !== null) throw impossible('NOT_EXCHANGEABLE', lineId)
      return { lineId, qty, skuId: wanted.skuId, wanted: wantedOf(line, qty, { own, wanted, context }) }
    })
    await this.mustBeThere(sql, wishes)
    return wishes
  }

  private async mustBeThere(sql: Sql, wishes: readonly Wish[]): Promise<void> {
    const left = await this.inventory.reservable(
      sql,
      wishes.map(({ skuId }) => skuId),
    )
    for (const { skuId, qty, lineId } of wishes) {
      const rest = (left.get(skuId) ?? 0) - qty
      if (rest < 0) throw impossible('OUT_OF_STOCK', lineId)
      left.set(skuId, rest)
    }
  }

  /** Prices are those of whom the order was placed by, now. */
  private async contextOf(sql: Sql, orderId: string): Promise<PriceContext> {
    const { platform } = await sql.one<{ platform: Platform | null }>(`select platform from orders where id = $1`, [
      orderId,
    ])
    return shopperContext(platform, this.clock.now())
  }
}

export const differenceOf = (wishes: readonly Wish[]): Fen => sumFen(wishes.map(({ wanted }) => wanted.differenceFen))

/** The same goods once more may always be asked for; others only while they are sold. */
const isOffered = (wanted: SkuFacts, own: SkuFacts): boolean =>
  wanted.spuId === own.spuId && wanted.kind === 'physical' && (wanted.onSale || wanted.skuId === own.skuId)

interface Both {
  readonly own: SkuFacts
  readonly wanted: SkuFacts
  readonly context: PriceContext
}

/** At the quantity that was bought, so that a price by quantity stays one. */
function wantedOf(line: FreeLine, qty: number, { own, wanted, context }: Both): Wanted {
  const part = (total: Fen): Fen => lastPiecesOf(total, line.qty, line.exchangedQty, qty)
  const paidFen = part(line.goodsPaidFen)
  const priceFen = unitFenAt(wanted.prices, line.qty, context)
  return {
    skuLabel: wanted.skuLabel,
    picture: wanted.picture,
    priceFen,
    differenceFen: exchangeDifference({
      qty,
      boughtFen: sumFen([paidFen, ...[line.promotionFen, line.couponFen, line.pointsFen].map(part)]),
      paidFen,
      ownNowFen: unitFenAt(own.prices, line.qty, context),
      wantedNowFen: priceFen,
    }),
  }
}
