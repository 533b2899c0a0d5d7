import type { ShopDay } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { alipayFundFlow } from './alipay-fund-flow.js'
import { BillUnreadable } from './bill.js'
import { flowKindOf } from './flow.js'
import { wechatFundFlow } from './wechat-fund-flow.js'

const DAY = '2026-11-20' as ShopDay
const WECHAT = [
  '\uFEFF记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号',
  '`2026-11-20 09:00:00,`4200001,`F1,`交易,`交易,`收入,`100.00,`100.00,`1900000109,`,`P1',
  '`2026-11-20 09:00:00,`4200001,`F2,`扣除交易手续费,`交易,`支出,`0.60,`99.40,`1900000109,`,`P1',
  '`2026-11-20 23:00:00,`W1,`F3,`提现,`提现,`支出,`50.00,`49.40,`财务,`付货款,`第一笔,`W1',
  '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额',
  '`3.0,`1.0,`100.00,`2.0,`50.60',
  '',
].join('\r\n')
const row = (...cells: readonly string[]): string => cells.map((cell) => `${cell}\t`).join(',')
const ALIPAY = [
  '#支付宝账务明细查询',
  '#-----------------------------------------账务明细列表----------------------------------------',
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
  row(
    '2026112000000001',
    '2026T1',
    'P1',
    '苹果\t,梨',
    '2026-11-20 09:00:00',
    '买家',
    '100.00',
    '0.00',
    '100.00',
    '支付宝',
    '在线支付',
    '',
  ),
  row('2026112000000002', 'W1', '', '', '2026-11-20 23:00:00', '', '0.00', '-50.00', '50.00', '支付宝', '提现', ''),
  '#-----------------------------------------账务明细列表结束------------------------------------',
  '#支出合计：1笔，共-50.00元',
  '#收入合计：1笔，共100.00元',
  '#导出时间：[2026-11-21 09:00:00]',
  '',
].join('\r\n')

describe('a fund flow', () => {
  it('of WeChat is read with its signs, whatever people wrote into a remark', () => {
    const { lines, totals } = wechatFundFlow(WECHAT, DAY)
    expect(lines.map(({ kind, amountFen, balanceFen }) => [kind, amountFen, balanceFen])).toEqual([
      ['trade', 10_000, 10_000],
      ['fee', -60, 9_940],
      ['withdrawal', -5_000, 4_940],
    ])
    expect(totals).toEqual({ incomes: 1, incomeFen: 10_000, outgoes: 2, outgoFen: 5_060, feeFen: 60 })
  })

  it('of Alipay is read by its columns of coming and going', () => {
    const { lines } = alipayFundFlow(ALIPAY, DAY)
    expect(lines.map(({ kind, businessNo, amountFen }) => [kind, businessNo, amountFen])).toEqual([
      ['trade', '2026T1', 10_000],
      ['withdrawal', 'W1', -5_000],
    ])
  })

  it.each([
    ['WeChat', WECHAT, wechatFundFlow],
    ['Alipay', ALIPAY.slice(0, ALIPAY.indexOf('#导出时间')), alipayFundFlow],
  ])('#34 of %s is refused whole when it ends early or a figure of it is another', (_wallet, text, read) => {
    for (let end = 0; end < text.length; end += 7) {
      const cut = text.slice(0, end)
      if (cut.replace(/\s+$/, '') !== text.replace(/\s+$/, ''))
        expect(() => read(cut, DAY), cut).toThrow(BillUnreadable)
    }
    for (const [from, to] of [
      ['50.00', '50.01'],
      ['100.00', '1OO.00'],
      ['2026-11-20 23', '2026-11-21 23'],
    ] as const) {
      expect(() => read(text.replace(from, to), DAY), to).toThrow(BillUnreadable)
    }
  })

  it('calls each movement by the words of its wallet, and does not guess', () => {
    const words = [
      '交易',
      '在线支付',
      '退款',
      '交易退款',
      '收费',
      '退费',
      '扣除交易手续费',
      '提现',
      '商家转账',
      '转账',
      '保证金',
    ]
    expect(words.map((word) => flowKindOf(word))).toEqual([
      ...['trade', 'trade', 'refund', 'refund', 'fee', 'fee', 'fee', 'withdrawal', 'payout', 'payout', 'other'],
    ])
    expect(flowKindOf('退回交易手续费', '退款')).toBe('fee')
  })
})
