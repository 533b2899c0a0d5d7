import type { ShopDay } from '@jishi/kernel/time'
import { billOf, BillUnreadable, type Bill, type BillLine } from './bill.js'
import { alipayCellsOf, alipayFootOf, alipayTableOf } from './alipay-table.js'
import { aroundFreeText, billFenOf, bookedAtOf, recordsOf, sameSum, wholeNumberOf } from './bill-text.js'

const HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,' +
  '支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,' +
  '退款批次号/请求号,服务费（元）,分润（元）,备注'
const SUMMARY_HEADER =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,' +
  '服务费（元）,分润（元）,实收净额（元）'
const RECORD = /^\d{16,32}\t?,/
const TOTAL_RECORD = /^合计\t?,/
const PAYMENTS = /^#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元/
const REFUNDS = /^#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元/
/** Up to the kind of movement, and from the times on; the name of the goods stands between. */
const [LEFT, RIGHT] = [3, 21]

interface Counted {
  readonly line: BillLine
  readonly receivedFen: number
  readonly orderFen: number
}

const countedOf = (record: string, day: ShopDay): Counted => {
  const { left, right } = aroundFreeText(alipayCellsOf(record), LEFT, RIGHT)
  const [txn = '', attemptNo = '', kind = ''] = left.map((cell) => cell.trim())
  const cell = (at: number): string => (right[at] ?? '').trim()
  const [orderFen, receivedFen] = [billFenOf(cell(7)), billFenOf(cell(8))]
  const refund = cell(17) !== ''
  const line: BillLine = {
    key: refund ? `refund:${txn}:${cell(17)}` : `payment:${txn}`,
    subject: refund ? 'refund' : 'payment',
    attemptNo,
    refundNo: refund ? cell(17) : null,
    channelTxn: txn,
    channelRefundId: refund ? cell(17) : null,
    state: kind,
    settled: kind === (refund ? '退款' : '交易'),
    amountFen: Math.abs(orderFen),
    // What leaves the seller is written with a minus; zero has no sign of its own.
    feeFen: 0 - billFenOf(cell(18)),
    bookedAt: bookedAtOf(cell(1), day),
  }
  return { line, receivedFen, orderFen }
}

const sumOf = (all: readonly Counted[], part: (one: Counted) => number): number =>
  all.reduce((sum, one) => sum + part(one), 0)

/** Alipay's two tables of a day: every movement, and their sums said once more by the second. Throws BillUnreadable. */
export const alipayTradeBill = (detail: string, summary: string, day: ShopDay): Bill => {
  const { body, comments } = alipayTableOf(detail, HEADER, '业务明细列表结束')
  const counted = recordsOf(body, RECORD).map((record) => countedOf(record, day))
  const payments = counted.filter(({ line }) => line.subject === 'payment')
  const refunds = counted.filter(({ line }) => line.subject === 'refund')
  const [paid, back] = [alipayFootOf(comments, PAYMENTS), alipayFootOf(comments, REFUNDS)]
  sameSum('payments', paid.count, payments.length)
  sameSum(
    'paid',
    paid.fen,
    sumOf(payments, ({ receivedFen }) => receivedFen),
  )
  sameSum('refunds', back.count, refunds.length)
  sameSum(
    'refunded',
    back.fen,
    sumOf(refunds, ({ receivedFen }) => receivedFen),
  )
  const table = alipayTableOf(summary, SUMMARY_HEADER, '业务汇总列表结束')
  const total = table.body.filter((line) => TOTAL_RECORD.test(line)).map(alipayCellsOf)[0]
  if (total?.length !== 12) throw new BillUnreadable('form', 'a summary of other columns')
  const said = total.map((cell) => cell.trim())
  sameSum('payments of the summary', wholeNumberOf(said[2] ?? ''), payments.length)
  sameSum('refunds of the summary', wholeNumberOf(said[3] ?? ''), refunds.length)
  sameSum(
    'orders of the summary',
    billFenOf(said[4] ?? ''),
    sumOf(counted, ({ orderFen }) => orderFen),
  )
  sameSum(
    'received of the summary',
    billFenOf(said[5] ?? ''),
    sumOf(counted, ({ receivedFen }) => receivedFen),
  )
  sameSum('fees of the summary', billFenOf(said[9] ?? ''), 0 - sumOf(counted, ({ line }) => line.feeFen))
  return billOf(counted.map(({ line }) => line))
}
