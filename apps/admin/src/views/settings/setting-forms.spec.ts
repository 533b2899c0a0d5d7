import { USUAL_AFTER_SALE } from '@jishi/contracts/settings/settings.terms'
import { describe, expect, it } from 'vitest'
import { bannerFaults, faultsOf, typedOf, valueOf, type Values } from './setting-forms'
import { fenOf, yuanOf } from './setting-text'

const values: Values = {
  shop: { name: '小满良品', slogan: '', searchHint: '搜一搜', icp: '浙ICP备1号' },
  freight: {
    ...{ baseFen: 850, freeOverFen: null, promise: '48 小时内发货', noDeliveryRegionPrefixes: ['54', '65'] },
    ...{ cutOff: '16:00', restWeekdays: [6, 0], holidays: ['2027-02-06'], arrivalDays: 3 },
  },
  order: {
    payWithinMs: 1_800_000,
    autoConfirmAfterMs: 864_000_000,
    extendReceiptMs: 259_200_000,
    priceChangeBp: 1_250,
    priceChangeFen: 5_000,
    lateCouponTemplateId: '01970000-0000-7000-8000-000000000001',
    lateCouponAfterHours: 12,
    returnAddress: '小满 13800000000 杭州市余杭区 1 号',
  },
  afterSale: { ...USUAL_AFTER_SALE, fastRefundMaxFen: 12_050 },
  home: { banners: [], couponPopup: true },
  policies: { version: '2026-01', effectiveAt: '2025-12-31T16:00:00.000Z', terms: ['一', '二'], privacy: ['三'] },
  sms: { dailyBudget: 5_000 },
  search: {
    pinned: ['车厘子'],
    hidden: ['假货'],
    synonyms: [
      ['土豆', '马铃薯'],
      ['番茄', '西红柿'],
    ],
    stopWords: ['的'],
  },
  review: { windowDays: 15, words: ['加微信', '返现'] },
  storedValue: {
    open: true,
    filingNo: '330100ABC0001',
    filedOn: '2026-03-01',
    capFen: 500_000,
    offers: [
      { amountFen: 10_000, bonusFen: 2_000 },
      { amountFen: 5_050, bonusFen: 0 },
    ],
    ownFromFen: 3_000,
  },
}
const keys = [
  'shop',
  'freight',
  'order',
  'afterSale',
  'home',
  'policies',
  'sms',
  'search',
  'review',
  'storedValue',
] as const

describe('a form', () => {
  it.each(keys)('%s gives back the value it was filled from', (key) => {
    const typed = typedOf(values, key)
    expect(faultsOf(key, typed)).toEqual({})
    expect(valueOf(key, typed)).toEqual(values[key])
  })

  it('names what does not fit in an offer of stored value', () => {
    const typed = { open: '也许', filedOn: '今天', capFen: '5000.01', offers: '100+20\n一百', ownFromFen: '30.50' }
    expect(Object.keys(faultsOf('storedValue', typed)).sort()).toEqual(Object.keys(typed).sort())
    const twice = { ...typedOf(values, 'storedValue'), offers: '100+20\n100+30' }
    expect(Object.keys(faultsOf('storedValue', twice))).toEqual(['offers'])
  })

  it('opens recharges only beside a filing of today or before', () => {
    const typed = { ...typedOf(values, 'storedValue'), filingNo: ' ', filedOn: '' }
    expect(Object.keys(faultsOf('storedValue', typed))).toEqual(['filingNo', 'filedOn'])
    expect(faultsOf('storedValue', { ...typed, open: 'false' })).toEqual({})
    const later = { ...typedOf(values, 'storedValue'), filedOn: '2999-01-01' }
    expect(Object.keys(faultsOf('storedValue', later))).toEqual(['filedOn'])
  })

  it('takes only days there are, and begins them at midnight of the shop', () => {
    const typed = typedOf(values, 'policies')
    expect(typed['effectiveAt']).toBe('2026-01-01')
    for (const effectiveAt of ['', '2026-02-30', '2026-1-1', '明天'])
      expect(Object.keys(faultsOf('policies', { ...typed, effectiveAt }))).toEqual(['effectiveAt'])
    expect(valueOf('policies', { ...typed, effectiveAt: '2026-12-01' })).toMatchObject({
      effectiveAt: '2026-11-30T16:00:00.000Z',
    })
  })

  it.each(keys)('%s calls its fields what the server calls them, so that a refusal finds them', (key) => {
    for (const name of Object.keys(typedOf(values, key))) expect(Object.keys(values[key])).toContain(name)
  })

  it('names the field that does not fit', () => {
    expect(Object.keys(faultsOf('shop', { name: ' ', slogan: 'x'.repeat(61) }))).toEqual(['name', 'slogan'])
    expect(
      Object.keys(
        faultsOf('freight', { baseFen: '8.005', freeOverFen: 'x', promise: '', noDeliveryRegionPrefixes: '54\n杭州' }),
      ),
    ).toEqual(['baseFen', 'freeOverFen', 'promise', 'noDeliveryRegionPrefixes'])
    const ofOrders = { priceChangeBp: '100.01', priceChangeFen: '100000.01', lateCouponAfterHours: '721' }
    const times = { payWithinMs: '0', autoConfirmAfterMs: '61', extendReceiptMs: '31' }
    expect(Object.keys(faultsOf('order', { ...times, ...ofOrders }))).toEqual([
      'payWithinMs',
      'autoConfirmAfterMs',
      'extendReceiptMs',
      'priceChangeBp',
      'priceChangeFen',
      'lateCouponAfterHours',
    ])
    const terms = { ...typedOf(values, 'afterSale'), sendBackDays: '6', inspectDays: '8', fastRefundMaxFen: '2000.01' }
    expect(faultsOf('afterSale', { ...terms, couponGraceDays: '' })).toEqual({
      sendBackDays: expect.stringContaining('7'),
      inspectDays: expect.stringContaining('7'),
      fastRefundMaxFen: expect.stringContaining('2000'),
      couponGraceDays: expect.any(String),
    })
    expect(Object.keys(faultsOf('sms', { dailyBudget: '-1' }))).toEqual(['dailyBudget'])
    const words = { pinned: 'x'.repeat(21), hidden: '', synonyms: '土豆', stopWords: '的\n了' }
    expect(Object.keys(faultsOf('search', words))).toEqual(['pinned', 'synonyms'])
  })

  it('turns yuan into fen without a float', () => {
    for (const fen of [0, 1, 10, 99, 100, 101, 820, 999_999]) expect(fenOf(yuanOf(fen))).toBe(fen)
    expect(fenOf('0.29')).toBe(29)
    for (const text of ['', '1.234', '-1', '1,000', 'abc', '.5']) expect(fenOf(text)).toBeUndefined()
  })

  it('wants a banner whole', () => {
    const banner = {
      id: 'a',
      title: '',
      kicker: '',
      tag: null,
      pictureId: '',
      ink: 'red',
      link: { kind: 'product', id: '1' },
    }
    expect(Object.keys(bannerFaults(banner as Parameters<typeof bannerFaults>[0]))).toEqual([
      'title',
      'pictureId',
      'ink',
      'linkId',
    ])
  })
})
