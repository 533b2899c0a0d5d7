import { Inject, Injectable } from '@nestjs/common'
import type { AdminMember, MemberRow, MembersQuery } from '@jishi/contracts/identity/members.schema'
import type { MemberState } from '@jishi/contracts/identity/members.terms'
import { PHONE_PATTERN } from '@jishi/contracts/identity/identity.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { ConsentCount } from '@jishi/contracts/settings/settings.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Conditions } from '../../infra/database/conditions.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { Addresses } from './addresses.js'
import { maskedName } from './domain/name-mask.js'
import { maskedPhone } from './domain/phone.js'
import { Members } from './members.js'
import { PhoneSearches } from './phone-searches.js'

interface ListRow {
  id: Id<'member'>
  at: Instant
  state: MemberState
  lastUsedAt: Instant
  providers: string[]
}

interface OneRow extends ListRow {
  mergedIntoId: string | null
  blockedAt: Instant | null
  blockedReason: string | null
}

const COLUMNS = `m.id, m.created_at as at, m.state, coalesce(m.last_used_at, m.created_at) as "lastUsedAt",
  array(select distinct i.provider from member_identities i where i.member_id = m.id and i.provider <> 'weixin_union') as providers`

const MOST_CONSENTS = 50
const BY_PHONE = { permission: 'member.phone', action: 'member.searched' } as const
const NOBODY = { items: [], nextCursor: null }

const wordsOf = ({ q }: MembersQuery): string => q?.trim().toLowerCase() ?? ''

/** Members as the people of the shop see them. A phone, a name and an address leave masked. */
@Injectable()
export class AdminMembersQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly members: Members,
    private readonly addresses: Addresses,
    private readonly phoneSearches: PhoneSearches,
  ) {}

  /**
   * Accounts that were joined to another are left out, unless their own key is asked for. A search by phone finds nobody
   * for an operator who may not see phones, and throws RATE_LIMITED where the day's searches are spent.
   */
  async list(operator: OperatorActor, query: MembersQuery): Promise<Page<MemberRow>> {
    if (PHONE_PATTERN.test(wordsOf(query)) && !(await this.phoneSearches.take(operator, BY_PHONE))) return NOBODY
    const limit = query.limit ?? PAGE_SIZE
    const conditions = this.conditionsOf(query)
    const rows = await this.database.rows<ListRow>(
      `select ${COLUMNS} from members m ${conditions.where} order by m.created_at desc, m.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    return { items: await this.rowViews(page.rows), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(id: string): Promise<AdminMember> {
    const row = await this.database.maybe<OneRow>(
      `select ${COLUMNS}, m.merged_into_id as "mergedIntoId", m.blocked_at as "blockedAt", m.blocked_reason as "blockedReason"
         from members m where m.id = $1`,
      [id],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const [facts] = await this.rowViews([row])
    if (facts === undefined) throw new DomainError('NOT_FOUND')
    const isBlocked = row.state === 'blocked' && row.blockedAt !== null
    return {
      ...facts,
      mergedIntoId: row.mergedIntoId,
      blocked: isBlocked ? { at: isoOf(row.blockedAt as Instant), reason: row.blockedReason ?? '' } : null,
      consents: await this.consentsOf(row.id),
      sessions: await this.sessionsOf(row.id),
      addresses: await this.addressesOf(row.id),
    }
  }

  /** How many members agreed to each version of the policies, the newest consent first. */
  async consentCounts(): Promise<ConsentCount[]> {
    return this.database.rows<ConsentCount>(
      `select policy_version as version, count(distinct member_id)::int as members
         from consents where member_id is not null group by policy_version order by max(given_at) desc limit 100`,
    )
  }

  private conditionsOf(query: MembersQuery): Conditions {
    const conditions = new Conditions()
    const q = wordsOf(query)
    if (isId(q)) conditions.add('m.id = ?', q)
    else conditions.add('m.merged_into_id is null')
    // A whole phone number goes through its keyed digest; half of one finds nobody, and nobody can be listed by it.
    if (PHONE_PATTERN.test(q)) conditions.add('m.phone_bidx = ?', this.members.phoneIndex(q))
    else if (q !== '' && !isId(q)) conditions.add('false')
    if (query.state !== undefined) conditions.add('m.state = ?', query.state)
    addTimePage(conditions, 'm.created_at', 'm.id', query)
    return conditions
  }

  private async rowViews(rows: readonly ListRow[]): Promise<MemberRow[]> {
    const views = await this.members.views(
      this.database,
      rows.map(({ id }) => id),
    )
    const byId = new Map(views.map((view) => [view.id, view]))
    return rows.map((row) => {
      const view = byId.get(row.id)
      return {
        id: row.id,
        displayName: view?.displayName ?? '',
        phoneMasked: view?.phoneMasked ?? null,
        state: row.state,
        joinedAt: isoOf(row.at),
        lastUsedAt: isoOf(row.lastUsedAt),
        providers: row.providers,
      }
    })
  }

  private async consentsOf(id: Id<'member'>): Promise<AdminMember['consents']> {
    const rows = await this.database.rows<{
      version: string
      purpose: AdminMember['consents'][number]['purpose']
      givenAt: Instant
    }>(
      `select policy_version as version, purpose, given_at as "givenAt" from consents
        where member_id = $1 or phone_bidx = (select phone_bidx from members where id = $1)
        order by given_at desc, id desc limit ${MOST_CONSENTS}`,
      [id],
    )
    return rows.map(({ givenAt, ...row }) => ({ ...row, givenAt: isoOf(givenAt) }))
  }

  /** Where the member is signed in: the row of each sign-in that has not been exchanged yet. */
  private async sessionsOf(id: Id<'member'>): Promise<AdminMember['sessions']> {
    const rows = await this.database.rows<{ id: string; device: string; startedAt: Instant; lastUsedAt: Instant }>(
      `select family_id as id, device, family_started_at as "startedAt", created_at as "lastUsedAt" from sessions
        where member_id = $1 and revoked_at is null and rotated_at is null and refresh_expires_at > $2
        order by created_at desc, id desc`,
      [id, isoOf(this.clock.now())],
    )
    return rows.map(({ startedAt, lastUsedAt, ...row }) => ({
      ...row,
      startedAt: isoOf(startedAt),
      lastUsedAt: isoOf(lastUsedAt),
    }))
  }

  private async addressesOf(id: Id<'member'>): Promise<AdminMember['addresses']> {
    const whole = await this.addresses.all(this.database, id)
    return whole.map((address) => ({
      id: address.id,
      receiverMasked: maskedName(address.receiver),
      phoneMasked: maskedPhone(address.phone),
      region: [address.province, address.city, address.county].filter((part) => part !== '').join(' '),
      tag: address.tag,
      isDefault: address.isDefault,
    }))
  }
}
