import type { ShopDay } from '@jishi/kernel/time'
import { BillUnreadable } from './bill.js'
import { aroundFreeText, billFenOf, bookedAtOf, recordsOf, sameSum } from './bill-text.js'
import { alipayCellsOf, alipayFootOf, alipayTableOf } from './alipay-table.js'
import { flowKindOf, flowOf, type Flow, type FlowLine } from './flow.js'

const HEADER =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注'
const RECORD = /^\d{10,32}\t?,/
const OUTGOES = /^#支出合计：(\d+)笔，共(-?[\d.]+)元/
const INCOMES = /^#收入合计：(\d+)笔，共(-?[\d.]+)元/
/** Up to the merchant's number, and from the time on; the name of the goods stands between. */
const [LEFT, RIGHT] = [3, 8]

const lineOf = (record: string, day: ShopDay): FlowLine => {
  const { left, right } = aroundFreeText(alipayCellsOf(record), LEFT, RIGHT)
  const [flowNo = '', businessNo = ''] = left.map((cell) => cell.trim())
  const cell = (at: number): string => (right[at] ?? '').trim()
  const [income, outgo] = [billFenOf(cell(2)), billFenOf(cell(3))]
  if (income < 0 || outgo > 0 || (income === 0) === (outgo === 0))
    throw new BillUnreadable('form', `${flowNo} comes and goes`)
  return {
    flowNo,
    kind: flowKindOf(cell(6)),
    word: cell(6),
    businessNo,
    amountFen: income + outgo,
    balanceFen: billFenOf(cell(4)),
    bookedAt: bookedAtOf(cell(0), day),
  }
}

/** Alipay's account bill 账务明细 (signcustomer), to the sums at its end. Throws BillUnreadable. */
export const alipayFundFlow = (text: string, day: ShopDay): Flow => {
  const { body, comments } = alipayTableOf(text, HEADER, '账务明细列表结束')
  const flow = flowOf(recordsOf(body, RECORD).map((record) => lineOf(record, day)))
  const { incomes, incomeFen, outgoes, outgoFen } = flow.totals
  const [out, into] = [alipayFootOf(comments, OUTGOES), alipayFootOf(comments, INCOMES)]
  sameSum('incomes', into.count, incomes)
  sameSum('income', into.fen, incomeFen)
  sameSum('outgoes', out.count, outgoes)
  sameSum('outgo', out.fen, 0 - outgoFen)
  return flow
}
