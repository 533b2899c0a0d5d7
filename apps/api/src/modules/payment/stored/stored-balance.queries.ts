import { Injectable } from '@nestjs/common'
import type { Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { MemberStored, MemberStoredEntry, StoredBalance } from '@jishi/contracts/payment/stored-value.schema'
import type { StoredReason } from '@jishi/contracts/payment/stored-value.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { IdentityFacade } from '../../identity/index.js'
import { SettingsFacade } from '../../settings/index.js'
import { PayPasswords } from './pay-passwords.js'
import { StoredAccounts } from './stored-accounts.js'

interface EntryRow {
  id: string
  reason: StoredReason
  reference: string
  title: string
  principalFen: number
  bonusFen: number
  principalAfterFen: number
  bonusAfterFen: number
  at: Instant
}

const NOTHING = { principalFen: 0, bonusFen: 0, heldPrincipalFen: 0, heldBonusFen: 0, expectedFen: 0 }

/** A balance and how it came about, for its owner and for operators. */
@Injectable()
export class StoredBalanceQueries {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsFacade,
    private readonly identity: IdentityFacade,
    private readonly accounts: StoredAccounts,
    private readonly passwords: PayPasswords,
  ) {}

  async own(memberId: string): Promise<StoredBalance> {
    const { open, capFen } = await this.settings.get('storedValue')
    const account = (await this.accounts.of(this.database, memberId)) ?? NOTHING
    const { principalFen, bonusFen, heldPrincipalFen, heldBonusFen, expectedFen } = account
    const heldFen = heldPrincipalFen + heldBonusFen
    const roomFen = Math.max(capFen - principalFen - bonusFen - expectedFen, 0)
    const availableFen = principalFen + bonusFen - heldFen
    return {
      ...{ offered: open, principalFen, bonusFen, heldFen, availableFen, capFen, roomFen },
      ...(await this.password(memberId)),
    }
  }

  /** Of a member with no balance, nothing. Throws NOT_FOUND where there is no such member. */
  async ofMember(memberId: string): Promise<MemberStored> {
    await this.assertMember(memberId)
    const { principalFen, bonusFen, heldFen, capFen, ...password } = await this.own(memberId)
    const { pinSet, pinLockedUntil } = password
    return { principalFen, bonusFen, heldFen, capFen, pinSet, pinLockedUntil }
  }

  /** Throws NOT_FOUND where there is no such member. */
  async entriesOfMember(memberId: string, query: PageQuery): Promise<Page<MemberStoredEntry>> {
    await this.assertMember(memberId)
    return this.entries(memberId, query)
  }

  async entries(memberId: string, query: PageQuery): Promise<Page<MemberStoredEntry>> {
    const conditions = new Conditions()
    conditions.add('e.member_id = ?', memberId)
    addTimePage(conditions, 'e.at', 'e.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<EntryRow>(
      `${ENTRIES} ${conditions.where} order by e.at desc, e.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    return { items: page.rows.map((row) => ({ ...row, at: isoOf(row.at) })), nextCursor: page.nextCursor }
  }

  private async assertMember(memberId: string): Promise<void> {
    const masks = await this.identity.memberMasks(this.database, [memberId])
    if (!masks.has(memberId)) throw new DomainError('NOT_FOUND')
  }

  private async password(memberId: string): Promise<Pick<StoredBalance, 'pinSet' | 'pinLockedUntil'>> {
    const { pinSet, pinLockedUntil } = await this.passwords.standing(memberId)
    return { pinSet, pinLockedUntil: pinLockedUntil === null ? null : isoOf(pinLockedUntil) }
  }
}

const ENTRIES = `
  select e.id, e.reason, e.reference, e.title, e.principal_fen as "principalFen", e.bonus_fen as "bonusFen",
         e.principal_after_fen as "principalAfterFen", e.bonus_after_fen as "bonusAfterFen", e.at
    from stored_entries e`
