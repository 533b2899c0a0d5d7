import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import { instantOf, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { Queues } from '../../../infra/queue/queues.js'
import { grouped } from '../domain/price-row-flaws.js'
import { nextTurn, priceAt, stepsSince, type PriceStep } from '../domain/price-turns.js'
import { refreshPriceSpan } from '../price-span.js'
import { ProductMarks } from '../product-marks.js'
import { isEverybodys, keptRows, type PriceRowKept } from './price-rows.query.js'
import { PRICES_TURN } from './price-jobs.js'

interface OpenStretch {
  readonly skuId: string
  readonly priceFen: Fen
}

interface Moved extends OpenStretch {
  readonly steps: readonly PriceStep[]
}

/**
 * Keeps price history, the price span and the next turn of a product with its everybody's prices (base list, one piece, no
 * level, no platform). Prices themselves need no turning: they are read by the clock.
 */
@Injectable()
export class PriceTurns {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly queues: Queues,
    private readonly marks: ProductMarks,
  ) {}

  /** What became due by the clock; called again it finds nothing left to do. */
  whenDue(spuId: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await this.hold(tx, spuId)
      const moved = await this.settle(tx, spuId)
      if (moved) await this.marks.told(tx, [spuId])
    })
  }

  /** SKUs before their product, as everything that writes both takes them. */
  async hold(tx: Tx, spuId: string): Promise<void> {
    await tx.rows('select id from skus where spu_id = $1 order by id for no key update', [spuId])
    await tx.rows('select id from spus where id = $1 for no key update', [spuId])
  }

  /**
   * Writes down what the clock did since the last look, with the moments it happened at; whoever is about to change prices
   * calls it first, so that the past is told by the prices that held then. The product is held. Answers whether a turn was due.
   */
  async settle(tx: Tx, spuId: string): Promise<boolean> {
    const now = this.clock.now()
    const spu = await tx.maybe<{ due: Instant | null }>('select price_turns_at as due from spus where id = $1', [spuId])
    const due = spu?.due ?? null
    if (due === null || due > now) return false
    const rows = (await keptRows(tx, spuId)).filter(isEverybodys)
    await this.write(tx, spuId, rows, (of, priceFen) => stepsSince(of, due, now, priceFen))
    await refreshPriceSpan(tx, spuId)
    await this.planNext(tx, spuId, rows, now)
    return true
  }

  /** After prices were written: history goes on from now, lists sort by what holds now. The product is held. */
  async follow(tx: Tx, spuId: string): Promise<void> {
    const now = this.clock.now()
    const rows = (await keptRows(tx, spuId)).filter(isEverybodys)
    await this.write(tx, spuId, rows, (of, shown) => {
      const priceFen = priceAt(of, now)
      return priceFen === undefined || priceFen === shown ? [] : [{ at: now, priceFen }]
    })
    await refreshPriceSpan(tx, spuId)
    await this.planNext(tx, spuId, rows, now)
  }

  private async write(
    tx: Tx,
    spuId: string,
    rows: readonly PriceRowKept[],
    stepsOf: (rows: readonly PriceRowKept[], shownFen: number) => readonly PriceStep[],
  ): Promise<void> {
    const open = await tx.rows<OpenStretch>(
      `select h.sku_id as "skuId", h.effective_fen as "priceFen" from skus k join price_history h on h.sku_id = k.id
        where k.spu_id = $1 and h.to_at is null order by h.sku_id`,
      [spuId],
    )
    const bySku = new Map([...grouped(rows).values()].map((group) => [group[0]?.skuId, group]))
    const moved = open.flatMap((stretch): Moved[] => {
      const steps = stepsOf(bySku.get(stretch.skuId) ?? [], stretch.priceFen)
      return steps.length === 0 ? [] : [{ ...stretch, steps }]
    })
    if (moved.length === 0) return
    await this.writeHistory(tx, moved)
    for (const { skuId, priceFen, steps } of moved) {
      const toFen = steps.at(-1)?.priceFen ?? priceFen
      if (toFen !== priceFen)
        await this.outbox.publish(tx, 'product.price_changed', { spuId, skuId, fromFen: priceFen, toFen })
    }
  }

  /** Closes each open stretch where the first step begins; the last step stays open. */
  private async writeHistory(tx: Tx, moved: readonly Moved[]): Promise<void> {
    const stretches = moved.flatMap(({ skuId, steps }) =>
      steps.map(({ at, priceFen }, index) => ({
        ...{ id: newId<'priceHistory'>(this.clock), skuId, priceFen, from: isoOf(instantOf(at)) },
        to: isoOrNull(steps[index + 1]?.at),
      })),
    )
    const ends = moved.flatMap(({ skuId, steps }) => steps.slice(0, 1).map(({ at }) => ({ skuId, at: iso(at) })))
    await tx.execute(
      `update price_history h set to_at = e.at from jsonb_to_recordset($1) as e ("skuId" uuid, at timestamptz)
        where h.sku_id = e."skuId" and h.to_at is null`,
      [json(ends)],
    )
    await tx.execute(
      `insert into price_history (id, sku_id, effective_fen, from_at, to_at)
       select r.id, r."skuId", r."priceFen", r."from", r."to"
         from jsonb_to_recordset($1) as r (id uuid, "skuId" uuid, "priceFen" bigint, "from" timestamptz, "to" timestamptz)`,
      [json(stretches)],
    )
  }

  /** The job is the fast path; the sweep over `price_turns_at` is the truth. */
  private async planNext(tx: Tx, spuId: string, rows: readonly PriceRowKept[], now: Instant): Promise<void> {
    const next = nextTurn(rows, now)
    await tx.execute('update spus set price_turns_at = $2 where id = $1 and price_turns_at is distinct from $2', [
      spuId,
      isoOrNull(next),
    ])
    if (next !== undefined) this.queues.scheduleAfter(tx, PRICES_TURN, { spuId }, instantOf(next))
  }
}

const iso = (at: number): string => isoOf(instantOf(at))
const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : iso(at))
