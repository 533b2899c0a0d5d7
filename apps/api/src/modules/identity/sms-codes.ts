import { timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { CodePurpose } from '@jishi/contracts/identity/identity.terms'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Tx } from '../../infra/database/sql.js'
import { maxTries } from './domain/sms-code.js'
import { codeHash } from './send-sms.js'

/** Codes people got by SMS and bring back. */
@Injectable()
export class SmsCodes {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
  ) {}

  /**
   * Counts a try on the newest code of this phone and purpose; answers which code it was when it is the right one. The
   * code is held until the Tx ends, which must commit, refusal or not: a try that is rolled back was for nothing.
   */
  async tried(tx: Tx, phone: string, purpose: CodePurpose, code: string): Promise<string | undefined> {
    const tried = await tx.maybe<{ id: string; codeHash: Buffer }>(
      `update sms_codes set tries = tries + 1
        where id = (select id from sms_codes where phone_bidx = $1 and purpose = $2 order by created_at desc, id desc limit 1)
          and tries < $3 and used_at is null and expires_at > $4
       returning id, code_hash as "codeHash"`,
      [this.pii.blindIndex('phone', phone), purpose, maxTries, isoOf(this.clock.now())],
    )
    if (tried === undefined || !timingSafeEqual(tried.codeHash, codeHash(this.pii, tried.id, code))) return undefined
    return tried.id
  }

  async useUp(tx: Tx, id: string): Promise<void> {
    await tx.execute('update sms_codes set used_at = $2 where id = $1', [id, isoOf(this.clock.now())])
  }
}
