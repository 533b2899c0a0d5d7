import { Inject, Injectable } from '@nestjs/common'
import type { MemberView } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { firstDisplayName, maskedPhone } from './domain/phone.js'
import { takeTurns } from './turns.js'

const PHONE = 'members.phone'

interface MemberRow {
  id: Id<'member'>
  displayName: string
  /** Null until a phone is proven. */
  phoneEnc: string | null
  state: 'active' | 'blocked'
  joinedAt: Instant
  phoneProvenAt: Instant | null
}

export interface KnownMember {
  readonly view: MemberView & { readonly id: Id<'member'> }
  readonly blocked: boolean
  /** Null without a phone. Whoever only comes by a platform proves nothing of it. */
  readonly phoneProvenAt: Instant | null
}

const COLUMNS = `id, display_name as "displayName", phone_enc as "phoneEnc", state, created_at as "joinedAt",
  phone_proven_at as "phoneProvenAt"`

/** Members by key and by phone; a phone leaves this class masked. */
@Injectable()
export class Members {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
    private readonly outbox: Outbox,
  ) {}

  phoneIndex(phone: string): Buffer {
    return this.pii.blindIndex('phone', phone)
  }

  /** The name of this phone for `takeTurns`: whoever decides whose it is takes a turn first. */
  phoneTurn(phone: string): Buffer {
    return this.pii.blindIndex('phone-turn', phone)
  }

  /** The member of this phone; the first time, a new one. Two first times at once make one member. */
  async ofPhone(tx: Tx, phone: string, displayName = firstDisplayName(phone)): Promise<KnownMember> {
    await takeTurns(tx, [this.phoneTurn(phone)])
    const index = this.phoneIndex(phone)
    // Held, so that an account which is just being merged away is not signed in to.
    const known = await tx.maybe<MemberRow>(
      `select ${COLUMNS} from members where phone_bidx = $1 and merged_into_id is null for key share`,
      [index],
    )
    return this.known(known ?? (await this.join(tx, displayName, { sealed: this.pii.seal(PHONE, phone), index })))
  }

  /** Somebody a platform vouches for and who has no phone yet. */
  async joinWithoutPhone(tx: Tx, displayName: string): Promise<KnownMember> {
    return this.known(await this.join(tx, displayName))
  }

  /** The member, or the one it was merged into; held against being merged until the Tx ends. Throws NOT_FOUND. */
  async held(tx: Tx, id: Id<'member'>): Promise<KnownMember> {
    const row = await tx.maybe<MemberRow & { mergedIntoId: Id<'member'> | null }>(
      `select ${COLUMNS}, merged_into_id as "mergedIntoId" from members where id = $1 for key share`,
      [id],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return row.mergedIntoId === null ? this.known(row) : this.held(tx, row.mergedIntoId)
  }

  async ownerOfPhone(reader: Sql, phone: string): Promise<Id<'member'> | undefined> {
    const owner = await reader.maybe<{ id: Id<'member'> }>(
      'select id from members where phone_bidx = $1 and merged_into_id is null',
      [this.phoneIndex(phone)],
    )
    return owner?.id
  }

  /** Writes a proven phone down, in place of an earlier one. The caller has taken its turn and the phone is nobody's. */
  async setPhone(tx: Tx, id: Id<'member'>, phone: string): Promise<void> {
    const set = await tx.execute(
      `update members set phone_enc = $2, phone_bidx = $3, phone_proven_at = $4 where id = $1 and merged_into_id is null`,
      [id, this.pii.seal(PHONE, phone), this.phoneIndex(phone), isoOf(this.clock.now())],
    )
    if (set === 0) throw new DomainError('UNAUTHENTICATED')
  }

  /** That the phone a member has was in their hands just now; of another phone it says nothing. */
  async phoneProven(tx: Tx, id: Id<'member'>, phone: string): Promise<void> {
    await tx.execute('update members set phone_proven_at = $3 where id = $1 and phone_bidx = $2', [
      id,
      this.phoneIndex(phone),
      isoOf(this.clock.now()),
    ])
  }

  /** The phone is nobody's from here on. The caller has taken its turn. */
  async givePhoneUp(tx: Tx, id: Id<'member'>, phone: string): Promise<void> {
    await tx.execute(
      'update members set phone_enc = null, phone_bidx = null, phone_proven_at = null where id = $1 and phone_bidx = $2',
      [id, this.phoneIndex(phone)],
    )
  }

  /** Throws NOT_FOUND. */
  async view(reader: Sql, id: Id<'member'>): Promise<MemberView> {
    const row = await reader.maybe<MemberRow>(`select ${COLUMNS} from members where id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return this.known(row).view
  }

  async views(reader: Sql, ids: readonly string[]): Promise<MemberView[]> {
    if (ids.length === 0) return []
    const rows = await reader.rows<MemberRow>(`select ${COLUMNS} from members where id = any($1::uuid[])`, [
      [...new Set(ids)],
    ])
    return rows.map((row) => this.known(row).view)
  }

  private async join(tx: Tx, displayName: string, phone?: { sealed: string; index: Buffer }): Promise<MemberRow> {
    const id = newId<'member'>(this.clock)
    const joined = await tx.one<MemberRow>(
      `insert into members (id, phone_enc, phone_bidx, display_name, created_at, phone_proven_at)
       values ($1, $2, $3, $4, $5, case when $2::text is null then null else $5::timestamptz end)
       returning ${COLUMNS}`,
      [id, phone?.sealed ?? null, phone?.index ?? null, displayName, isoOf(this.clock.now())],
    )
    await this.outbox.publish(tx, 'member.joined', { memberId: id })
    return joined
  }

  private known(row: MemberRow): KnownMember {
    const phoneMasked = row.phoneEnc === null ? null : maskedPhone(this.pii.open(PHONE, row.phoneEnc))
    const view = { id: row.id, displayName: row.displayName, phoneMasked, joinedAt: isoOf(row.joinedAt) }
    return { view, blocked: row.state === 'blocked', phoneProvenAt: row.phoneProvenAt }
  }
}
