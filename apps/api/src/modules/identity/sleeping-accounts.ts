import { timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { dayMs, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Tx } from '../../infra/database/sql.js'
import { Addresses } from './addresses.js'
import { Allowances } from './allowances.js'
import { isAsleep, plainName } from './domain/sleep.js'
import { MemberHoldings } from './member-holdings.js'
import type { KnownMember } from './members.js'

/** However many codes somebody gets, names are not to be tried one after the other. */
const namesPerDay = 5

/**
 * An account whose phone nobody proved for so long that it may have another owner by now. The phone alone opens it only where
 * there is nothing of the first owner's in it: no order, no money, no address.
 */
@Injectable()
export class SleepingAccounts {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
    private readonly holdings: MemberHoldings,
    private readonly addresses: Addresses,
    private readonly allowances: Allowances,
  ) {}

  /** Throws RATE_LIMITED after too many names in a day. */
  async opensTo(tx: Tx, { view, phoneProvenAt }: KnownMember, receiverName: string | undefined): Promise<boolean> {
    if (phoneProvenAt === null || !isAsleep(phoneProvenAt, this.clock.now())) return true
    const addresses = await this.addresses.all(tx, view.id)
    if (addresses.length === 0 && !(await this.holdings.any(tx, view.id))) return true
    if (receiverName === undefined) return false
    await this.allowances.take(tx, [
      { scope: 'asleep.member.day', subject: view.id, limit: namesPerDay, windowMs: dayMs },
    ])
    const named = this.indexOf(receiverName)
    // Every receiver is compared, so that the time taken tells nothing of which one it was.
    return addresses.map(({ receiver }) => timingSafeEqual(this.indexOf(receiver), named)).includes(true)
  }

  private indexOf(name: string): Buffer {
    return this.pii.blindIndex('receiver', plainName(name))
  }
}
