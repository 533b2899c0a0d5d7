import type { CouponTemplateBody, CouponTemplateView } from '@jishi/contracts/promotion/coupons.schema'
import { describe, expect, it } from 'vitest'
import { everything } from '@/views/promotion/scope/scope-draft'
import { couponBodyOf, couponDraftOf, freshCoupon } from './coupon-draft'

const body = (over: Partial<CouponTemplateBody>): CouponTemplateBody => ({
  ...{ name: '满 79 减 10', kind: 'amount', amountFen: 1_000, offBp: null, capFen: null, thresholdFen: 7_900 },
  ...{
    scope: everything(),
    exclusive: true,
    platforms: ['mp-weixin'],
    way: 'claim',
    listed: true,
    total: 500,
    perMember: 2,
  },
  ...{ claimFromAt: '2026-11-01T00:00:00.000Z', claimUntilAt: '2026-11-30T00:00:00.000Z' },
  ...{ useFromAt: null, useUntilAt: null, validDays: 7 },
  ...over,
})
const view = (of: CouponTemplateBody): CouponTemplateView => ({
  ...of,
  ...{ id: 'c', version: 1, state: 'draft', ruleText: '', scopeText: '', claimed: 0, used: 0 },
  ...{ createdAt: '2026-10-01T00:00:00.000Z', launchedAt: null, stoppedAt: null },
})

describe('the form of a coupon', () => {
  it.each<[string, CouponTemplateBody]>([
    ['an amount', body({})],
    ['a share with a cap', body({ kind: 'percent', amountFen: null, offBp: 1_500, capFen: 2_000 })],
    ['all of the freight', body({ kind: 'shipping', amountFen: null, exclusive: false, thresholdFen: 0 })],
    [
      'fixed times',
      body({ useFromAt: '2026-11-11T00:00:00.000Z', useUntilAt: '2026-11-12T00:00:00.000Z', validDays: null }),
    ],
    ['codes, which are never listed', body({ way: 'code', listed: false })],
  ])('sends %s as it was opened', (_name, sent) => {
    const read = couponBodyOf(couponDraftOf(view(sent)))
    expect([...read.flaws]).toEqual([])
    expect(read.body).toEqual(sent)
  })

  it('names what cannot be read by the paths of the server', () => {
    const draft = { ...freshCoupon(), amount: '十块', total: '0', validDays: '' }
    expect([...couponBodyOf(draft).flaws.keys()]).toEqual([
      ...['name', 'amountFen', 'validDays', 'total', 'claimFromAt', 'claimUntilAt'],
    ])
  })
})
