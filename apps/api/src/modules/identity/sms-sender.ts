import { createHmac, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { secondMs, systemClock } from '@jishi/kernel/time'
import { z } from 'zod'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'

export interface SmsMessage {
  /** The carrier sends one message per id, so asking again after an unknown outcome is safe. */
  readonly messageId: string
  readonly phone: string
  readonly signName: string
  readonly templateCode: 'VERIFICATION_CODE'
  readonly params: Readonly<Record<string, string>>
}

export type SmsOutcome = 'accepted' | 'refused'

interface SmsAccount {
  readonly accessKeyId: string
  readonly accessKeySecret: string
}

const TIMEOUT_MS = 4_000
const merchantFile = z.object({ sms: z.object({ accessKeyId: z.string(), accessKeySecret: z.string() }) })

/** Sends text messages through the carrier's HTTP API, each request signed with the account's key. */
@Injectable()
export class SmsSender {
  private readonly log = new Logger('Sms')

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** `refused` = the carrier will not send it. Throws when the outcome is not known: ask again under the same messageId. */
  async send(message: SmsMessage): Promise<SmsOutcome> {
    const account = await this.account()
    const body = JSON.stringify(message)
    const response = await fetch(`${this.baseUrl}/sms/send`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signed(account, body) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    })
    const answer = await response.text()
    if (response.ok) return 'accepted'
    if (response.status >= 500) throw new Error(`the SMS carrier answered ${response.status}`)
    // A refusal names a code; the body may repeat the phone, so only the code is logged.
    this.log.warn(`the SMS carrier refused a message: ${response.status} ${codeIn(answer)}`)
    return 'refused'
  }

  private get baseUrl(): string {
    return (this.config.env.SMS_BASE_URL ?? this.config.simulatorUrl).replace(/\/+$/, '')
  }

  /** The configured account; outside production, where none is configured, the one the simulator made for us. */
  private async account(): Promise<SmsAccount> {
    const { SMS_ACCESS_KEY: accessKeyId, SMS_SECRET: accessKeySecret } = this.config.env
    if (this.config.mode === 'production' || accessKeyId !== undefined) {
      return {
        accessKeyId: present(accessKeyId, 'SMS_ACCESS_KEY'),
        accessKeySecret: present(accessKeySecret, 'SMS_SECRET'),
      }
    }
    const text = await readFile(join(this.config.dataDir, 'simulator', 'merchant.json'), 'utf8')
    return merchantFile.parse(JSON.parse(text)).sms
  }
}

const signed = ({ accessKeyId, accessKeySecret }: SmsAccount, body: string): Record<string, string> => {
  // The carrier compares with real time, wherever the shop's own clock has been moved to.
  const timestamp = String(Math.floor(systemClock.now() / secondMs))
  const nonce = randomBytes(16).toString('hex')
  const signature = createHmac('sha256', accessKeySecret).update(`${timestamp}\n${nonce}\n${body}\n`).digest('hex')
  return {
    'x-sms-access-key': accessKeyId,
    'x-sms-timestamp': timestamp,
    'x-sms-nonce': nonce,
    'x-sms-signature': signature,
  }
}

const codeIn = (answer: string): string => /"code"\s*:\s*"([A-Z_]{1,60})"/.exec(answer)?.[1] ?? 'without a code'
