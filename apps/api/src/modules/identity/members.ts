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

const PHONE = 'members.phone'

interface MemberRow {
  id: Id<'member'>
  displayName: string
  /** Null until a phone is proven. */
  phoneEnc: string | null
  state: 'active' | 'blocked'
  joinedAt: Instant
}

export interface KnownMember {
  readonly view: MemberView & { readonly id: Id<'member'> }
  readonly blocked: boolean
}

const COLUMNS = `id, display_name as "displayName", phone_enc as "phoneEnc", state, created_at as "joinedAt"`

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

  /** The member of this phone; the first time, a new one. Two first times at once make one member. */
  async ofPhone(tx: Tx, phone: string, displayName = firstDisplayName(phone)): Promise<KnownMember> {
    const index = this.phoneIndex(phone)
    const known = await tx.maybe<MemberRow>(
      `select ${COLUMNS} from members where phone_bidx = $1 and merged_into_id is null`,
      [index],
    )
    return this.known(known ?? (await this.join(tx, phone, index, displayName)))
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

  private async join(tx: Tx, phone: string, index: Buffer, displayName: string): Promise<MemberRow> {
    const id = newId<'member'>(this.clock)
    const joined = await tx.maybe<MemberRow>(
      `insert into members (id, phone_enc, phone_bidx, display_name, created_at) values ($1, $2, $3, $4, $5)
       on conflict (phone_bidx) where merged_into_id is null do nothing returning ${COLUMNS}`,
      [id, this.pii.seal(PHONE, phone), index, displayName, isoOf(this.clock.now())],
    )
    if (joined === undefined) {
      return tx.one<MemberRow>(`select ${COLUMNS} from members where phone_bidx = $1 and merged_into_id is null`, [
        index,
      ])
    }
    await this.outbox.publish(tx, 'member.joined', { memberId: id })
    return joined
  }

  private known(row: MemberRow): KnownMember {
    const phoneMasked = row.phoneEnc === null ? null : maskedPhone(this.pii.open(PHONE, row.phoneEnc))
    const view = { id: row.id, displayName: row.displayName, phoneMasked, joinedAt: isoOf(row.joinedAt) }
    return { view, blocked: row.state === 'blocked' }
  }
}
