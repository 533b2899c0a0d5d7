import type { Book } from '../book/book.js'
import { rfc3339 } from '../clock.js'
import type { BillWallet, BookedLine, Plant } from './records.js'

const RATE_BP = 60

/** 0.60 % in whole fen, half up; what goes back with a refund is counted the same way. */
export function feeOf(amountFen: number): number {
  return Math.floor((amountFen * RATE_BP + 5000) / 10_000)
}

/** The day a movement is booked on: the wallet's, which is Shanghai's. */
export function dayOf(instant: number): string {
  return rfc3339(instant).slice(0, 10)
}

export function dayAfter(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T12:00:00+08:00`) + days * 86_400_000)
}

function wechatLines(book: Book): BookedLine[] {
  const lines: BookedLine[] = []
  for (const payment of book.payments.values()) {
    if (payment.paidAt === null) continue
    const shared = {
      product: payment.product,
      appid: payment.appid,
      channelTxn: payment.transactionId ?? '',
      outTradeNo: payment.outTradeNo,
      payer: payment.openid ?? '',
      totalFen: payment.totalFen,
      title: payment.description,
      odd: false,
    }
    const none = { refundId: null, outRefundNo: null, refundFen: 0 }
    lines.push({ ...shared, ...none, subject: 'payment', at: payment.paidAt, feeFen: feeOf(payment.totalFen) })
    for (const refund of book.refundsOf(payment.outTradeNo)) {
      if (refund.status !== 'SUCCESS' || refund.settledAt === null) continue
      const { refundId, outRefundNo, refundFen } = refund
      const back = { refundId, outRefundNo, refundFen, feeFen: -feeOf(refundFen) }
      lines.push({ ...shared, ...back, subject: 'refund', at: refund.settledAt })
    }
  }
  return lines
}

function alipayLines(book: Book): BookedLine[] {
  const lines: BookedLine[] = []
  for (const trade of book.alipay.trades.values()) {
    if (trade.paidAt === null) continue
    const shared = {
      product: trade.product,
      appid: '',
      channelTxn: trade.tradeNo,
      outTradeNo: trade.outTradeNo,
      payer: trade.buyerOpenId ?? '',
      totalFen: trade.totalFen,
      title: trade.subject,
      odd: false,
    }
    const none = { refundId: null, outRefundNo: null, refundFen: 0 }
    lines.push({ ...shared, ...none, subject: 'payment', at: trade.paidAt, feeFen: feeOf(trade.totalFen) })
    for (const refund of trade.refunds) {
      const { outRequestNo: outRefundNo, refundFen } = refund
      const back = { refundId: outRefundNo, outRefundNo, refundFen, feeFen: -feeOf(refundFen) }
      lines.push({ ...shared, ...back, subject: 'refund', at: refund.at })
    }
  }
  return lines
}

const numberOf = (line: BookedLine): string => line.outRefundNo ?? line.outTradeNo

function strangeLine(day: string, plant: Plant): BookedLine {
  const at = Date.parse(`${day}T12:00:00+08:00`)
  const fen = plant.fen ?? 100
  return {
    subject: 'payment',
    at,
    product: 'JSAPI',
    appid: '',
    channelTxn: `4200000000${day.replaceAll('-', '')}0000000001`,
    outTradeNo: plant.number ?? 'NOBODYKNOWSTHISONE01',
    payer: '',
    totalFen: fen,
    refundId: null,
    outRefundNo: null,
    refundFen: 0,
    title: '线下收款',
    feeFen: feeOf(fen),
    odd: false,
  }
}

function changed(line: BookedLine, plant: Plant): BookedLine {
  const by = plant.fen ?? 1
  if (plant.kind === 'fee') return { ...line, feeFen: line.feeFen + by }
  if (plant.kind === 'status') return { ...line, odd: true }
  return line.subject === 'payment'
    ? { ...line, totalFen: line.totalFen + by }
    : { ...line, refundFen: line.refundFen + by }
}

/** What a wallet's bill of a day says: what was booked, with what has been planted. */
export function bookedLines(book: Book, wallet: BillWallet, day: string): BookedLine[] {
  const plants = book.billPlants.filter((plant) => plant.wallet === wallet)
  // Booked a moment after the midnight that the merchant saw it before.
  const moved = (line: BookedLine): BookedLine => {
    const own = dayOf(line.at)
    const shifted = plants.some((p) => p.kind === 'shift' && p.day === own && p.number === numberOf(line))
    return shifted ? { ...line, at: Date.parse(`${dayAfter(own, 1)}T00:00:01+08:00`) } : line
  }
  const all = wallet === 'wechat' ? wechatLines(book) : alipayLines(book)
  const ofDay = plants.filter((plant) => plant.day === day)
  const named = (line: BookedLine, kind: Plant['kind']) =>
    ofDay.find((plant) => plant.kind === kind && plant.number === numberOf(line))
  const kept = all
    .map(moved)
    .filter((line) => dayOf(line.at) === day && named(line, 'short') === undefined)
    .map((line) =>
      (['amount', 'fee', 'status'] as const).reduce((said, kind) => {
        const plant = named(line, kind)
        return plant === undefined ? said : changed(said, plant)
      }, line),
    )
  const added = ofDay.filter(({ kind }) => kind === 'long').map((plant) => strangeLine(day, plant))
  return [...kept, ...added].sort((a, b) => a.at - b.at)
}
