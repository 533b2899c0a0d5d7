import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { addDays, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { CatalogFacade, type SkuFacts } from '../../catalog/index.js'
import type { ActivityRow, ItemRow } from './activity.rows.js'

/** Only what goes into a parcel: codes, services and bookings have stocks of their own kinds. */
const isFit = (sku: SkuFacts | undefined): boolean => sku?.onSale === true && sku.kind === 'physical'

/** What has to hold before shoppers are promised a flash sale. */
@Injectable()
export class ArmChecks {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
  ) {}

  /**
   * Answers what may be struck through beside each price. Throws SECKILL_TIMES_OVER, and with `details.items` SECKILL_GOODS_UNAVAILABLE,
   * SECKILL_NOT_LOWER, RAISED_BEFORE_CUT and SECKILL_BELOW_FLOOR.
   */
  async run(tx: Tx, activity: ActivityRow, items: readonly ItemRow[]): Promise<Map<string, number>> {
    if (activity.startsAt <= this.clock.now()) throw new DomainError('SECKILL_TIMES_OVER')
    const skuIds = items.map(({ skuId }) => skuId)
    const skus = await this.catalog.skuFacts(tx, skuIds, activity.startsAt)
    refuse(
      'SECKILL_GOODS_UNAVAILABLE',
      items.filter(({ skuId }) => !isFit(skus.get(skuId))).map(({ skuId }) => ({ skuId })),
    )
    const lowest = await this.assertLower(tx, activity, items)
    if (activity.agreedBy === null) await this.assertAboveFloor(tx, items)
    return lowest
  }

  /** A price that is no lower than what everybody was offered in the seven days before is no flash sale. */
  private async assertLower(tx: Tx, activity: ActivityRow, items: readonly ItemRow[]): Promise<Map<string, number>> {
    const offered = await this.catalog.offeredLately(tx, skuIdsOf(items), this.clock.now())
    const sold = await this.soldLately(tx, activity, items)
    const dear = (of: (skuId: string) => number | undefined) =>
      items.flatMap(({ skuId, priceFen }) => {
        const lowestFen = of(skuId)
        return lowestFen !== undefined && priceFen >= lowestFen ? [{ skuId, lowestFen }] : []
      })
    refuse(
      'SECKILL_NOT_LOWER',
      dear((skuId) => offered.get(skuId)?.presentFen),
    )
    refuse(
      'RAISED_BEFORE_CUT',
      dear((skuId) => (offered.get(skuId)?.raised === true ? offered.get(skuId)?.lowestFen : undefined)),
    )
    return new Map(
      items.flatMap(({ skuId, priceFen }) => {
        const was = Math.min(offered.get(skuId)?.lowestFen ?? 0, sold.get(skuId) ?? Infinity)
        return was > priceFen ? [[skuId, was] as const] : []
      }),
    )
  }

  /** What went over the counter in other flash sales in the seven days before it begins: it may not be struck through higher than that. */
  private async soldLately(
    tx: Tx,
    { id, startsAt }: ActivityRow,
    items: readonly ItemRow[],
  ): Promise<Map<string, number>> {
    const rows = await tx.rows<{ skuId: string; fen: number }>(
      `select sku_id as "skuId", min(price_fen) as fen from activity_skus
        where sku_id = any($1::uuid[]) and activity_id <> $2 and (live or sold > 0) and opens_at < $3 and closes_at > $4
        group by sku_id`,
      [skuIdsOf(items), id, isoOf(startsAt), isoOf(addDays(startsAt, -7))],
    )
    return new Map(rows.map(({ skuId, fen }) => [skuId, fen]))
  }

  private async assertAboveFloor(tx: Tx, items: readonly ItemRow[]): Promise<void> {
    const below = await this.belowFloor(tx, items)
    refuse(
      'SECKILL_BELOW_FLOOR',
      below.map((skuId) => ({ skuId })),
    )
  }

  /** The SKUs that are to be sold for less than their floor. */
  async belowFloor(sql: Sql, items: readonly ItemRow[]): Promise<string[]> {
    const floors = await this.catalog.floorsOf(sql, skuIdsOf(items))
    const priceOf = new Map(items.map(({ skuId, priceFen }) => [skuId, priceFen]))
    return floors.filter(({ skuId, floorFen }) => (priceOf.get(skuId) ?? floorFen) < floorFen).map(({ skuId }) => skuId)
  }
}

const skuIdsOf = (items: readonly ItemRow[]): string[] => items.map(({ skuId }) => skuId)

const refuse = (code: string, items: readonly { skuId: string }[]): void => {
  if (items.length > 0) throw new DomainError(code, { items })
}
