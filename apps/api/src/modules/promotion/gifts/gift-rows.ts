import type { Gift, PayGiftBody, PayGiftView } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { GiftKind, PayGiftPhase, PayGiftState } from '@jishi/contracts/promotion/pay-gifts.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import { instantOf, isoOf, type Instant } from '@jishi/kernel/time'
import { json, type SqlValue, type Tx } from '../../../infra/database/sql.js'
import type { Scope } from '../../pricing/index.js'

/** A rule: which paid orders bring which gift. */
export interface GiftRow {
  readonly giftId: string
  readonly version: number
  readonly state: PayGiftState
  readonly name: string
  readonly thresholdFen: Fen
  readonly waived: boolean
  readonly scope: Scope
  readonly scopeNames: readonly string[]
  readonly kind: GiftKind
  readonly gift: Gift
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly totalLimit: number | null
  readonly memberLimit: number | null
  readonly given: number
  readonly createdAt: Instant
  readonly launchedAt: Instant | null
  readonly stoppedAt: Instant | null
}

export const GIFT = `g.id as "giftId", g.version, g.state, g.name, g.threshold_fen as "thresholdFen", g.waived, g.scope,
  g.scope_names as "scopeNames", g.kind, g.gift, g.from_at as "fromAt", g.until_at as "untilAt",
  g.total_limit as "totalLimit", g.member_limit as "memberLimit", g.given, g.created_at as "createdAt",
  g.launched_at as "launchedAt", g.stopped_at as "stoppedAt"`

/** The columns an operator's form fills, in the order of `valuesOf`. */
export const COLUMNS = [
  ...['name', 'threshold_fen', 'waived', 'scope', 'scope_names', 'kind', 'gift', 'from_at', 'until_at'],
  ...['total_limit', 'member_limit'],
]

export const valuesOf = (body: PayGiftBody, names: readonly string[]): SqlValue[] => [
  ...[body.name, body.thresholdFen, body.waived, json(body.scope), names, body.gift.kind, json(body.gift)],
  ...[body.fromAt, body.untilAt, body.totalLimit, body.memberLimit],
]

/** What the form of the rule would send back, with times as we write them. */
export const bodyOf = (row: GiftRow): PayGiftBody => {
  const { name, thresholdFen, waived, scope, gift, totalLimit, memberLimit } = row
  const days = { fromAt: isoOf(row.fromAt), untilAt: isoOf(row.untilAt) }
  return { name, thresholdFen, waived, scope: scope as PayGiftBody['scope'], gift, ...days, totalLimit, memberLimit }
}

/** The same moments in the same words, however the form spelt them. */
export const isoTimes = (body: PayGiftBody): PayGiftBody => ({
  ...body,
  fromAt: isoOf(instantOf(body.fromAt)),
  untilAt: isoOf(instantOf(body.untilAt)),
})

/** The rule as it stands, held until the Tx ends. Throws NOT_FOUND, and VERSION_CONFLICT with the present version. */
export const heldGift = async (tx: Tx, id: string, version: number): Promise<GiftRow> => {
  const row = await tx.maybe<GiftRow>(`select ${GIFT} from pay_gifts g where g.id = $1 for no key update`, [id])
  if (row === undefined) throw new DomainError('NOT_FOUND')
  if (row.version !== version) throw new DomainError('VERSION_CONFLICT', { version: row.version })
  return row
}

export const phaseOf = ({ state, fromAt, untilAt }: GiftRow, now: Instant): PayGiftPhase => {
  if (state !== 'live') return state
  if (untilAt <= now) return 'over'
  return fromAt > now ? 'scheduled' : 'running'
}

/** The conditions of a phase; `?` is the present moment. */
export const PHASES: Readonly<Record<PayGiftPhase, string>> = {
  draft: `g.state = 'draft'`,
  paused: `g.state = 'paused'`,
  stopped: `g.state = 'stopped'`,
  scheduled: `g.state = 'live' and g.from_at > ?`,
  running: `g.state = 'live' and g.from_at <= ? and g.until_at > ?`,
  over: `g.state = 'live' and g.until_at <= ?`,
}

export type GiftWords = Pick<PayGiftView, 'giftName' | 'giftText' | 'scopeText'>

export const giftView = (row: GiftRow, now: Instant, words: GiftWords): PayGiftView => ({
  id: row.giftId,
  version: row.version,
  state: row.state,
  phase: phaseOf(row, now),
  ...bodyOf(row),
  ...words,
  given: row.given,
  createdAt: isoOf(row.createdAt),
  launchedAt: row.launchedAt === null ? null : isoOf(row.launchedAt),
  stoppedAt: row.stoppedAt === null ? null : isoOf(row.stoppedAt),
})
