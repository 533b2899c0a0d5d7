import { wallTime } from '../alipay/times.js'
import { yuanOf } from '../alipay/money.js'
import type { Movement } from './movements.js'
import type { BookedLine } from './records.js'

const HEADER = [
  ...['交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '用户标识', '交易类型'],
  ...['交易状态', '付款银行', '货币种类', '应结订单金额', '代金券金额', '微信退款单号', '商户退款单号', '退款金额'],
  ...['充值券退款金额', '退款类型', '退款状态', '商品名称', '商户数据包', '手续费', '费率', '订单金额', '申请退款金额'],
  '费率备注',
]
const SUMMARY_HEADER = [
  ...['总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额', '申请退款总金额'],
]
const TYPES: Readonly<Record<string, string>> = { H5: 'MWEB', NATIVE: 'NATIVE', JSAPI: 'JSAPI' }

const signed = (fen: number): string => `${fen < 0 ? '-' : ''}${yuanOf(Math.abs(fen))}`
/** Fees are written with five decimals though they are whole fen. */
const feeText = (fen: number): string => `${signed(fen)}000`
const row = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(',')

/** What is said of a payment is nothing of a refund, and the other way round. */
function backCells(line: BookedLine): { paid: string; back: string; state: string; cells: string[] } {
  if (line.subject === 'payment') {
    const [paid, state] = [yuanOf(line.totalFen), line.odd ? 'REVOKED' : 'SUCCESS']
    return { paid, back: '0.00', state, cells: ['0', '0', '0.00', '0.00', '', ''] }
  }
  const back = yuanOf(line.refundFen)
  const numbers = [line.refundId ?? '0', line.outRefundNo ?? '0']
  const cells = [...numbers, back, '0.00', 'ORIGINAL', line.odd ? 'PROCESSING' : 'SUCCESS']
  return { paid: '0.00', back, state: 'REFUND', cells }
}

function cellsOf(line: BookedLine, mchid: string): string[] {
  const { paid, back, state, cells } = backCells(line)
  return [
    ...[wallTime(line.at), line.appid, mchid, '0', '', line.channelTxn, line.outTradeNo, line.payer],
    ...[TYPES[line.product] ?? line.product, state, 'OTHERS', 'CNY', paid, '0.00', ...cells, line.title, ''],
    ...[feeText(line.feeFen), '0.60%', paid, back, ''],
  ]
}

/** The whole bill as the gateway writes it: a mark, Windows line ends, a back-quote before every cell, one line of sums. */
export function wechatTradeBill(lines: readonly BookedLine[], mchid: string, wrongTotals: boolean): Buffer {
  const paidFen = lines.reduce((sum, line) => sum + (line.subject === 'payment' ? line.totalFen : 0), 0)
  const backFen = lines.reduce((sum, line) => sum + (line.subject === 'refund' ? line.refundFen : 0), 0)
  const feeFen = lines.reduce((sum, line) => sum + line.feeFen, 0)
  const paid = yuanOf(paidFen + (wrongTotals ? 1 : 0))
  const summary = [`${lines.length}.0`, paid, yuanOf(backFen), '0.00', feeText(feeFen), paid, yuanOf(backFen)]
  const text = [
    HEADER.join(','),
    ...lines.map((line) => row(cellsOf(line, mchid))),
    SUMMARY_HEADER.join(','),
    row(summary),
  ]
  return Buffer.from(`\uFEFF${text.join('\r\n')}\r\n`, 'utf8')
}

const FLOW_HEADER = [
  ...['记账时间', '微信支付业务单号', '资金流水单号', '业务名称', '业务类型', '收支类型', '收支金额（元）'],
  ...['账户结余（元）', '资金变更提交申请人', '备注', '业务凭证号'],
]
const FLOW_SUMMARY = ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额']

/** What moved in the merchant's account that day, to the fen and with what stood in it afterwards. */
export function wechatFundFlow(movements: readonly Movement[], openingFen: number, of: WechatFlowOf): Buffer {
  let balance = openingFen
  const rows = movements.map(({ at, business, name, kind, fen, voucher }, place) => {
    balance += fen
    const direction = fen < 0 ? '支出' : '收入'
    const flowNo = `${business}${String(place).padStart(4, '0')}`
    const money = [direction, yuanOf(Math.abs(fen)), signed(balance)]
    return row([wallTime(at), business, flowNo, name, kind, ...money, of.mchid, '', voucher])
  })
  const sumOf = (sign: number) => movements.filter(({ fen }) => Math.sign(fen) === sign)
  const total = (sign: number, wrong = 0) =>
    yuanOf(Math.abs(sumOf(sign).reduce((sum, { fen }) => sum + fen, 0)) + wrong)
  const ins = total(1, of.wrongTotals ? 1 : 0)
  const counts = [`${rows.length}.0`, `${sumOf(1).length}.0`, ins, `${sumOf(-1).length}.0`, total(-1)]
  const text = [FLOW_HEADER.join(','), ...rows, FLOW_SUMMARY.join(','), row(counts)]
  return Buffer.from(`\uFEFF${text.join('\r\n')}\r\n`, 'utf8')
}

export interface WechatFlowOf {
  mchid: string
  wrongTotals: boolean
}
