import { Inject, Injectable } from '@nestjs/common'
import type { CalendarQuery, CalendarView, OffersQuery, OfferView } from '@jishi/contracts/promotion/offers.schema'
import type { OfferPhase } from '@jishi/contracts/promotion/promotion.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addShopDays, isoOf, parseShopDay, startOfShopDay, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { IdentityFacade } from '../../identity/index.js'
import { phaseOf, type Phased } from './domain/offer-phase.js'
import { TERMS, told, type OfferTerms } from './offer-rows.js'

interface OfferRow extends OfferTerms, Phased {
  readonly id: string
  readonly at: Instant
  readonly version: number
  readonly usedCount: number
  readonly createdBy: string
  readonly approvedBy: string | null
  readonly launchedAt: Instant | null
  readonly stoppedAt: Instant | null
  readonly belowFloor: OfferView['belowFloor']
  readonly fromAt: Instant
  readonly untilAt: Instant
}

const COLUMNS = `o.id, o.until_at as at, o.version, o.state, o.created_by as "createdBy", o.approved_by as "approvedBy",
  o.launched_at as "launchedAt", o.stopped_at as "stoppedAt", o.below_floor as "belowFloor",
  (select count(*) from offer_usages u where u.offer_id = o.id and u.state <> 'released') as "usedCount", ${TERMS}`

const MOST_DAYS = 366
const CALENDAR_ROWS = 500

/** The conditions of a phase; `?` is the present moment. */
const PHASES: Readonly<Record<OfferPhase, string>> = {
  draft: `o.state = 'draft'`,
  awaiting_approval: `o.state = 'awaiting_approval'`,
  stopped: `o.state = 'stopped'`,
  scheduled: `o.state = 'live' and o.from_at > ?`,
  running: `o.state = 'live' and o.from_at <= ? and o.until_at > ?`,
  over: `o.state = 'live' and o.until_at <= ?`,
}

const likePattern = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`

/** Promotions as operators see them. */
@Injectable()
export class OffersQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly identity: IdentityFacade,
  ) {}

  /** By the end of their days, the latest first. */
  async page({ cursor, limit = PAGE_SIZE, phase, kind, q }: OffersQuery): Promise<Page<OfferView>> {
    const conditions = new Conditions()
    if (phase !== undefined) {
      const condition = PHASES[phase]
      const now = isoOf(this.clock.now())
      conditions.add(condition, ...[...condition.matchAll(/\?/g)].map(() => now))
    }
    if (kind !== undefined) conditions.add('o.kind = ?', kind)
    if (q !== undefined && q !== '') {
      conditions.add(`(o.name ilike ? or o.campaign ilike ?)`, likePattern(q), likePattern(q))
    }
    addTimePage(conditions, 'o.until_at', 'o.id', { cursor })
    const read = await this.database.rows<OfferRow>(
      `select ${COLUMNS} from offers o ${conditions.where} order by o.until_at desc, o.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const { rows, nextCursor } = cutTimePage(read, limit)
    return { items: await this.views(rows), nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(id: string): Promise<OfferView> {
    const row = await this.database.maybe<OfferRow>(`select ${COLUMNS} from offers o where o.id = $1`, [id])
    const [view] = row === undefined ? [] : await this.views([row])
    if (view === undefined) throw new DomainError('NOT_FOUND')
    return view
  }

  /** What has days in the asked ones, promotions and coupons alike; a coupon's days are those it can be had in. */
  async calendar({ from, to }: CalendarQuery): Promise<CalendarView> {
    const [begins, ends] = [startOf(from, 'from', 0), startOf(to, 'to', 1)]
    if (ends <= begins) throw refused('to', 'ends before it begins')
    if (ends > startOfShopDay(addShopDays(dayOf(from, 'from'), MOST_DAYS))) throw refused('to', 'at most a year')
    const rows = await this.database.rows<Omit<CalendarView['items'][number], 'phase' | 'fromAt' | 'untilAt'> & Phased>(
      `select id, 'offer' as what, name, campaign, state, from_at as "fromAt", until_at as "untilAt"
         from offers where from_at < $2 and until_at > $1
       union all
       select id, 'coupon', name, null, state, claim_from_at, claim_until_at
         from coupon_templates where claim_from_at < $2 and claim_until_at > $1
        order by "fromAt", id limit ${CALENDAR_ROWS}`,
      [isoOf(begins), isoOf(ends)],
    )
    const now = this.clock.now()
    return {
      items: rows.map(({ state, fromAt, untilAt, ...rest }) => ({
        ...rest,
        phase: phaseOf({ state, fromAt, untilAt }, now),
        fromAt: isoOf(fromAt),
        untilAt: isoOf(untilAt),
      })),
    }
  }

  private async views(rows: readonly OfferRow[]): Promise<OfferView[]> {
    const people = rows.flatMap(({ createdBy, approvedBy }) => [
      createdBy,
      ...(approvedBy === null ? [] : [approvedBy]),
    ])
    const names = await this.identity.operatorNames(this.database, [...new Set(people)])
    const now = this.clock.now()
    return rows.map((row) => ({
      id: row.id,
      version: row.version,
      phase: phaseOf(row, now),
      kind: row.rule.kind,
      ...told(row),
      usedCount: row.usedCount,
      createdBy: names.get(row.createdBy) ?? '',
      approvedBy: row.approvedBy === null ? null : (names.get(row.approvedBy) ?? ''),
      launchedAt: isoOrNull(row.launchedAt),
      stoppedAt: isoOrNull(row.stoppedAt),
      belowFloor: row.belowFloor,
    }))
  }
}

const isoOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))
const refused = (path: string, message: string): DomainError =>
  new DomainError('VALIDATION_FAILED', [{ path, message }])

const dayOf = (text: string, path: string) => {
  const day = parseShopDay(text)
  if (day === undefined) throw refused(path, 'not a calendar day')
  return day
}
const startOf = (text: string, path: string, later: number): Instant =>
  startOfShopDay(addShopDays(dayOf(text, path), later))
