import { Injectable } from '@nestjs/common'
import { PayPasswords } from './pay-passwords.js'

/** What others need of stored value beside paying with it. */
@Injectable()
export class StoredValueFacade {
  constructor(private readonly passwords: PayPasswords) {}

  /**
   * Whoever wants to spend a balance shows that it is theirs, before the Tx that spends it. Throws PAY_PASSWORD_NEEDED,
   * PAY_PASSWORD_WRONG or PAY_PASSWORD_LOCKED.
   */
  admit(memberId: string, password: string): Promise<void> {
    return this.passwords.check(memberId, password)
  }
}
