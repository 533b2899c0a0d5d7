import type { SeckillBody } from '@jishi/contracts/seckill/seckill-desk.schema'
import type { SeckillState } from '@jishi/contracts/seckill/seckill.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { instantOf, isoOf, minuteMs, type Instant } from '@jishi/kernel/time'
import type { Sql, SqlValue, Tx } from '../../../infra/database/sql.js'

export type ActivityId = Id<'seckillActivity'>

/** A flash sale as it stands. */
export interface ActivityRow {
  readonly id: ActivityId
  readonly version: number
  readonly state: SeckillState
  readonly name: string
  readonly warmUpAt: Instant
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly payWithinMs: number
  readonly proofBits: number
  readonly createdBy: string | null
  readonly createdAt: Instant
  readonly writtenBy: string | null
  readonly agreedBy: string | null
  /** Whose units they are in stock: each arming has its own. */
  readonly stockId: string | null
  readonly armedBy: string | null
  readonly armedAt: Instant | null
  readonly stoppedBy: string | null
  readonly stoppedAt: Instant | null
  readonly settledAt: Instant | null
}

export const ACTIVITY = `a.id, a.version, a.state, a.name, a.warm_up_at as "warmUpAt", a.starts_at as "startsAt", a.ends_at as "endsAt",
  a.pay_within_ms as "payWithinMs", a.proof_bits as "proofBits", a.created_by as "createdBy", a.created_at as "createdAt",
  a.written_by as "writtenBy", a.agreed_by as "agreedBy", a.stock_id as "stockId", a.armed_by as "armedBy", a.armed_at as "armedAt",
  a.stopped_by as "stoppedBy", a.stopped_at as "stoppedAt", a.settled_at as "settledAt"`

/** The columns of the form, in the order of `formOf`. */
export const FORM = ['name', 'warm_up_at', 'starts_at', 'ends_at', 'pay_within_ms', 'proof_bits']
export const formOf = (body: SeckillBody): SqlValue[] => [
  ...[body.name, body.warmUpAt, body.startsAt, body.endsAt],
  ...[body.payWithinMinutes * minuteMs, body.proofBits],
]

/** One SKU of it with its counters. */
export interface ItemRow {
  readonly id: string
  readonly activityId: string
  readonly skuId: string
  readonly spuId: string
  readonly priceFen: number
  readonly wasFen: number | null
  readonly perMember: number
  readonly total: number
  readonly drawn: number
  readonly sold: number
  readonly returned: number
}

export const ITEM = `i.id, i.activity_id as "activityId", i.sku_id as "skuId", i.spu_id as "spuId", i.price_fen as "priceFen",
  i.was_fen as "wasFen", i.per_member as "perMember", i.total, i.drawn, i.sold, i.returned`

export const itemsOf = (sql: Sql, activityId: string): Promise<ItemRow[]> =>
  sql.rows<ItemRow>(`select ${ITEM} from activity_skus i where i.activity_id = $1 order by i.position, i.id`, [
    activityId,
  ])

/** The activity, held until the Tx ends. Throws NOT_FOUND, and VERSION_CONFLICT with the present version where one is given. */
export const heldActivity = async (tx: Tx, id: string, version?: number): Promise<ActivityRow> => {
  const row = await tx.maybe<ActivityRow>(`select ${ACTIVITY} from activities a where a.id = $1 for no key update`, [
    id,
  ])
  if (row === undefined) throw new DomainError('NOT_FOUND')
  if (version !== undefined && row.version !== version)
    throw new DomainError('VERSION_CONFLICT', { version: row.version })
  return row
}

/** What the steps of its life look at. */
export const factsOf = ({ startsAt, endsAt }: ActivityRow, now: Instant) => ({
  begun: now >= startsAt,
  over: now >= endsAt,
})

/** What a form would send back, with times as we write them: for the audit log and for copies. */
export const bodyOf = (row: ActivityRow, items: readonly ItemRow[]): SeckillBody => ({
  name: row.name,
  warmUpAt: isoOf(row.warmUpAt),
  startsAt: isoOf(row.startsAt),
  endsAt: isoOf(row.endsAt),
  payWithinMinutes: row.payWithinMs / minuteMs,
  proofBits: row.proofBits,
  items: items.map(({ skuId, priceFen, total, perMember }) => ({ skuId, priceFen, total, perMember })),
})

export const isoTimes = (body: SeckillBody): SeckillBody => ({
  ...body,
  warmUpAt: isoOf(instantOf(body.warmUpAt)),
  startsAt: isoOf(instantOf(body.startsAt)),
  endsAt: isoOf(instantOf(body.endsAt)),
})
