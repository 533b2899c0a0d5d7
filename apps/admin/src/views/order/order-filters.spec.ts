import { describe, expect, it } from 'vitest'
import { filtersOf } from '@/composables/list-address'
import { orderChips, orderFilters, orderQuery, without } from './order-filters'

const of = (address: string) => filtersOf(orderFilters, Object.fromEntries(new URLSearchParams(address)))

describe('filters of the orders', () => {
  it('ask the shop for amounts as numbers and for nothing that is not set', () => {
    expect(orderQuery(of('platform=h5&minFen=990&maxFen=12000'))).toEqual({
      platform: 'h5',
      minFen: 990,
      maxFen: 12000,
    })
    expect(orderQuery(of('due=overdue'))).toEqual({ due: 'overdue' })
  })

  it.each([
    ['due=overdue', ['已超时未发']],
    ['flag=red&platform=mp-weixin', ['旗标 · 红', '微信小程序']],
    ['minFen=990', ['≥ ¥9.90']],
    ['maxFen=12000', ['≤ ¥120.00']],
    ['minFen=0&maxFen=100', ['¥0.00 – ¥1.00']],
    ['member=0192f0c4-1c2d-7abc-8def-0123456789ab', ['某位会员的订单']],
    ['state=paid', []],
  ])('%s shows %j', (address, texts) => {
    expect(orderChips(of(address)).map(({ text }) => text)).toEqual(texts)
  })

  it('go in pairs where one chip stands for two of them', () => {
    for (const { key } of orderChips(of('minFen=1&maxFen=2&from=2026-11-01&to=2026-11-02&due=overdue')))
      expect(Object.values(without(key))).toEqual(key === 'due' ? [undefined] : [undefined, undefined])
  })
})
