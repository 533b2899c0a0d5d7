import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import GoodsTerms from './goods-terms.vue'

const said = (kind: 'physical' | 'virtual' | 'card_secret' | 'service', noReasonReturn: boolean): string =>
  mount(GoodsTerms, { props: { product: { kind, noReasonReturn } } }).text()

describe('what must be known before a choice', () => {
  it('is nothing for goods that are sent and can go back', () => {
    expect(said('physical', true)).toBe('')
  })

  it('is the kind of goods and how they are handed over', () => {
    expect(said('card_secret', true)).toBe('自动发货·卡密付款后自动发放，在订单里查看')
    expect(said('virtual', true)).toContain('付款后自动发货，不用填地址')
    expect(said('service', true)).toContain('付款后到店出示订单')
  })

  it('is that they cannot go back without a reason', () => {
    expect(said('physical', false)).toBe('不支持 7 天无理由退货有质量问题照样售后')
    expect(said('card_secret', false)).toContain('不支持 7 天无理由退货')
  })
})
