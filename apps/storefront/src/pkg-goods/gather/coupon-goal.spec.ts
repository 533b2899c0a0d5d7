import type { CouponView, QuotedCoupon } from '@jishi/contracts/promotion/coupons.schema'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { emptyCart } from '@/stores/cart-device'
import { useSession } from '@/stores/session'
import { forgetAll, stored } from '../../../test/fake-platform'
import { ok, refuse, serve, type Answer } from '../../../test/fake-server'
import { couponGoal, missingFor } from './coupon-goal'

const coupon = {
  ...{ id: 'c1', templateId: 't1', name: '水果券', kind: 'amount', ruleText: '满 79 减 10', scopeText: '限「水果」类' },
  ...{ amountFen: 1000, offBp: null, capFen: null, thresholdFen: 7900, scopeAll: false, state: 'held', orderId: null },
  ...{ fromAt: '2026-01-01T00:00:00.000Z', untilAt: '2999-01-01T00:00:00.000Z' },
} as CouponView
const short = { code: 'short_amount', fen: 4910, qty: null, gainFen: 1000 } as const
const standing = (more: Partial<QuotedCoupon>): QuotedCoupon => ({
  ...{ coupon, usable: false, chosen: false, savedFen: 0, reason: null, refusal: null },
  ...more,
})

const answering =
  (quote: ReturnType<Answer>, held: CouponView[] = [coupon]): Answer =>
  ({ url }) => {
    if (url.includes('/quote')) return quote
    if (url.includes('/coupons')) return ok({ items: held, nextCursor: null })
    return ok({ ...emptyCart, cartVersion: 7 })
  }

const loaded = async (id: string) => {
  const goal = couponGoal(id)
  await goal.load()
  return goal
}

describe('goods for a coupon', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    stored['jishi.session'] = {
      ...{ accessToken: 'a', accessExpiresAt: '2999-01-01T00:00:00.000Z' },
      ...{ refreshToken: 'r'.repeat(30), refreshExpiresAt: '2999-01-01T00:00:00.000Z', notices: [] },
      member: { id: 'm', displayName: 'x', phoneMasked: 'x', joinedAt: '2026-01-01T00:00:00.000Z' },
    }
    useSession().restore()
  })

  it('is told by what checkout would say of the cart as it stands', async () => {
    const seen = serve(answering(ok({ coupons: [standing({ refusal: short })] })))
    const goal = await loaded('c1')
    expect(seen.find(({ url }) => url.includes('/quote'))?.body).toEqual({ source: 'cart', cartVersion: 7 })
    expect(goal.face.value?.label).toBe('满 79 减 10')
    expect(goal.missing.value).toEqual({ missingFen: 4910, missingQty: null, gainFen: 1000, percent: 37 })
    expect(goal.goods()).toEqual({ coupon: 't1' })
  })

  it('begins at its threshold where nothing is chosen in the cart', async () => {
    serve(answering(refuse(409, 'CART_EMPTY')))
    const goal = await loaded('c1')
    expect(goal.missing.value).toEqual({ missingFen: 7900, missingQty: null, gainFen: 1000, percent: 0 })
  })

  it('says when it can be used, and what else is in its way', async () => {
    serve(answering(ok({ coupons: [standing({ usable: true, savedFen: 1000 })] })))
    const ready = await loaded('c1')
    expect([ready.missing.value, ready.state.value]).toEqual([null, '这张券已经可以用了'])
    serve(answering(ok({ coupons: [standing({ refusal: { code: 'platform', fen: null, qty: null, gainFen: 0 } })] })))
    const barred = await loaded('c1')
    expect(barred.missing.value).toBeNull()
    expect(barred.state.value).not.toBe('')
  })

  it('is over where nobody holds it any more', async () => {
    serve(answering(ok({ coupons: [] }), []))
    const goal = await loaded('c1')
    expect(goal.error.value).toMatchObject({ code: 'NOT_FOUND' })
    expect(goal.face.value).toBeNull()
  })

  it('gains by its share up to its cap, and counts goods that are not its own as none', () => {
    const percent = { ...coupon, kind: 'percent', amountFen: null, offBp: 2000, capFen: 1500 } as const
    const none = { code: 'no_goods', fen: null, qty: null, gainFen: 0 } as const
    expect(missingFor(standing({ coupon: percent, refusal: none }))).toMatchObject({ missingFen: 7900, gainFen: 1500 })
    const uncapped = { ...percent, capFen: null }
    expect(missingFor(standing({ coupon: uncapped, refusal: none }))).toMatchObject({ gainFen: 1580 })
  })
})
