import { describe, expect, it } from 'vitest'
import { changeRows } from './past-words'

const change = (
  section: string,
  subject: string,
  name: string,
  before: string | number | boolean | null,
  after: string | number | boolean | null,
) => ({
  ...{ section, subject, name, before, after },
})

describe('the difference of two moments', () => {
  it('is told in words, whatever the histories call it', () => {
    const rows = changeRows([
      change('order', '', 'state', 'pending_payment', 'completed'),
      change('order', '', 'step', 'place', 'confirm_receipt'),
      change('parcels', 'ZTO ZTO1', 'signed', false, true),
      change('attempts', 'P1', 'channel', null, 'wechat_h5'),
      change('accounts', 'clearing:wechat_h5', 'amountFen', null, 6_990),
    ])
    expect(rows).toEqual([
      { what: '订单 · 状态', before: '待付款', after: '已完成' },
      { what: '订单 · 最后一步', before: '提交订单', after: '确认收货' },
      { what: '包裹 · ZTO ZTO1 · 已签收', before: '否', after: '是' },
      { what: '付款 · P1 · 渠道', before: '—', after: '微信支付' },
      { what: '账户余额（借方为正） · 渠道待结算 · 微信支付（手机网页） · 金额', before: '—', after: '¥69.90' },
    ])
  })

  it('does not name twice what came or went', () => {
    expect(changeRows([change('parcels', 'ZTO ZTO1', 'trackingNo', null, 'ZTO1')])).toEqual([])
    expect(changeRows([change('lines', '苹果 5 斤 #1a2b', 'title', '苹果', '红苹果')])).toHaveLength(1)
  })
})
