import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { priceParts } from './price-parts'
import ShopPrice from './shop-price.vue'

describe('price', () => {
  it('keeps both decimals apart from the integer', () => {
    expect(priceParts(2990)).toEqual({ sign: '', integer: '29', decimals: '.90' })
    expect(priceParts(5)).toEqual({ sign: '', integer: '0', decimals: '.05' })
    expect(priceParts(-2000)).toEqual({ sign: '−', integer: '20', decimals: '.00' })
  })

  it('shows 起 for a range and a struck price only when there is one', () => {
    const plain = mount(ShopPrice, { props: { fen: 2990 } })
    expect(plain.text()).not.toContain('起')
    expect(plain.find('.was').exists()).toBe(false)
    const range = mount(ShopPrice, { props: { fen: 2990, from: true, was: 3590 } })
    expect(range.text()).toContain('起')
    expect(range.find('.was').text()).toBe('¥35.90')
    expect(range.attributes('aria-label')).toBe('¥29.90起')
  })
})
