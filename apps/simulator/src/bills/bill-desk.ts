import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { alipayAccountBill, alipayTradeBill } from './alipay-bill.js'
import { bookedLines, dayAfter, dayOf } from './booked-lines.js'
import { movementsIn } from './movements.js'
import type { BillWallet, PlantKind } from './records.js'
import { wechatFundFlow, wechatTradeBill } from './wechat-bill.js'

/** When the bill of a day is written, on the day after it. */
const READY_AT: Readonly<Record<BillWallet, string>> = { wechat: '10:00:00', alipay: '09:00:00' }
const KEPT_DAYS = 90
/** WeChat's addresses live for minutes; Alipay's for thirty seconds. */
const LINK_LIFE_MS: Readonly<Record<BillWallet, number>> = { wechat: 5 * 60_000, alipay: 30_000 }

const WANTED = { ALL: ['payment', 'refund'], SUCCESS: ['payment'], REFUND: ['refund'] }
export type WechatBillKind = keyof typeof WANTED | 'FLOW'

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
    const wrongTotals = this.#planted('wechat', day, 'wrong_totals')
    const whole = kind === 'FLOW' ? this.#wechatFlow(day, wrongTotals) : this.#wechatTrades(day, kind, wrongTotals)
    if (whole === null) return 'none'
    const given = this.#planted('wechat', day, 'wrong_hash') ? Buffer.from('another file') : whole
    const hash = createHash('sha1').update(given).digest('hex')
    const bytes = this.#planted('wechat', day, 'truncated') ? whole.subarray(0, Math.ceil(whole.length / 2)) : whole
    return { token: this.#keep('wechat', gzip ? gzipSync(bytes) : bytes), hash }
  }

  alipay(day: string, kind: 'trade' | 'account' = 'trade'): BillRefusal | { token: string } {
    const refusal = this.#refusal('alipay', day)
    if (refusal !== null) return refusal
    const of = {
      ...{ sellerId: this.accounts.sellerId, day, now: this.clock.now() },
      wrongTotals: this.#planted('alipay', day, 'wrong_totals'),
      truncated: this.#planted('alipay', day, 'truncated'),
    }
    const said = kind === 'trade' ? bookedLines(this.book, 'alipay', day) : movementsIn(this.book, 'alipay', day)
    if (said.length === 0) return 'none'
    const bytes =
      kind === 'trade'
        ? alipayTradeBill(bookedLines(this.book, 'alipay', day), of)
        : alipayAccountBill(movementsIn(this.book, 'alipay', day), this.#openingFen('alipay', day), of)
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

  #wechatTrades(day: string, kind: keyof typeof WANTED, wrongTotals: boolean): Buffer | null {
    const wanted = WANTED[kind]
    const lines = bookedLines(this.book, 'wechat', day).filter(({ subject }) => wanted.includes(subject))
    return lines.length === 0 && !wrongTotals ? null : wechatTradeBill(lines, this.accounts.mchid, wrongTotals)
  }

  #wechatFlow(day: string, wrongTotals: boolean): Buffer | null {
    const movements = movementsIn(this.book, 'wechat', day)
    if (movements.length === 0 && !wrongTotals) return null
    return wechatFundFlow(movements, this.#openingFen('wechat', day), { mchid: this.accounts.mchid, wrongTotals })
  }

  /** What stood in the account when the day began. */
  #openingFen(wallet: BillWallet, day: string): number {
    let sum = 0
    for (let at = -KEPT_DAYS; at < 0; at += 1) {
      for (const { fen } of movementsIn(this.book, wallet, dayAfter(day, at))) sum += fen
    }
    return sum
  }
}
