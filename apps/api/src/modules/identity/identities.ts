import { Inject, Injectable } from '@nestjs/common'
import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Sql, Tx } from '../../infra/database/sql.js'

/** What a platform vouches for: this person, of this app. */
export interface PlatformPerson {
  readonly provider: IdentityProvider
  readonly appId: string
  readonly subject: string
  /** The same person across the apps of one open-platform account. */
  readonly unionId?: string | undefined
}

/** Apps of one open-platform account share people; their common name for a person belongs to no app. */
const UNION = { provider: 'weixin_union', appId: 'open' } as const

interface Account {
  readonly provider: string
  readonly appId: string
  readonly subject: string
}

const accountsOf = ({ provider, appId, subject, unionId }: PlatformPerson): Account[] => [
  { provider, appId, subject },
  ...(unionId === undefined ? [] : [{ ...UNION, subject: unionId }]),
]

/** Platform accounts of members. Nothing else in the shop knows anybody by an openid. */
@Injectable()
export class Identities {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
  ) {}

  /** Names of what may have one owner at a time, for `takeTurns`. */
  turnsOf(person: PlatformPerson): Buffer[] {
    return accountsOf(person).map(({ provider, appId, subject }) =>
      this.pii.blindIndex('identity-turn', `${provider}:${appId}:${subject}`),
    )
  }

  /** What is kept of a code in the record of a consent that was given before the code was used. */
  codeIndex(method: IdentityProvider, code: string): Buffer {
    return this.pii.blindIndex('platform-code', `${method}:${code}`)
  }

  /** The member this person is, merged accounts followed; by the app's own account first, else by the open platform's. */
  async ownerOf(tx: Tx, person: PlatformPerson): Promise<Id<'member'> | undefined> {
    for (const account of accountsOf(person)) {
      const owner = await tx.maybe<{ memberId: Id<'member'> }>(
        `select coalesce(m.merged_into_id, m.id) as "memberId" from member_identities i join members m on m.id = i.member_id
          where i.provider = $1 and i.app_id = $2 and i.subject = $3`,
        [account.provider, account.appId, account.subject],
      )
      if (owner !== undefined) return owner.memberId
    }
    return undefined
  }

  /**
   * Writes down whatever of this person nobody has yet as the member's, and that they were here. An account that is
   * somebody else's stays theirs: the caller has settled that before.
   */
  async attach(tx: Tx, memberId: Id<'member'>, person: PlatformPerson): Promise<void> {
    for (const { provider, appId, subject } of accountsOf(person)) {
      await tx.execute(
        `insert into member_identities (id, member_id, provider, app_id, subject, created_at, seen_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (provider, app_id, subject) do update set seen_at = excluded.seen_at
           where member_identities.seen_at < excluded.seen_at`,
        [newId<'memberIdentity'>(this.clock), memberId, provider, appId, subject, isoOf(this.clock.now())],
      )
    }
  }

  /** Whether a platform's account leads to this member, by way of accounts merged into theirs as well. */
  async any(reader: Sql, memberId: Id<'member'>): Promise<boolean> {
    const one = await reader.maybe(
      `select 1 as one from member_identities i join members m on m.id = i.member_id
        where m.id = $1 or m.merged_into_id = $1 limit 1`,
      [memberId],
    )
    return one !== undefined
  }

  /** The account of this app that the member was last here with, accounts merged into theirs included. */
  async payerOf(
    reader: Sql,
    memberId: Id<'member'>,
    provider: IdentityProvider,
    appId: string,
  ): Promise<string | undefined> {
    const account = await reader.maybe<{ subject: string }>(
      `select i.subject from member_identities i join members m on m.id = i.member_id
        where (m.id = $1 or m.merged_into_id = $1) and i.provider = $2 and i.app_id = $3
        order by i.seen_at desc, i.id desc limit 1`,
      [memberId, provider, appId],
    )
    return account?.subject
  }
}
