import { Inject, Injectable, Logger } from '@nestjs/common'
import type { SendSmsBody, SmsSent } from '@jishi/contracts/identity/identity.schema'
import { SMS_CODE_LENGTH, type CodePurpose } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { dayMs, hourMs, isoOf, minuteMs, msBetween, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import { randomDigits } from '../../infra/crypto/random.js'
import { Database } from '../../infra/database/database.js'
import { SettingsFacade } from '../settings/index.js'
import { Allowances, type Allowance } from './allowances.js'
import { Consents } from './consents.js'
import { networkOf } from '../../infra/limits/network.js'
import { codeExpiry, resendAfterMs } from './domain/sms-code.js'
import { SmsSender, type SmsOutcome } from './sms-sender.js'

interface Wanted {
  readonly phone: string
  readonly purpose: CodePurpose
  /** What somebody agrees to by asking; nothing where they have an account already. */
  readonly consentVersion?: string
}

interface DraftCode {
  readonly id: string
  readonly code: string
  readonly expiresAt: Instant
}

/** Sends a code to sign in with or to bind a phone. It never looks whether the phone belongs to anybody, so its answer cannot tell. */
@Injectable()
export class SendSms {
  private readonly log = new Logger('SendSms')

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly settings: SettingsFacade,
    private readonly allowances: Allowances,
    private readonly consents: Consents,
    private readonly sender: SmsSender,
  ) {}

  /** Throws CONSENT_REQUIRED, RATE_LIMITED, or UNAVAILABLE when the carrier takes no message. */
  async run(body: SendSmsBody, ip: string): Promise<SmsSent> {
    await this.consents.assertCurrent(body.consentVersion)
    return this.send(body, ip)
  }

  /** To a member's own phone, which they have agreed to long since. Throws RATE_LIMITED or UNAVAILABLE. */
  toOwn(phone: string, purpose: CodePurpose, ip: string): Promise<SmsSent> {
    return this.send({ phone, purpose }, ip)
  }

  private async send(body: Wanted, ip: string): Promise<SmsSent> {
    const draft = await this.record(body, ip)
    const outcome = await this.deliver(draft, body.phone)
    await this.database.execute('update sms_codes set delivery = $2 where id = $1', [draft.id, outcome])
    if (outcome !== 'accepted') {
      throw new DomainError('UNAVAILABLE', { retryAfterSeconds: resendAfterMs / secondMs })
    }
    return { resendAfterSeconds: resendAfterMs / secondMs, expiresAt: isoOf(draft.expiresAt) }
  }

  private async record(body: Wanted, ip: string): Promise<DraftCode> {
    const { dailyBudget } = await this.settings.get('sms')
    const phoneIndex = this.pii.blindIndex('phone', body.phone)
    const now = this.clock.now()
    const draft = { id: newId<'smsCode'>(this.clock), code: randomDigits(SMS_CODE_LENGTH), expiresAt: codeExpiry(now) }
    await this.database.transaction(async (tx) => {
      const { consentVersion: version } = body
      if (version !== undefined) await this.consents.record(tx, { phoneIndex, version, purpose: 'sms' })
      await tx.execute(
        `insert into sms_codes (id, phone_bidx, purpose, code_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
        [
          draft.id,
          phoneIndex,
          body.purpose,
          codeHash(this.pii, draft.id, draft.code),
          isoOf(now),
          isoOf(draft.expiresAt),
        ],
      )
      const { member } = await tx.one<{ member: boolean }>(
        `select exists (select 1 from members where phone_bidx = $1 and merged_into_id is null) as member`,
        [phoneIndex],
      )
      // The shop's own budget is the row everybody wants, so it is taken last.
      const strangers = member ? [] : [strangersShare(dailyBudget)]
      await this.allowances.take(tx, [...smsAllowances(body.phone, ip), ...strangers, ...budget(ip, dailyBudget)])
    })
    return draft
  }

  /** An outcome that is not known is asked for once more under the same number. */
  private async deliver(draft: DraftCode, phone: string): Promise<SmsOutcome | 'unknown'> {
    const { name } = await this.settings.get('shop')
    const minutes = Math.floor(msBetween(this.clock.now(), draft.expiresAt) / minuteMs)
    const params = { code: draft.code, minutes: String(minutes) }
    const message = { messageId: draft.id, phone, signName: name, templateCode: 'VERIFICATION_CODE', params } as const
    for (const attempt of [1, 2]) {
      try {
        return await this.sender.send(message)
      } catch (error) {
        this.log.warn(`SMS ${draft.id}, attempt ${attempt}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return 'unknown'
  }
}

/** Bound to its own row, and keyed: six digits under a plain digest would be read off in a moment. */
export const codeHash = (pii: Pii, id: string, code: string): Buffer => pii.blindIndex('sms_code', `${id}:${code}`)

const networkPerHour = 30
/** One network spends a tenth of the shop's day at most, and never less than an hour's worth: the rest is the others'. */
const networkShare = (dailyBudget: number): number => Math.max(networkPerHour, Math.floor(dailyBudget / 10))

const smsAllowances = (phone: string, ip: string): Allowance[] => [
  { scope: 'sms.phone.minute', subject: phone, limit: 1, windowMs: resendAfterMs },
  { scope: 'sms.phone.hour', subject: phone, limit: 5, windowMs: hourMs },
  { scope: 'sms.phone.day', subject: phone, limit: 10, windowMs: dayMs },
  { scope: 'sms.ip.hour', subject: networkOf(ip), limit: networkPerHour, windowMs: hourMs },
]

/** What is left for members' own numbers when strangers have sent for all they may: nobody locks the members out. */
const strangersShare = (dailyBudget: number): Allowance => ({
  scope: 'sms.strangers.day',
  subject: 'shop',
  limit: Math.floor(dailyBudget * 0.7),
  windowMs: dayMs,
})

const budget = (ip: string, dailyBudget: number): Allowance[] => [
  { scope: 'sms.network.day', subject: networkOf(ip), limit: networkShare(dailyBudget), windowMs: dayMs },
  { scope: 'sms.shop.day', subject: 'shop', limit: dailyBudget, windowMs: dayMs },
]
