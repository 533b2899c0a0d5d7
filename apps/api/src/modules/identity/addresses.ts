import { Inject, Injectable } from '@nestjs/common'
import type { AddressBody, AddressView } from '@jishi/contracts/identity/identity.schema'
import type { AddressTag } from '@jishi/contracts/identity/identity.terms'
import { MAX_ADDRESSES } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Sql, SqlValue, Tx } from '../../infra/database/sql.js'
import { regionOf } from './regions.js'

interface AddressRow {
  id: string
  receiverEnc: string
  phoneEnc: string
  regionCode: string
  detailEnc: string
  tag: AddressTag | null
  isDefault: boolean
}

const COLUMNS = `id, receiver_enc as "receiverEnc", phone_enc as "phoneEnc", region_code as "regionCode",
  detail_enc as "detailEnc", tag, is_default as "isDefault"`

const OF_ADDRESS = `a.id, a.receiver_enc as "receiverEnc", a.phone_enc as "phoneEnc", a.region_code as "regionCode",
  a.detail_enc as "detailEnc", a.tag, a.is_default as "isDefault"`

const FIELD = { receiver: 'addresses.receiver', phone: 'addresses.phone', detail: 'addresses.detail' } as const

/** Addresses of members. Every statement names the member, so that somebody else's address is simply not there. */
@Injectable()
export class Addresses {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
  ) {}

  /**
   * Throws NOT_FOUND, the same whether it is missing, somebody else's, or of an account that was merged away. Within a
   * transaction it holds the member's row, so that an order and a merge see one another.
   */
  async of(reader: Sql, memberId: Id<'member'>, addressId: string): Promise<AddressView> {
    const row = await reader.maybe<AddressRow>(
      `select ${OF_ADDRESS} from addresses a join members m on m.id = a.member_id
        where a.id = $1 and a.member_id = $2 and m.merged_into_id is null for key share of m`,
      [addressId, memberId],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return this.view(row)
  }

  /** The default first, then the newest. */
  async all(reader: Sql, memberId: Id<'member'>): Promise<AddressView[]> {
    const rows = await reader.rows<AddressRow>(
      `select ${COLUMNS} from addresses where member_id = $1 order by is_default desc, created_at desc, id desc`,
      [memberId],
    )
    return rows.map((row) => this.view(row))
  }

  /** The first address becomes the default. Throws VALIDATION_FAILED for an unknown region, ADDRESS_LIMIT. */
  async add(tx: Tx, memberId: Id<'member'>, id: Id<'address'>, body: AddressBody): Promise<void> {
    const sealed = this.sealed(body)
    const place = await tx.maybe<{ count: number }>(
      `update members set address_count = address_count + 1 where id = $1 and address_count < $2
       returning address_count as count`,
      [memberId, MAX_ADDRESSES],
    )
    if (place === undefined) throw new DomainError('ADDRESS_LIMIT')
    const isDefault = body.isDefault === true || place.count === 1
    if (isDefault) await this.clearDefault(tx, memberId)
    await tx.execute(
      `insert into addresses (id, member_id, receiver_enc, phone_enc, region_code, detail_enc, full_bidx, tag, is_default, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
      [id, memberId, ...sealed, isDefault, isoOf(this.clock.now())],
    )
  }

  /** Replaces the whole address. A default stays one until another takes its place. Throws NOT_FOUND, VALIDATION_FAILED. */
  async change(tx: Tx, memberId: Id<'member'>, id: string, body: AddressBody): Promise<void> {
    const sealed = this.sealed(body)
    await this.lock(tx, memberId)
    const current = await tx.maybe<{ isDefault: boolean }>(
      'select is_default as "isDefault" from addresses where id = $1 and member_id = $2',
      [id, memberId],
    )
    if (current === undefined) throw new DomainError('NOT_FOUND')
    const becomesDefault = body.isDefault === true && !current.isDefault
    if (becomesDefault) await this.clearDefault(tx, memberId)
    await tx.execute(
      `update addresses set receiver_enc = $3, phone_enc = $4, region_code = $5, detail_enc = $6, full_bidx = $7, tag = $8,
              is_default = $9, updated_at = $10
        where id = $1 and member_id = $2`,
      [id, memberId, ...sealed, current.isDefault || becomesDefault, isoOf(this.clock.now())],
    )
  }

  /** The newest of the others becomes the default when the default goes. Throws NOT_FOUND. */
  async remove(tx: Tx, memberId: Id<'member'>, id: string): Promise<void> {
    await this.lock(tx, memberId)
    const removed = await tx.maybe<{ isDefault: boolean }>(
      'delete from addresses where id = $1 and member_id = $2 returning is_default as "isDefault"',
      [id, memberId],
    )
    if (removed === undefined) throw new DomainError('NOT_FOUND')
    await tx.execute('update members set address_count = address_count - 1 where id = $1', [memberId])
    if (!removed.isDefault) return
    await tx.execute(
      `update addresses set is_default = true
        where id = (select id from addresses where member_id = $1 order by created_at desc, id desc limit 1)`,
      [memberId],
    )
  }

  /**
   * Copies the addresses of an account that is merged into another: the newest first, as far as there is room, and no
   * place twice. Answers how many. Both rows are locked by the caller.
   */
  async copy(tx: Tx, from: Id<'member'>, into: Id<'member'>): Promise<number> {
    const { count } = await tx.one<{ count: number }>('select address_count as count from members where id = $1', [
      into,
    ])
    const sources = await tx.rows<{ id: string }>(
      `select id from addresses a where member_id = $1
          and not exists (select 1 from addresses b where b.member_id = $2 and b.full_bidx = a.full_bidx)
        order by is_default desc, created_at desc, id desc limit $3`,
      [from, into, MAX_ADDRESSES - count],
    )
    if (sources.length === 0) return 0
    await tx.execute(
      `insert into addresses (id, member_id, receiver_enc, phone_enc, region_code, detail_enc, full_bidx, tag, is_default, created_at, updated_at)
       select c.new_id, $3, a.receiver_enc, a.phone_enc, a.region_code, a.detail_enc, a.full_bidx, a.tag,
              $5 and c.place = 1, a.created_at, $4
         from unnest($1::uuid[], $2::uuid[]) with ordinality as c (old_id, new_id, place) join addresses a on a.id = c.old_id`,
      [
        sources.map(({ id }) => id),
        sources.map(() => newId<'address'>(this.clock)),
        into,
        isoOf(this.clock.now()),
        count === 0,
      ],
    )
    await tx.execute('update members set address_count = address_count + $2 where id = $1', [into, sources.length])
    return sources.length
  }

  /** Changes of one member's addresses take turns on the member's row. */
  private async lock(tx: Tx, memberId: Id<'member'>): Promise<void> {
    await tx.one('select id from members where id = $1 for no key update', [memberId])
  }

  private async clearDefault(tx: Tx, memberId: Id<'member'>): Promise<void> {
    await tx.execute('update addresses set is_default = false where member_id = $1 and is_default', [memberId])
  }

  /** Receiver, phone, region, detail, digest and tag, in the order of the columns. */
  private sealed(body: AddressBody): SqlValue[] {
    if (regionOf(body.regionCode) === undefined) {
      throw new DomainError('VALIDATION_FAILED', [{ path: 'regionCode', message: '请选择完整的省、市、区' }])
    }
    const place = [body.regionCode, body.detail.replace(/\s+/g, ''), body.phone].join('|')
    return [
      this.pii.seal(FIELD.receiver, body.receiver),
      this.pii.seal(FIELD.phone, body.phone),
      body.regionCode,
      this.pii.seal(FIELD.detail, body.detail),
      this.pii.blindIndex('address', place),
      body.tag ?? null,
    ]
  }

  private view(row: AddressRow): AddressView {
    const region = regionOf(row.regionCode)
    return {
      id: row.id,
      receiver: this.pii.open(FIELD.receiver, row.receiverEnc),
      phone: this.pii.open(FIELD.phone, row.phoneEnc),
      regionCode: row.regionCode,
      // A county that newer region data no longer knows keeps its address readable; choosing it again is refused.
      province: region?.province ?? '',
      city: region?.city ?? '',
      county: region?.county ?? '',
      detail: this.pii.open(FIELD.detail, row.detailEnc),
      tag: row.tag,
      isDefault: row.isDefault,
    }
  }
}
