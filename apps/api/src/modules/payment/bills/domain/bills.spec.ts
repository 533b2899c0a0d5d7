import { DIFFERENCE_KINDS } from '@jishi/contracts/payment/reconciliation.terms'
import { shopDay, startOfShopDay, type ShopDay } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alipayTradeBill } from './alipay-trade-bill.js'
import { BillUnreadable } from './bill.js'
import { agreedFeeFen, isAgreedFee, judge } from './judge.js'
import { choicesOf, resolvingLegs, settlingLegs } from './legs.js'
import { wechatTradeBill } from './wechat-trade-bill.js'

const DAY = '2026-11-20' as ShopDay
const MERCHANT = '1900000109'
const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const SUMMARY = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

interface Said {
  refund: boolean
  fen: number
  name: string
}
const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
const feeOf = (fen: number): number => Math.floor((fen * 60 + 5000) / 10_000)
const sum = (all: readonly number[]): number => all.reduce((n, one) => n + one, 0)

/** A bill worded here, by nobody's code but this: 45 rows of it are the size of the official example. */
const wechatText = (rows: readonly Said[]): string => {
  const lines = rows.map(({ refund, fen, name }, at) => {
    const [paid, back] = refund ? ['0.00', yuan(fen)] : [yuan(fen), '0.00']
    const numbers = refund
      ? [`5000${at}`, `BACK${at}`, back, '0.00', 'ORIGINAL', 'SUCCESS']
      : ['0', '0', '0.00', '0.00', '', '']
    const fee = `${refund && feeOf(fen) > 0 ? '-' : ''}${yuan(feeOf(fen))}000`
    const start = ['2026-11-20 23:59:59', 'wx', MERCHANT, '0', '', `4200${at}`, `PAID${at}`, 'openid', 'JSAPI']
    const cells = [...start, refund ? 'REFUND' : 'SUCCESS', 'OTHERS', 'CNY', paid, '0.00', ...numbers, name, '']
    return [...cells, fee, '0.60%', paid, back, ''].map((cell) => `\`${cell}`).join(',')
  })
  const paid = yuan(sum(rows.map(({ refund, fen }) => (refund ? 0 : fen))))
  const back = yuan(sum(rows.map(({ refund, fen }) => (refund ? fen : 0))))
  const feeFen = sum(rows.map(({ refund, fen }) => (refund ? -feeOf(fen) : feeOf(fen))))
  const fee = `${feeFen < 0 ? '-' : ''}${yuan(Math.abs(feeFen))}000`
  const total = [`${rows.length}.0`, paid, back, '0.00', fee, paid, back].map((cell) => `\`${cell}`).join(',')
  return `\uFEFF${[HEADER, ...lines, SUMMARY, total].join('\r\n')}\r\n`
}

const problemOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof BillUnreadable) return error.problem
    throw error
  }
  return 'read'
}

/** Names as people write them: what parts cells, quotes, line ends, the marks of the file itself. */
const name = fc
  .array(
    fc.oneof(fc.constantFrom(',`', '\t,', '"', "'", '\r\n', '\n', '`', ',', '#', '苹果', '脆', ' '), fc.string()),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''))
const said = fc.record({ refund: fc.boolean(), fen: fc.integer({ min: 1, max: 9_999_999 }), name })

