import { Inject, Injectable } from '@nestjs/common'
import type {
  AdminPayout,
  AdminPayoutDetail,
  AdminPayoutsQuery,
  OwnPayout,
} from '@jishi/contracts/payment/payout.schema'
import type { PayoutState } from '@jishi/contracts/payment/payout.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { subFen } from '@jishi/kernel/money'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { NoticeInbox } from '../notice-inbox.js'
import { payoutActionsOf } from './handle-payout.js'
import { PAYOUT_CHANNELS, type PayoutChannels } from './payout-channel.js'
import { maskedPayee, PayoutSeals } from './payout-seals.js'
import { PAYOUT, type PayoutRow } from './payouts.store.js'

interface ShownRow extends PayoutRow {
  readonly incidents: string[]
  readonly nextQueryAt: Instant | null
}

const OPEN_INCIDENT = `payment_incidents x where x.reference = p.payout_no and x.resolved_at is null`
const SHOWN = `select ${PAYOUT}, p.next_query_at as "nextQueryAt",
  coalesce((select array_agg(x.kind order by x.kind) from ${OPEN_INCIDENT}), '{}') as incidents from payouts p`

/** Payouts as their payees and as operators see them. */
@Injectable()
export class Payouts {
  constructor(
    private readonly database: Database,
    private readonly seals: PayoutSeals,
    private readonly inbox: NoticeInbox,
    @Inject(PAYOUT_CHANNELS) private readonly channels: PayoutChannels,
  ) {}

  /** A member's own. Throws NOT_FOUND. */
  async mine(memberId: string, id: string): Promise<OwnPayout> {
    const row = await this.database.maybe<PayoutRow>(
      `select ${PAYOUT} from payouts p where p.id = $1 and p.member_id = $2`,
      [id, memberId],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const { channel, confirmHandle } = row
    const confirm = confirmHandle === null ? null : this.channels.get(channel)?.confirmCall?.(confirmHandle)
    return { ...sharedOf(row), confirm: confirm ?? null }
  }

  /** Newest first. */
  async list(query: AdminPayoutsQuery): Promise<Page<AdminPayout>> {
    const conditions = new Conditions()
    if (query.state !== undefined) conditions.add('p.state = ?', query.state)
    if (query.channel !== undefined) conditions.add('p.channel = ?', query.channel)
    if (query.payoutNo !== undefined) conditions.add('p.payout_no = ?', query.payoutNo)
    if (query.troubled !== undefined) conditions.add(`exists (select 1 from ${OPEN_INCIDENT})`)
    addTimePage(conditions, 'p.created_at', 'p.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<ShownRow>(
      `${SHOWN} ${conditions.where} order by p.created_at desc, p.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const cut = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt })),
      limit,
    )
    return { items: cut.rows.map((row) => this.view(row)), nextCursor: cut.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async detail(id: string): Promise<AdminPayoutDetail> {
    const row = await this.database.maybe<ShownRow>(`${SHOWN} where p.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const steps = await this.database.rows<{ state: PayoutState; at: Instant }>(
      `select state, at from payout_steps where payout_id = $1 order by id`,
      [id],
    )
    const { channelPayoutId, debitAccount, description, endedReason, queries, nextQueryAt } = row
    return {
      ...this.view(row),
      ...{ channelPayoutId, debitAccount, description, endedReason, queries },
      nextQuestionAt: timeOrNull(nextQueryAt),
      steps: steps.map(({ state, at }) => ({ state, at: isoOf(at) })),
      incidentDetails: await this.incidentsOf(row.payoutNo),
      notices: await this.inbox.of(this.database, 'payout', row.payoutNo),
    }
  }

  private async incidentsOf(payoutNo: string): Promise<AdminPayoutDetail['incidentDetails']> {
    const rows = await this.database.rows<{
      kind: string
      details: unknown
      openedAt: Instant
      resolvedAt: Instant | null
    }>(
      `select kind, details, opened_at as "openedAt", resolved_at as "resolvedAt" from payment_incidents
        where reference = $1 order by opened_at desc, id desc`,
      [payoutNo],
    )
    return rows.map(({ openedAt, resolvedAt, ...row }) => ({
      ...row,
      openedAt: isoOf(openedAt),
      resolvedAt: timeOrNull(resolvedAt),
    }))
  }

  private view(row: ShownRow): AdminPayout {
    const { memberId, subject, incidents } = row
    const payee = maskedPayee(this.seals.open(row.payeeEnc))
    return { ...sharedOf(row), memberId, subject, payee, incidents, allowedActions: payoutActionsOf(row) }
  }
}

const timeOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

const sharedOf = ({ id, payoutNo, channel, state, amountFen, taxWithheldFen, createdAt, stateAt }: PayoutRow) => ({
  ...{ id, payoutNo, channel, state, amountFen, taxWithheldFen },
  sentFen: subFen(amountFen, taxWithheldFen),
  createdAt: isoOf(createdAt),
  stateAt: isoOf(stateAt),
})
