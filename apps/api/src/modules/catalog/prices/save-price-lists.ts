import { Inject, Injectable } from '@nestjs/common'
import type { PriceListsBody } from '@jishi/contracts/catalog/price-lists.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { instantOf, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { isExclusionViolation } from '../../../infra/database/failures.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { groupOf, grouped, overlapping, rowFlaws, type DeclaredRow } from '../domain/price-row-flaws.js'
import { holdsAlways, kept, type KeptPrice } from '../domain/price-spans.js'
import { assertVersion, ProductMarks } from '../product-marks.js'
import { declaredRows, wireRow } from './price-lists.query.js'
import { isEverybodys, keptRows, type PriceRowKept } from './price-rows.query.js'
import { PriceTurns } from './price-turns.js'
import { assertNotRaised } from './raised-prices.js'

interface Sku {
  readonly id: string
  readonly floorFen: number | null
}

type NewRow = KeptPrice & Pick<DeclaredRow, 'skuId' | 'list' | 'minQty'>

/** Writes all price lists of a product over the version their dialog saw. */
@Injectable()
export class SavePriceLists {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly turns: PriceTurns,
    private readonly marks: ProductMarks,
    private readonly auditLog: AuditLog,
  ) {}

  /** `agreed`: a second person has seen prices below a floor. Throws what `checked` throws. */
  async run(
    tx: Tx,
    actor: Doer,
    id: Id<'product'>,
    body: PriceListsBody,
    agreed: 'agreed' | undefined = undefined,
  ): Promise<Id<'product'>> {
    const { asked, before, now } = await this.checked(tx, id, body, agreed)
    const wanted = newRows(asked)
    if (!(await this.replace(tx, before, wanted))) return id
    await this.turns.follow(tx, id)
    await this.marks.edited(tx, [id], actor)
    const [was, is] = [declaredRows(before, now), declaredRows(wanted.map(withoutId), now)]
    await this.auditLog.write(tx, {
      actor,
      permission: agreed === undefined ? 'product.write' : 'product.floor',
      action: 'product.prices_changed',
      subject: { kind: 'product', id },
      before: { prices: onlyIn(was, is) },
      after: { prices: onlyIn(is, was) },
    })
    return id
  }

  /**
   * The set held against the product, whose rows are locked from here on. Prices below a floor that stand already were agreed to.
   * Throws NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED, PRICE_RANGES_OVERLAP, PRICE_BASE_MISSING, PRICE_BELOW_FLOOR and RAISED_BEFORE_CUT,
   * the last four with `details.items`: the places of the rows, or the SKUs; of those below a floor also whether a second person
   * could agree.
   */
  async checked(
    tx: Tx,
    id: string,
    { version, rows }: PriceListsBody,
    agreed: 'agreed' | undefined,
  ): Promise<{ asked: DeclaredRow[]; before: PriceRowKept[]; below: number; now: Instant }> {
    const skus = await this.held(tx, id, version)
    await this.turns.settle(tx, id)
    const now = this.clock.now()
    const asked = rows.map((row) => ({ ...row, from: moment(row.from), until: moment(row.until) }))
    assertSound(asked, skus, now)
    const alive = new Set(skus.map((sku) => sku.id))
    const before = (await keptRows(tx, id)).filter(({ skuId }) => alive.has(skuId))
    const below = belowFloor(asked, skus, declaredRows(before, now))
    if (below.some(({ proposable }) => agreed === undefined || !proposable))
      throw new DomainError('PRICE_BELOW_FLOOR', { items: below })
    await assertNotRaised(tx, declaredRows(before, now), asked, now)
    return { asked, before, below: below.length, now }
  }

  /** SKUs before their product, as everything that writes both takes them. */
  private async held(tx: Tx, id: string, version: number): Promise<Sku[]> {
    await this.turns.hold(tx, id)
    const found = await tx.maybe<Parameters<typeof assertVersion>[0]>(
      'select version, edited_at as "editedAt", edited_by as "editedBy" from spus where id = $1 and archived_at is null',
      [id],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    assertVersion(found, version)
    return tx.rows<Sku>(
      'select id, floor_fen as "floorFen" from skus where spu_id = $1 and archived_at is null order by id',
      [id],
    )
  }

  /** Answers whether anything is different. A row that stays keeps its id. */
  private async replace(tx: Tx, before: readonly PriceRowKept[], wanted: readonly NewRow[]): Promise<boolean> {
    const there = new Map(before.map((row) => [keyOf(row), row.id]))
    const keys = new Set(wanted.map(keyOf))
    const gone = before.filter((row) => !keys.has(keyOf(row))).map((row) => row.id)
    const fresh = wanted.filter((row) => !there.has(keyOf(row)))
    if (gone.length === 0 && fresh.length === 0) return false
    await tx.execute('delete from sku_prices where id = any($1::uuid[])', [gone])
    try {
      await tx.execute(
        `insert into sku_prices (id, sku_id, list, min_qty, price_fen, limited, valid)
         select r.id, r."skuId", r.list, r."minQty", r."priceFen", r.limited, tstzrange(r."from", r.until)
           from jsonb_to_recordset($1) as r (id uuid, "skuId" uuid, list text, "minQty" int, "priceFen" bigint,
                limited boolean, "from" timestamptz, until timestamptz)`,
        [
          json(
            fresh.map((row) => ({
              ...row,
              id: newId<'skuPrice'>(this.clock),
              from: iso(row.from),
              until: iso(row.until),
            })),
          ),
        ],
      )
    } catch (error) {
      // Nobody gets here past the checks above; should somebody, the answer is still a word and not a failure of ours.
      if (isExclusionViolation(error, 'sku_prices_sku_id_list_min_qty_valid_excl'))
        throw new DomainError('PRICE_RANGES_OVERLAP', { items: [] })
      throw error
    }
    return true
  }
}

