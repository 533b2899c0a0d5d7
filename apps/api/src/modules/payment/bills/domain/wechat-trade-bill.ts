import type { ShopDay } from '@jishi/kernel/time'
import { billOf, BillUnreadable, type Bill, type BillLine } from './bill.js'
import { aroundFreeText, billFenOf, bookedAtOf, milliFenOf, recordsOf, sameSum, wholeNumberOf } from './bill-text.js'

const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,' +
  '代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const SUMMARY = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'
const RECORD = /^`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,`/
/** Up to the state of a refund, and from the fee on; the name of the goods and the merchant's own text stand between. */
const [LEFT, RIGHT] = [20, 5]

const cellsOf = (record: string): string[] => {
  if (!record.startsWith('`')) throw new BillUnreadable('form', 'a record without its mark')
  return record.slice(1).split(',`')
}

interface Counted {
  readonly line: BillLine
  /** In the order of the summary, behind the number of lines. */
  readonly sums: readonly number[]
}

type Shared = Pick<BillLine, 'attemptNo' | 'channelTxn' | 'feeFen' | 'bookedAt'>
type Cell = (at: number) => string

const paymentOf = (cell: Cell, order: string, shared: Shared): BillLine => ({
  ...shared,
  key: `payment:${cell(5)}:${cell(9)}`,
  subject: 'payment',
  refundNo: null,
  channelRefundId: null,
  state: cell(9),
  settled: cell(9) === 'SUCCESS',
  amountFen: billFenOf(order),
})

const refundOf = (cell: Cell, asked: string, shared: Shared): BillLine => ({
  ...shared,
  key: `refund:${cell(14)}`,
  subject: 'refund',
  refundNo: cell(15),
  channelRefundId: cell(14),
  state: `${cell(9)} ${cell(19)}`,
  settled: cell(19) === 'SUCCESS',
  amountFen: billFenOf(asked),
})

const countedOf = (record: string, day: ShopDay, merchantId: string): Counted => {
  const { left, right } = aroundFreeText(cellsOf(record), LEFT, RIGHT)
  const cell = (at: number): string => left[at] ?? ''
  const [fee = '', , order = '', asked = ''] = right
  if (cell(2) !== merchantId) throw new BillUnreadable('form', `a line of the merchant ${cell(2).slice(0, 20)}`)
  if (cell(11) !== 'CNY') throw new BillUnreadable('form', `a currency ${cell(11).slice(0, 10)}`)
  const milliFee = milliFenOf(fee)
  const shared = {
    attemptNo: cell(6),
    channelTxn: cell(5),
    // Charged in whole fen though written with five decimals; a fraction, if it ever comes, is rounded to the nearest.
    feeFen: Math.round(milliFee / 1000) + 0,
    bookedAt: bookedAtOf(cell(0), day),
  }
  const line = cell(9) === 'REFUND' ? refundOf(cell, asked, shared) : paymentOf(cell, order, shared)
  const money = [cell(12), cell(16), cell(17)].map(milliFenOf)
  return { line, sums: [...money, milliFee, milliFenOf(order), milliFenOf(asked)] }
}

/** WeChat's trade bill of all movements, to the last sum of its summary. Throws BillUnreadable. */
export const wechatTradeBill = (text: string, day: ShopDay, merchantId: string): Bill => {
  if (!text.startsWith('\uFEFF') || !text.endsWith('\r\n')) throw new BillUnreadable('form', 'no whole file')
  const lines = text.slice(1, -2).split('\r\n')
  const [header, summaryHeader, summary = ''] = [lines[0], lines.at(-2), lines.at(-1)]
  if (header !== HEADER || summaryHeader !== SUMMARY || lines.length < 3)
    throw new BillUnreadable('form', 'other columns')
  const counted = recordsOf(lines.slice(1, -2), RECORD).map((record) => countedOf(record, day, merchantId))
  const [count = '', ...sums] = cellsOf(summary)
  if (sums.length !== 6) throw new BillUnreadable('form', 'a summary of other columns')
  sameSum('lines', wholeNumberOf(count), counted.length)
  sums.forEach((said, at) => {
    const total = counted.reduce((sum, one) => sum + (one.sums[at] ?? 0), 0)
    sameSum(SUMMARY.split(',')[at + 1] ?? '', milliFenOf(said), total)
  })
  return billOf(counted.map(({ line }) => line))
}
