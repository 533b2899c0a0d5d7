import type { AdminIncident } from '@jishi/contracts/payment/finance.schema'
import { expect, it } from 'vitest'
import { aboutText, comparedText, incidentFacts } from './incident-facts'

const of = (details: AdminIncident['details'], amounts: AdminIncident['amounts'] = null) => ({ details, amounts })
const told = {
  ...{ differing: ['amountFen'], source: 'notice', amountFen: 9_901, expectedFen: 9_900 },
  ...{ currency: 'CNY', merchantId: '1900000109', expectedMerchantId: '1900000109' },
}

it('puts what came beside what was expected, with what lies between', () => {
  const compared = comparedText(of(told, { cameFen: 9_901, expectedFen: 9_900 }))
  expect(compared).toBe('渠道金额 ¥99.01，应为 ¥99.00，多 ¥0.01')
  expect(comparedText(of({}, { cameFen: 100, expectedFen: 9_900 }))).toContain('少 ¥98.00')
})

it('names what is not ours where the amount is', () => {
  const amounts = { cameFen: 9_900, expectedFen: 9_900 }
  expect(comparedText(of({ differing: ['merchantId', 'appId'] }, amounts))).toBe('商户号、应用号不符')
  expect(comparedText(of({}, amounts))).toBeUndefined()
  expect(comparedText(of({ reason: 'SYSTEM_ERROR' }))).toBeUndefined()
})

it('tells the rest in words, each with what it should have been, and an amount only once', () => {
  expect(incidentFacts(of(told, { cameFen: 9_901, expectedFen: 9_900 }))).toEqual([
    { name: '消息来源', text: '渠道通知' },
    { name: '币种', text: 'CNY' },
    { name: '商户号', text: '1900000109' },
  ])
  expect(incidentFacts(of({ merchantId: '1', expectedMerchantId: '2' }))).toEqual([
    { name: '商户号', text: '1（应为 2）' },
  ])
  expect(incidentFacts(of({ bill: '2026-11-22', billFen: 500, ownFen: null, verdict: 'long' }))).toEqual([
    { name: '账单日期', text: '2026-11-22' },
    { name: '账单金额', text: '¥5.00' },
    { name: '差异类型', text: '长款' },
  ])
  expect(incidentFacts(of({ answer: 'closed', reason: 'no answer' }))).toEqual([
    { name: '渠道答复', text: '已关闭' },
    { name: '渠道说明', text: '没有答复' },
  ])
})

it('names what an incident is about by what people know it by', () => {
  expect(aboutText('26112203884112345678')).toBe('2611 2203 8841 1234 5678')
  expect(aboutText('bill:wechat:1900000109:2026-11-22')).toBe('微信支付 2026-11-22 渠道账单')
  expect(aboutText('flow:alipay:2088000000000001:2026-11-22')).toBe('支付宝 2026-11-22 资金流水')
  expect(aboutText('unionpay')).toBe('银联支付')
})