const moment = (at: string | null): Instant | null => (at === null ? null : instantOf(at))
const iso = (at: number | null): string | null => (at === null ? null : isoOf(instantOf(at)))

const keyOf = (row: NewRow): string => `${groupOf(row)} ${row.priceFen} ${row.limited} ${row.from} ${row.until}`
const withoutId = (row: NewRow): PriceRowKept => ({ ...row, id: '' }) as PriceRowKept

const newRows = (asked: readonly DeclaredRow[]): NewRow[] =>
  [...grouped(asked).values()].flatMap((group) =>
    group.slice(0, 1).flatMap(({ skuId, list, minQty }) =>
      kept(group).map(({ priceFen, from, until, limited }) => ({
        ...{ skuId, list, minQty, priceFen, from, until, limited },
      })),
    ),
  )

const onlyIn = (these: readonly DeclaredRow[], those: readonly DeclaredRow[]) => {
  const known = new Set(those.map((row) => JSON.stringify(wireRow(row))))
  return these.map(wireRow).filter((row) => !known.has(JSON.stringify(row)))
}

/** Everything that can be wrong with the rows together, in the order an operator would mend it. */
const assertSound = (rows: readonly DeclaredRow[], skus: readonly Sku[], now: Instant): void => {
  const flaws = rowFlaws(rows, new Set(skus.map(({ id }) => id)), now)
  if (flaws.length > 0) throw new DomainError('VALIDATION_FAILED', flaws)
  const meeting = overlapping(rows)
  if (meeting.length > 0) throw new DomainError('PRICE_RANGES_OVERLAP', { items: meeting.map((row) => ({ row })) })
  const everybodys = grouped(rows.filter(isEverybodys))
  const bare = skus.filter(({ id }) => !hasBase(everybodys.get(groupOf({ skuId: id, list: 'base', minQty: 1 })), now))
  if (bare.length > 0) throw new DomainError('PRICE_BASE_MISSING', { items: bare.map(({ id }) => ({ skuId: id })) })
}

/**
 * What would be charged below a floor and is not charged already. The base price of one piece is what everybody pays: there the
 * floor itself has to be lowered, and nobody can agree to less.
 */
const belowFloor = (rows: readonly DeclaredRow[], skus: readonly Sku[], standing: readonly DeclaredRow[]) => {
  const floors = new Map(skus.map(({ id, floorFen }) => [id, floorFen ?? 0]))
  const known = new Set(standing.map((row) => JSON.stringify(wireRow(row))))
  return rows.flatMap((each, row) => {
    const floorFen = floors.get(each.skuId) ?? 0
    // A suggested price is never charged.
    if (each.list === 'market' || each.priceFen >= floorFen || known.has(JSON.stringify(wireRow(each)))) return []
    return [{ row, floorFen, proposable: !isEverybodys(each) }]
  })
}

/** A price without an end is what the editor shows as the price of the SKU, so one has to stand behind all days. */
const hasBase = (group: readonly DeclaredRow[] | undefined, now: Instant): boolean =>
  group !== undefined && holdsAlways(group, now) && group.some(({ until }) => until === null)
