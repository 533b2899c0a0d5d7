import { timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { Id } from '@jishi/kernel/id'
import { dayMs, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Tx } from '../../infra/database/sql.js'
import { Addresses } from './addresses.js'
import { Allowances } from './allowances.js'
import { isAsleep, plainName } from './domain/sleep.js'
import { InheritPhone } from './inherit-phone.js'
import { MemberHoldings } from './member-holdings.js'
import type { KnownMember } from './members.js'

/** However many codes somebody gets, names are not to be tried one after the other. */
const namesPerDay = 5

interface Knock {
  readonly phone: string
  readonly receiverName?: string | undefined
}

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
    private readonly inheriting: InheritPhone,
  ) {}

  /**
   * Whom somebody who proved the phone enters as: this member, or one that begins anew; undefined where a name has to be
   * known and was not. Throws RATE_LIMITED after too many names in a day.
   */
  async entrant(
    tx: Tx,
    { view, phoneProvenAt }: KnownMember,
    { phone, receiverName }: Knock,
  ): Promise<Id<'member'> | undefined> {
    if (phoneProvenAt === null || !isAsleep(phoneProvenAt, this.clock.now())) return view.id
    const addresses = await this.addresses.all(tx, view.id)
    if (addresses.length === 0 && !(await this.holdings.any(tx, view.id))) {
      return this.inheriting.run(tx, view.id, phone)
    }
    if (receiverName === undefined) return undefined
    await this.allowances.take(tx, [
      { scope: 'asleep.member.day', subject: view.id, limit: namesPerDay, windowMs: dayMs },
    ])
    const named = this.indexOf(receiverName)
    // Every receiver is compared, so that the time taken tells nothing of which one it was.
    const known = addresses.map(({ receiver }) => timingSafeEqual(this.indexOf(receiver), named)).includes(true)
    return known ? view.id : undefined
  }

  private indexOf(name: string): Buffer {
    return this.pii.blindIndex('receiver', plainName(name))
  }
}