describe("WeChat's trade bill", () => {
  it('is read to the last fen whatever the goods are called', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 45 }), (rows) => {
        const { lines, totals } = wechatTradeBill(wechatText(rows), DAY, MERCHANT)
        expect(lines.map(({ amountFen, subject }) => [amountFen, subject])).toEqual(
          rows.map(({ fen, refund }) => [fen, refund ? 'refund' : 'payment']),
        )
        expect(totals.feeFen).toBe(sum(lines.map(({ feeFen }) => feeFen)))
        expect(lines.every(({ settled, bookedAt }) => settled && shopDay(bookedAt) === DAY)).toBe(true)
      }),
    )
  })

  it('#34 is refused whole when any character of it is missing', () => {
    fc.assert(
      fc.property(
        fc.array(said, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, at) => {
          const text = wechatText(rows)
          const cut = Math.floor(at * (text.length - 1))
          expect(problemOf(() => wechatTradeBill(text.slice(0, cut), DAY, MERCHANT))).not.toBe('read')
        },
      ),
    )
  })

  it('#34 is refused when a line or a sum is another one', () => {
    const rows = [
      { refund: false, fen: 9_660, name: '苹果' },
      { refund: true, fen: 660, name: '苹果' },
    ]
    const text = wechatText(rows)
    expect(problemOf(() => wechatTradeBill(text.replace('`2.0', '`3.0'), DAY, MERCHANT))).toBe('totals')
    expect(problemOf(() => wechatTradeBill(text.replace('`96.60', '`96.61'), DAY, MERCHANT))).toBe('totals')
    expect(problemOf(() => wechatTradeBill(text, '2026-11-21' as ShopDay, MERCHANT))).toBe('form')
    expect(problemOf(() => wechatTradeBill(text, DAY, '1900000001'))).toBe('form')
    expect(problemOf(() => wechatTradeBill(text.replace('CNY', 'USD'), DAY, MERCHANT))).toBe('form')
    expect(problemOf(() => wechatTradeBill(text.replace('交易状态', '状态'), DAY, MERCHANT))).toBe('form')
    expect(problemOf(() => wechatTradeBill(text.replace('23:59:59', '23:61:59'), DAY, MERCHANT))).toBe('form')
  })

  it('tells a line that stands there twice apart', () => {
    const twice = wechatText([{ refund: false, fen: 100, name: 'a' }]).replace(/(`2026[^\r]*\r\n)/, '$1$1')
    const whole = twice
      .replace('`1.0,`1.00', '`2.0,`2.00')
      .replace(',`0.01000,`1.00,`0.00\r\n', ',`0.02000,`2.00,`0.00\r\n')
    const { lines } = wechatTradeBill(whole, DAY, MERCHANT)
    expect(new Set(lines.map(({ key }) => key)).size).toBe(2)
  })
})

const ALIPAY_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'
const ALIPAY_SUMMARY =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）'
const minus = (fen: number): string => `${fen < 0 ? '-' : ''}${yuan(Math.abs(fen))}`

const alipayTexts = (rows: readonly Said[]): [string, string] => {
  const cells = rows.map(({ refund, fen, name: goods }, at) => {
    const amount = minus(refund ? -fen : fen)
    const fee = minus(refund ? feeOf(fen) : -feeOf(fen))
    const start = [`20261120220014${String(at).padStart(14, '0')}`, `PAID${at}`, refund ? '退款' : '交易', goods]
    const time = '2026-11-20 00:00:00'
    const middle = [time, time, '', '', '', '', '买家', amount, amount, '0.00', '0.00', '0.00', '0.00', '0.00', '']
    return [...start, ...middle, '0.00', '0.00', refund ? `BACK${at}` : '', fee, '0.00', '']
  })
  const of = (refund: boolean) => rows.filter((row) => row.refund === refund).map(({ fen }) => fen)
  const net = sum(of(false)) - sum(of(true))
  const fees = sum(of(true).map(feeOf)) - sum(of(false).map(feeOf))
  const line = (all: readonly string[]) => all.map((cell) => `${cell}\t`).join(',')
  const detail = [
    ...['#支付宝业务明细查询', '#---业务明细列表---', ALIPAY_HEADER, ...cells.map(line), '#---业务明细列表结束---'],
    `#交易合计：${of(false).length}笔，商家实收共${yuan(sum(of(false)))}元，商家优惠共0.00元`,
    `#退款合计：${of(true).length}笔，商家实收退款共${minus(-sum(of(true)))}元，商家优惠退款共0.00元`,
  ]
  const counts = [String(of(false).length), String(of(true).length)]
  const money = [minus(net), minus(net), '0.00', '0.00', '0.00', minus(fees), '0.00', minus(net + fees)]
  const summary = [
    '#---业务汇总列表---',
    ALIPAY_SUMMARY,
    line(['合计', '', ...counts, ...money]),
    '#---业务汇总列表结束---',
  ]
  return [`${detail.join('\r\n')}\r\n`, `${summary.join('\r\n')}\r\n`]
}

describe("Alipay's bill", () => {
  it('is read to the last fen whatever the goods are called', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 30 }), (rows) => {
        const { lines, totals } = alipayTradeBill(...alipayTexts(rows), DAY)
        expect(lines.map(({ amountFen, subject }) => [amountFen, subject])).toEqual(
          rows.map(({ fen, refund }) => [fen, refund ? 'refund' : 'payment']),
        )
        const fees = rows.map(({ refund, fen }) => (refund ? -feeOf(fen) : feeOf(fen)))
        expect(totals.feeFen + 0).toBe(sum(fees) + 0)
      }),
    )
  })

  it('#34 is refused when its two tables do not say the same', () => {
    const [detail, summary] = alipayTexts([{ refund: false, fen: 9_660, name: '苹果' }])
    expect(problemOf(() => alipayTradeBill(detail, summary.replace('合计\t,\t,1', '合计\t,\t,2'), DAY))).toBe('totals')
    expect(problemOf(() => alipayTradeBill(detail.replace('共96.60元', '共96.61元'), summary, DAY))).toBe('totals')
    expect(problemOf(() => alipayTradeBill(detail.slice(0, -40), summary, DAY))).toBe('form')
  })
})

