import { wallTime } from '../alipay/times.js'
import { yuanOf } from '../alipay/money.js'
import { gbkBytes } from './gbk.js'
import type { Movement } from './movements.js'
import type { BookedLine } from './records.js'
import { zipOf } from './zip-file.js'

const COLUMNS = [
  ...['支付宝交易号', '商户订单号', '业务类型', '商品名称', '创建时间', '完成时间', '门店编号', '门店名称', '操作员'],
  ...['终端号', '对方账户', '订单金额（元）', '商家实收（元）', '支付宝红包（元）', '集分宝（元）', '支付宝优惠（元）'],
  ...[
    '商家优惠（元）',
    '券核销金额（元）',
    '券名称',
    '商家红包消费金额（元）',
    '卡消费金额（元）',
    '退款批次号/请求号',
  ],
  ...['服务费（元）', '分润（元）', '备注'],
]
const SUMMARY_COLUMNS = [
  ...[
    '门店编号',
    '门店名称',
    '交易订单总笔数',
    '退款订单总笔数',
    '订单金额（元）',
    '商家实收（元）',
    '支付宝优惠（元）',
  ],
  ...['商家优惠（元）', '卡消费金额（元）', '服务费（元）', '分润（元）', '实收净额（元）'],
]

const FLOW_COLUMNS = [
  ...[
    '账务流水号',
    '业务流水号',
    '商户订单号',
    '商品名称',
    '发生时间',
    '对方账号',
    '收入金额（+元）',
    '支出金额（-元）',
  ],
  ...['账户余额（元）', '交易渠道', '业务类型', '备注'],
]

const signed = (fen: number): string => `${fen < 0 ? '-' : ''}${yuanOf(Math.abs(fen))}`
/** Every cell ends with a tab, so that a spreadsheet leaves long numbers alone. */
const row = (cells: readonly string[]): string => cells.map((cell) => `${cell}\t`).join(',')

function cellsOf(line: BookedLine): string[] {
  const refund = line.subject === 'refund'
  const amount = signed(refund ? -line.refundFen : line.totalFen)
  const time = wallTime(line.at)
  const kind = line.odd ? '其他' : refund ? '退款' : '交易'
  return [
    ...[line.channelTxn, line.outTradeNo, kind, line.title, time, time, '', '', '', '', '买家', amount, amount],
    ...['0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00', '0.00', line.outRefundNo ?? ''],
    // What the wallet keeps is written as what leaves the seller.
    ...[signed(-line.feeFen), '0.00', ''],
  ]
}

export interface AlipayBillOf {
  sellerId: string
  day: string
  now: number
  wrongTotals: boolean
  truncated: boolean
}

const headOf = (title: string, { sellerId, day }: AlipayBillOf): string[] => {
  const [year, month, date] = day.split('-')
  const dayText = `${year}年${month}月${date}日`
  return [`#${title}`, `#账号：[${sellerId}0156]`, `#起始日期：[${dayText} 00:00:00]   终止日期：[${dayText} 23:59:59]`]
}

function zipOfTables(tables: readonly (readonly [title: string, text: readonly string[]])[], of: AlipayBillOf): Buffer {
  const cut = <Line>(all: readonly Line[]) => (of.truncated ? all.slice(0, Math.ceil(all.length / 2)) : all)
  const fileOf = (text: readonly string[]) => gbkBytes(`${cut(text).join('\r\n')}\r\n`)
  const name = (title: string) => gbkBytes(`${of.sellerId}0156_${of.day.replaceAll('-', '')}_${title}.csv`)
  return zipOf(tables.map(([title, text]) => ({ name: name(title), content: fileOf(text) })))
}

/** The zip of a day: the movements and their sums, both in GBK, names included. */
export function alipayTradeBill(lines: readonly BookedLine[], of: AlipayBillOf): Buffer {
  const payments = lines.filter(({ subject }) => subject === 'payment')
  const refunds = lines.filter(({ subject }) => subject === 'refund')
  const paidFen = payments.reduce((sum, line) => sum + line.totalFen, 0) + (of.wrongTotals ? 1 : 0)
  const backFen = refunds.reduce((sum, line) => sum + line.refundFen, 0)
  const feeFen = -lines.reduce((sum, line) => sum + line.feeFen, 0)
  const detail = [
    ...headOf('支付宝业务明细查询', of),
    '#-----------------------------------------业务明细列表----------------------------------------',
    COLUMNS.join(','),
    ...lines.map((line) => row(cellsOf(line))),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${payments.length}笔，商家实收共${yuanOf(paidFen)}元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共${signed(-backFen)}元，商家优惠退款共0.00元`,
    `#导出时间：[${wallTime(of.now)}]`,
  ]
  const netFen = paidFen - backFen
  const sums = [payments.length, refunds.length].map(String)
  const money = [
    signed(netFen),
    signed(netFen),
    '0.00',
    '0.00',
    '0.00',
    signed(feeFen),
    '0.00',
    signed(netFen + feeFen),
  ]
  const summary = [
    ...headOf('支付宝业务汇总查询', of),
    '#-----------------------------------------业务汇总列表----------------------------------------',
    SUMMARY_COLUMNS.join(','),
    row(['合计', '', ...sums, ...money]),
    '#----------------------------------------业务汇总列表结束-------------------------------------',
    `#导出时间：[${wallTime(of.now)}]`,
  ]
  return zipOfTables(
    [
      ['业务明细', detail],
      ['业务明细(汇总)', summary],
    ],
    of,
  )
}

/** The zip of a day's account bill: every movement with what stood in the account behind it. */
export function alipayAccountBill(movements: readonly Movement[], openingFen: number, of: AlipayBillOf): Buffer {
  let balance = openingFen
  const rows = movements.map(({ at, business, kind, fen, voucher }, place) => {
    balance += fen
    const flowNo = `${of.day.replaceAll('-', '')}${String(place + 1).padStart(8, '0')}`
    const money = [fen > 0 ? yuanOf(fen) : '0.00', fen < 0 ? signed(fen) : '0.00', signed(balance)]
    return row([flowNo, business, voucher, '商品', wallTime(at), '买家', ...money, '支付宝', kind, ''])
  })
  const outgoes = movements.filter(({ fen }) => fen < 0)
  const incomes = movements.filter(({ fen }) => fen > 0)
  const sum = (all: readonly Movement[]) => all.reduce((total, { fen }) => total + fen, 0)
  const text = [
    ...headOf('支付宝账务明细查询', of),
    '#-----------------------------------------账务明细列表----------------------------------------',
    FLOW_COLUMNS.join(','),
    ...rows,
    '#-----------------------------------------账务明细列表结束------------------------------------',
    `#支出合计：${outgoes.length}笔，共${signed(sum(outgoes))}元`,
    `#收入合计：${incomes.length}笔，共${signed(sum(incomes) + (of.wrongTotals ? 1 : 0))}元`,
    `#导出时间：[${wallTime(of.now)}]`,
  ]
  return zipOfTables([['账务明细', text]], of)
}
