import { Injectable } from '@nestjs/common'
import type { SmsSent } from '@jishi/contracts/identity/identity.schema'
import type { CodePurpose } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'
import { maskedPhone } from './domain/phone.js'
import { SendSms } from './send-sms.js'
import { SmsCodes } from './sms-codes.js'

/** Codes to the phone a member has proven already: nobody names a number, so none can be pointed at somebody else. */
@Injectable()
export class OwnPhoneCodes {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly sending: SendSms,
    private readonly codes: SmsCodes,
  ) {}

  /** Throws PHONE_NEEDED, RATE_LIMITED or UNAVAILABLE. */
  async send(memberId: string, purpose: CodePurpose, ip: string): Promise<SmsSent & { readonly phoneMasked: string }> {
    const phone = await this.phoneOf(memberId)
    return { phoneMasked: maskedPhone(phone), ...(await this.sending.toOwn(phone, purpose, ip)) }
  }

  /** Uses the code up. Throws PHONE_NEEDED or SMS_CODE_WRONG; the try counts in either case. */
  async prove(memberId: string, purpose: CodePurpose, code: string): Promise<void> {
    const phone = await this.phoneOf(memberId)
    const right = await this.database.transaction(async (tx) => {
      const id = await this.codes.tried(tx, phone, purpose, code)
      if (id !== undefined) await this.codes.useUp(tx, id)
      return id !== undefined
    })
    if (!right) throw new DomainError('SMS_CODE_WRONG')
  }

  private async phoneOf(memberId: string): Promise<string> {
    const row = await this.database.one<{ phoneEnc: string | null }>(
      'select phone_enc as "phoneEnc" from members where id = $1',
      [memberId],
    )
    if (row.phoneEnc === null) throw new DomainError('PHONE_NEEDED')
    return this.pii.open('members.phone', row.phoneEnc)
  }
}