describe('what a line is to us', () => {
  const line = { subject: 'payment', settled: true, amountFen: 10_000, feeFen: 60, channelTxn: 'T' } as const
  const own = { succeeded: true, amountFen: 10_000, channelTxn: 'T', spoken: false }
  it.each([
    ['matched', line, own],
    ['status', { ...line, settled: false }, own],
    ['long', line, undefined],
    ['long', line, { ...own, succeeded: false }],
    ['long', line, { ...own, spoken: true }],
    ['long', line, { ...own, channelTxn: 'another' }],
    ['amount', line, { ...own, amountFen: 9_999 }],
    ['fee', { ...line, feeFen: 61 + 1 }, own],
  ] as const)('%s', (verdict, said, ours) => {
    expect(judge(said, ours, 60)).toBe(verdict)
  })

  it('the agreed fee is within a fen, and a refund may give nothing back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 0, max: 500 }), (amountFen, rateBp) => {
        const payment = { subject: 'payment', amountFen } as const
        expect(isAgreedFee({ ...payment, feeFen: agreedFeeFen(payment, rateBp) }, rateBp)).toBe(true)
        expect(isAgreedFee({ ...payment, feeFen: agreedFeeFen(payment, rateBp) + 2 }, rateBp)).toBe(false)
        expect(isAgreedFee({ subject: 'refund', amountFen, feeFen: 0 }, rateBp)).toBe(true)
      }),
    )
  })
})

describe('what is posted', () => {
  const amount = fc.integer({ min: 0, max: 10_000_000 })
  const subject = fc.constantFrom('payment' as const, 'refund' as const)
  const side = {
    wallet: fc.constant('wechat'),
    subject,
    amountFen: amount,
    feeFen: fc.integer({ min: -500, max: 500 }),
  }

  it('sums to zero, and a payment and its whole refund leave nothing', () => {
    fc.assert(
      fc.property(fc.record(side), (line) => {
        const legs = settlingLegs(line, 'wechat_h5')
        expect(sum(legs.map(({ amountFen }) => amountFen)) + 0).toBe(0)
        const back = settlingLegs(
          { ...line, subject: line.subject === 'payment' ? 'refund' : 'payment', feeFen: -line.feeFen },
          'wechat_h5',
        )
        for (const { account } of legs) {
          const of = (all: typeof legs) => sum(all.filter((one) => one.account === account).map((one) => one.amountFen))
          expect(of(legs) + of(back) + 0).toBe(0)
        }
      }),
    )
  })

  it('of any difference sums to zero, and what may be chosen can be posted', () => {
    const sides = fc.record({
      kind: fc.constantFrom(...DIFFERENCE_KINDS),
      subject,
      wallet: fc.constant('wechat'),
      bill: fc.option(
        fc.record({
          amountFen: amount,
          feeFen: fc.integer({ min: -9, max: 9 }),
          expectedFeeFen: fc.integer({ min: -9, max: 9 }),
        }),
      ),
      own: fc.option(fc.record({ channel: fc.constant('wechat_h5'), amountFen: amount })),
      flow: fc.option(fc.record({ account: fc.constant('bank'), amountFen: fc.integer({ min: -9, max: 9 }) })),
    })
    fc.assert(
      fc.property(sides, (one) => {
        for (const action of choicesOf(one)) {
          const legs = resolvingLegs(one, action)
          expect(sum(legs.map(({ amountFen }) => amountFen)) + 0).toBe(0)
          expect(action === 'explained' ? legs.length : Math.min(legs.length, 2)).toBe(action === 'explained' ? 0 : 2)
          if (action === 'explained') expect(one.bill).toBeNull()
        }
        if (one.kind === 'suspense') expect(choicesOf(one)).toEqual([])
      }),
    )
  })

  it('#38 the day of a bill is the shop’s, whatever the zone of the machine', () => {
    expect(startOfShopDay(DAY)).toBe(Date.parse('2026-11-19T16:00:00Z'))
  })
})
