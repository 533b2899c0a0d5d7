import { Inject, Injectable } from '@nestjs/common'
import type { PayPasswordCode, SetPayPasswordBody } from '@jishi/contracts/payment/stored-value.schema'
import { PAY_PASSWORD_LOCK_MS, PAY_PASSWORD_TRIES } from '@jishi/contracts/payment/stored-value.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { hashPassword, OwnPhoneCodes, passwordMatches } from '../../identity/index.js'

/** How somebody's password stands. */
export interface PasswordStanding {
  readonly pinSet: boolean
  readonly pinLockedUntil: Instant | null
}

/**
 * The six digits a balance is spent with. A try is counted before it is looked at, so that many at once are not more tries; of
 * right ones, too, no more than that many are looked at in the same moment, which no hand needs.
 */
@Injectable()
export class PayPasswords {
  constructor(
    private readonly database: Database,
    private readonly codes: OwnPhoneCodes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async standing(memberId: string): Promise<PasswordStanding> {
    const row = await this.database.maybe<{ lockedUntil: Instant | null }>(
      `select locked_until as "lockedUntil" from stored_passwords where member_id = $1`,
      [memberId],
    )
    const locked = row?.lockedUntil ?? null
    return { pinSet: row !== undefined, pinLockedUntil: locked !== null && locked > this.clock.now() ? locked : null }
  }

  /** Throws PHONE_NEEDED, RATE_LIMITED or UNAVAILABLE. */
  sendCode(memberId: string, ip: string): Promise<PayPasswordCode> {
    return this.codes.send(memberId, 'pay_password', ip)
  }

  /** Throws SMS_CODE_WRONG, PHONE_NEEDED, or what `check` throws. A new password lifts the lock. */
  async set(memberId: string, body: SetPayPasswordBody): Promise<void> {
    if (body.by === 'sms') await this.codes.prove(memberId, 'pay_password', body.code)
    else await this.check(memberId, body.current)
    const hash = await hashPassword(body.password)
    await this.database.transaction((tx) =>
      tx.execute(
        `insert into stored_passwords (member_id, password_hash, changed_at) values ($1, $2, $3)
         on conflict (member_id) do update
           set password_hash = excluded.password_hash, changed_at = excluded.changed_at, tries = 0, locked_until = null`,
        [memberId, hash, isoOf(this.clock.now())],
      ),
    )
  }

  /**
   * Before anything is spent, and outside its Tx: a refused payment must not forget that somebody guessed. Throws
   * PAY_PASSWORD_NEEDED, PAY_PASSWORD_LOCKED with until when, or PAY_PASSWORD_WRONG with how many tries are left.
   */
  async check(memberId: string, password: string): Promise<void> {
    const tried = await this.database.transaction((tx) =>
      tx.maybe<{ passwordHash: string; tries: number }>(TRY, [
        memberId,
        isoOf(this.clock.now()),
        isoOf(addMs(this.clock.now(), PAY_PASSWORD_LOCK_MS)),
      ]),
    )
    if (tried === undefined) throw await this.refusal(memberId)
    if (!(await passwordMatches(tried.passwordHash, password))) {
      throw new DomainError('PAY_PASSWORD_WRONG', { triesLeft: PAY_PASSWORD_TRIES - tried.tries })
    }
    await this.database.transaction((tx) =>
      tx.execute(
        `update stored_passwords set tries = 0, locked_until = null where member_id = $1 and password_hash = $2`,
        [memberId, tried.passwordHash],
      ),
    )
  }

  private async refusal(memberId: string): Promise<DomainError> {
    const { pinSet, pinLockedUntil } = await this.standing(memberId)
    if (!pinSet) return new DomainError('PAY_PASSWORD_NEEDED')
    return new DomainError('PAY_PASSWORD_LOCKED', { until: pinLockedUntil === null ? null : isoOf(pinLockedUntil) })
  }
}

/** The last try locks; once the lock has passed, tries begin anew. */
const TRY = `
  update stored_passwords
     set tries = case when locked_until <= $2 then 1 else tries + 1 end,
         locked_until = case when locked_until <= $2 then null when tries + 1 = ${PAY_PASSWORD_TRIES} then $3::timestamptz end
   where member_id = $1 and (tries < ${PAY_PASSWORD_TRIES} or locked_until <= $2)
  returning password_hash as "passwordHash", tries`
