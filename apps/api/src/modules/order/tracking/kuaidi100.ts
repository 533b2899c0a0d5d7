import { createHash, timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { secondMs } from '@jishi/kernel/time'
import { z } from 'zod'
import type { Config } from '../../../infra/config/config.js'
import { CONFIG } from '../../../infra/config/config.js'
import { Pii } from '../../../infra/crypto/pii.js'
import { kuaidi100AccountOf, type Kuaidi100Account } from './kuaidi100-account.js'
import { NOTHING_TOLD, push, reportAnswer, reportIn, type CarrierReport } from './kuaidi100-words.js'

/** A parcel under the number it has now: put right, it is another one to the carrier. */
export interface NumberedParcel {
  readonly shipmentId: string
  /** What kuaidi100 calls the carrier. */
  readonly company: string
  readonly trackingNo: string
}

export interface WatchedParcel extends NumberedParcel {
  readonly phoneTail: string
}

/** A callback that carries the signature we made up for its parcel; `news` is empty while there are none. */
export interface ParcelPush extends CarrierReport {
  readonly status: 'polling' | 'shutdown' | 'abort' | 'updateall'
}

const TIMEOUT_MS = 5 * secondMs
/** Taken, and already taken before. */
const WATCHED = new Set(['200', '501'])
/** It does not know the company, or will not take the number: asking again changes nothing. */
const REFUSED = new Set(['700', '701', '702'])

const subscribed = z.object({ returnCode: z.string().max(8) })
const NO_NEWS = z.object({ result: z.literal(false), returnCode: z.string().max(8) })
const question = z.union([reportAnswer, NO_NEWS])

const md5 = (text: string): string => createHash('md5').update(text).digest('hex').toUpperCase()

/** The carriers' agent kuaidi100. Whatever it says is read through a schema; what cannot be understood throws. */
@Injectable()
export class Kuaidi100 {
  private known: Kuaidi100Account | undefined

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly pii: Pii,
  ) {}

  /** Whether the shop has an account; without one parcels are shipped and not followed. */
  get on(): boolean {
    return this.account() !== undefined
  }

  /** Asks to be told of a parcel. Throws when the outcome is not known: asking again is answered like the first time. */
  async watch(parcel: WatchedParcel): Promise<'watching' | 'refused'> {
    const param = {
      company: parcel.company,
      number: parcel.trackingNo,
      key: this.mustHave().key,
      parameters: {
        callbackurl: `${this.config.notifyBaseUrl}/api/notify/kuaidi100/parcels/${parcel.shipmentId}`,
        salt: this.saltOf(parcel),
        resultv2: '4',
        phone: parcel.phoneTail,
      },
    }
    const { returnCode } = await this.call('/poll', { schema: 'json', param: JSON.stringify(param) }, subscribed)
    if (WATCHED.has(returnCode)) return 'watching'
    if (REFUSED.has(returnCode)) return 'refused'
    throw new Error(`kuaidi100 answered ${returnCode} to a subscription`)
  }

  /** What it knows of a parcel now; empty while there is nothing. Throws when there is no usable answer. */
  async report(parcel: WatchedParcel): Promise<CarrierReport> {
    const { customer, key } = this.mustHave()
    const param = JSON.stringify({
      com: parcel.company,
      num: parcel.trackingNo,
      phone: parcel.phoneTail,
      resultv2: '4',
    })
    const form = { customer, param, sign: md5(`${param}${key}${customer}`) }
    const answer = await this.call('/poll/query.do', form, question)
    if ('returnCode' in answer) {
      if (answer.returnCode === '500') return NOTHING_TOLD
      throw new Error(`kuaidi100 answered ${answer.returnCode} to a question`)
    }
    return answer.nu === parcel.trackingNo ? reportIn(answer) : NOTHING_TOLD
  }

  /** Reads a callback over its raw form. Undefined for what does not carry the signature of its parcel, or speaks of another. */
  open(parcel: NumberedParcel, raw: Buffer): ParcelPush | undefined {
    const form = new URLSearchParams(raw.toString('utf8'))
    const param = form.get('param') ?? ''
    const expected = Buffer.from(md5(`${param}${this.saltOf(parcel)}`))
    const given = Buffer.from(form.get('sign') ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    const read = push.safeParse(parsedJson(param))
    if (!read.success) return undefined
    const report = reportAnswer.safeParse(read.data.lastResult)
    if (report.success && report.data.nu !== parcel.trackingNo) return undefined
    return { status: read.data.status, ...(report.success ? reportIn(report.data) : NOTHING_TOLD) }
  }

  /** Ours to choose, so it is made from parcel and number: nothing to keep, and it opens no other, nor this one once renumbered. */
  private saltOf({ shipmentId, company, trackingNo }: NumberedParcel): string {
    return this.pii.blindIndex('kuaidi100-salt', `${shipmentId}/${company}/${trackingNo}`).toString('hex').slice(0, 32)
  }

  private async call<Schema extends z.ZodType>(
    path: string,
    form: Readonly<Record<string, string>>,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    const answer = await fetch(`${this.mustHave().baseUrl.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    })
    if (!answer.ok) throw new Error(`kuaidi100 answered HTTP ${answer.status}`)
    const read = schema.safeParse(await answer.json())
    if (!read.success) throw new Error('kuaidi100 answered in another shape')
    return read.data
  }

  private mustHave(): Kuaidi100Account {
    const account = this.account()
    assert(account !== undefined, 'parcels are followed by a shop with an account only')
    return account
  }

  /** Read when first asked for: the simulator starts beside us. */
  private account(): Kuaidi100Account | undefined {
    this.known ??= kuaidi100AccountOf(this.config)
    return this.known
  }
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
