import type { Book } from '../book/book.js'
import { bookedLines } from './booked-lines.js'
import type { BillWallet, BookedLine, Plant } from './records.js'

/** One movement in the merchant's account, before any wallet words it. */
export interface Movement {
  at: number
  /** The wallet's number of what it belongs to. */
  business: string
  name: string
  kind: string
  /** What leaves the account is negative. */
  fen: number
  /** The merchant's number. */
  voucher: string
}

type Words = Readonly<Record<'trade' | 'refund' | 'fee' | 'feeBack', readonly [name: string, kind: string]>>
const WORDS: Readonly<Record<BillWallet, Words>> = {
  wechat: {
    trade: ['交易', '交易'],
    refund: ['退款', '退款'],
    fee: ['扣除交易手续费', '交易'],
    feeBack: ['退回交易手续费', '退款'],
  },
  alipay: {
    trade: ['在线支付', '在线支付'],
    refund: ['交易退款', '交易退款'],
    fee: ['收费', '收费'],
    feeBack: ['退费', '退费'],
  },
}

/** By how much a plant of this kind changes what a number moved. */
const plantedFen = (plants: readonly Plant[], kind: Plant['kind'], number: string): number | null => {
  const plant = plants.find((one) => one.kind === kind && one.number === number)
  return plant === undefined ? null : (plant.fen ?? 1)
}

function movementsOf(wallet: BillWallet, line: BookedLine, plants: readonly Plant[]): Movement[] {
  const number = line.outRefundNo ?? line.outTradeNo
  if (plantedFen(plants, 'flow_short', number) !== null) return []
  const refund = line.subject === 'refund'
  // Alipay's account knows a refund by its trade alone.
  const [business, voucher] =
    wallet === 'wechat' ? [line.refundId ?? line.channelTxn, number] : [line.channelTxn, line.outTradeNo]
  const moved = (word: keyof Words, fen: number): Movement => {
    const [name, kind] = WORDS[wallet][word]
    return { at: line.at, business, voucher, name, kind, fen }
  }
  const by = plantedFen(plants, 'flow_amount', number) ?? 0
  const feeFen = line.feeFen + (plantedFen(plants, 'flow_fee', number) ?? 0)
  const main = refund ? moved('refund', -line.refundFen - by) : moved('trade', line.totalFen + by)
  return feeFen === 0 ? [main] : [main, moved(feeFen > 0 ? 'fee' : 'feeBack', -feeFen)]
}

function plantedMovement(day: string, plant: Plant, place: number): Movement {
  const shared = { at: Date.parse(`${day}T23:00:00+08:00`), voucher: plant.number ?? '' }
  const business = `${day.replaceAll('-', '')}9000${String(place).padStart(8, '0')}`
  if (plant.kind === 'withdraw') return { ...shared, business, name: '提现', kind: '提现', fen: -(plant.fen ?? 100) }
  const fen = plant.fen ?? -100
  return plant.number === null
    ? { ...shared, business, name: '保证金扣划', kind: '其他', fen }
    : { ...shared, business: plant.number, name: '商家转账', kind: '转账', fen }
}

/** What moved in the account of a wallet on a day. */
export function movementsIn(book: Book, wallet: BillWallet, day: string): Movement[] {
  const plants = book.billPlants.filter((plant) => plant.wallet === wallet && plant.day === day)
  const lines = bookedLines(book, wallet, day).filter(({ odd }) => !odd)
  const extra = plants.filter(({ kind }) => kind === 'withdraw' || kind === 'flow_other')
  return [
    ...lines.flatMap((line) => movementsOf(wallet, line, plants)),
    ...extra.map((plant, place) => plantedMovement(day, plant, place)),
  ].sort((a, b) => a.at - b.at)
}
