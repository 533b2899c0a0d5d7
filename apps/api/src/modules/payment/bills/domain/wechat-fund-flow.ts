import type { ShopDay } from '@jishi/kernel/time'
import { BillUnreadable } from './bill.js'
import { aroundFreeText, billFenOf, bookedAtOf, recordsOf, sameSum, wholeNumberOf } from './bill-text.js'
import { flowKindOf, flowOf, type Flow, type FlowLine } from './flow.js'

const HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号'
const SUMMARY = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'
const RECORD = /^`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,`/
/** Up to who asked for it; behind the remark of whoever did stands one cell more. */
const [LEFT, RIGHT] = [9, 1]
const SIGNS: Readonly<Record<string, 1 | -1>> = { 收入: 1, 支出: -1 }

const cellsOf = (record: string): string[] => record.slice(1).split(',`')

const lineOf = (record: string, day: ShopDay): FlowLine => {
  const { left } = aroundFreeText(cellsOf(record), LEFT, RIGHT)
  const cell = (at: number): string => left[at] ?? ''
  const sign = SIGNS[cell(5)]
  if (sign === undefined) throw new BillUnreadable('form', `neither in nor out: ${cell(5).slice(0, 20)}`)
  return {
    flowNo: cell(2),
    kind: flowKindOf(cell(3), cell(4)),
    word: cell(3),
    businessNo: cell(1),
    amountFen: sign * billFenOf(cell(6)),
    balanceFen: billFenOf(cell(7)),
    bookedAt: bookedAtOf(cell(0), day),
  }
}

/** The records and the cells of the line of sums, of a file that is whole. */
const partsOf = (text: string): { records: string[]; sums: string[] } => {
  if (!text.startsWith('\uFEFF') || !text.endsWith('\r\n')) throw new BillUnreadable('form', 'no whole file')
  const lines = text.slice(1, -2).split('\r\n')
  const sums = cellsOf(lines.at(-1) ?? '')
  if (lines.length < 3 || lines[0] !== HEADER || lines.at(-2) !== SUMMARY || sums.length !== 5)
    throw new BillUnreadable('form', 'other columns')
  return { records: recordsOf(lines.slice(1, -2), RECORD), sums }
}

/** WeChat's fund flow of the basic account, to the last sum of its summary. Throws BillUnreadable. */
export const wechatFundFlow = (text: string, day: ShopDay): Flow => {
  const { records, sums } = partsOf(text)
  const flow = flowOf(records.map((record) => lineOf(record, day)))
  const { incomes, incomeFen, outgoes, outgoFen } = flow.totals
  const said = (at: number): string => sums[at] ?? ''
  sameSum('movements', wholeNumberOf(said(0)), flow.lines.length)
  sameSum('incomes', wholeNumberOf(said(1)), incomes)
  sameSum('income', billFenOf(said(2)), incomeFen)
  sameSum('outgoes', wholeNumberOf(said(3)), outgoes)
  sameSum('outgo', billFenOf(said(4)), outgoFen)
  return flow
}
