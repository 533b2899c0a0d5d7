import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { alipayTradeBill } from './alipay-bill.js'
import { bookedLines, dayAfter, dayOf } from './booked-lines.js'
import type { BillWallet, PlantKind } from './records.js'
import { wechatFundFlow, wechatTradeBill } from './wechat-bill.js'

/** When the bill of a day is written, on the day after it. */
const READY_AT: Readonly<Record<BillWallet, string>> = { wechat: '10:00:00', alipay: '09:00:00' }
const KEPT_DAYS = 90
/** WeChat's addresses live for minutes; Alipay's for thirty seconds. */
const LINK_LIFE_MS: Readonly<Record<BillWallet, number>> = { wechat: 5 * 60_000, alipay: 30_000 }

const WANTED = { ALL: ['payment', 'refund'], SUCCESS: ['payment'], REFUND: ['refund'], FLOW: ['payment', 'refund'] }
export type WechatBillKind = keyof typeof WANTED

interface Kept {
  wallet: BillWallet
  bytes: Buffer
  endsAt: number
}

export type BillRefusal = 'bad_day' | 'not_yet' | 'none'

/** Bills of both wallets: made when they are asked for, fetched under an address that does not live long. */
export class BillDesk {
  readonly #kept = new Map<string, Kept>()

  constructor(
    private readonly book: Book,
    private readonly clock: Clock,
    private readonly accounts: { mchid: string; sellerId: string },
  ) {}

  /** The token to fetch it with, and the hash of its plain bytes. */
  wechat(day: string, kind: WechatBillKind, gzip: boolean): BillRefusal | { token: string; hash: string } {
    const refusal = this.#refusal('wechat', day)
    if (refusal !== null) return refusal
    const wanted = WANTED[kind]
    const lines = bookedLines(this.book, 'wechat', day).filter(({ subject }) => wanted.includes(subject))
    if (lines.length === 0 && !this.#planted('wechat', day, 'wrong_totals')) return 'none'
    const { mchid } = this.accounts
    const whole =
      kind === 'FLOW'
        ? wechatFundFlow(lines, this.#openingFen(day), mchid)
        : wechatTradeBill(lines, mchid, this.#planted('wechat', day, 'wrong_totals'))
    const given = this.#planted('wechat', day, 'wrong_hash') ? Buffer.from('another file') : whole
    const hash = createHash('sha1').update(given).digest('hex')
    const bytes = this.#planted('wechat', day, 'truncated') ? whole.subarray(0, Math.ceil(whole.length / 2)) : whole
    return { token: this.#keep('wechat', gzip ? gzipSync(bytes) : bytes), hash }
  }

  alipay(day: string): BillRefusal | { token: string } {
    const refusal = this.#refusal('alipay', day)
    if (refusal !== null) return refusal
    const lines = bookedLines(this.book, 'alipay', day)
    if (lines.length === 0) return 'none'
    const { sellerId } = this.accounts
    const flaws = {
      wrongTotals: this.#planted('alipay', day, 'wrong_totals'),
      truncated: this.#planted('alipay', day, 'truncated'),
    }
    const bytes = alipayTradeBill(lines, { sellerId, day, now: this.clock.now(), ...flaws })
    return { token: this.#keep('alipay', bytes) }
  }

  file(wallet: BillWallet, token: string): Buffer | null {
    const kept = this.#kept.get(token)
    if (kept === undefined || kept.wallet !== wallet || this.clock.now() > kept.endsAt) return null
    return kept.bytes
  }

  #keep(wallet: BillWallet, bytes: Buffer): string {
    const now = this.clock.now()
    for (const [known, { endsAt }] of this.#kept) if (endsAt < now) this.#kept.delete(known)
    const token = randomBytes(24).toString('base64url')
    this.#kept.set(token, { wallet, bytes, endsAt: now + LINK_LIFE_MS[wallet] })
    return token
  }

  #planted(wallet: BillWallet, day: string, kind: PlantKind): boolean {
    return this.book.billPlants.some((p) => p.wallet === wallet && p.day === day && p.kind === kind)
  }

  #refusal(wallet: BillWallet, day: string): BillRefusal | null {
    const now = this.clock.now()
    const real = /^\d{4}-\d\d-\d\d$/.test(day) && dayOf(Date.parse(`${day}T12:00:00+08:00`) || 0) === day
    if (!real || day >= dayOf(now) || day < dayAfter(dayOf(now), -KEPT_DAYS)) return 'bad_day'
    const readyAt = Date.parse(`${dayAfter(day, 1)}T${READY_AT[wallet]}+08:00`)
    if (now < readyAt || this.#planted(wallet, day, 'late')) return 'not_yet'
    return this.#planted(wallet, day, 'missing') ? 'none' : null
  }

  /** What stood in the account when the day began. */
  #openingFen(day: string): number {
    let sum = 0
    for (let at = -KEPT_DAYS; at < 0; at += 1) {
      for (const line of bookedLines(this.book, 'wechat', dayAfter(day, at))) {
        sum += (line.subject === 'payment' ? line.totalFen : -line.refundFen) - line.feeFen
      }
    }
    return sum
  }
}
