import {
  couponTemplateBody,
  type CouponTemplateBody,
  type CouponTemplateView,
  type CouponView,
} from '@jishi/contracts/promotion/coupons.schema'
import { addDays, isoOf } from '@jishi/kernel/time'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { freshKey } from './buying.js'
import { KnownActors } from './known-actors.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from './shopper.js'
import type { TestApp } from './test-app.js'

const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
export const EVERYTHING = { all: true, named: NOTHING, excluded: NOTHING }

/** 满 79 减 10 for everything, claimed by hand, once each, good for a week; what differs is said. */
export const templateOf = (shop: TestApp, over: Partial<CouponTemplateBody> = {}): CouponTemplateBody => {
  const now = shop.clock.now()
  return {
    ...{ name: '满减券', kind: 'amount', amountFen: 1_000, offBp: null, capFen: null, thresholdFen: 7_900 },
    ...{ scope: EVERYTHING, exclusive: false, platforms: null, way: 'claim', listed: true, total: 100, perMember: 1 },
    ...{ claimFromAt: isoOf(now), claimUntilAt: isoOf(addDays(now, 30)) },
    ...{ useFromAt: null, useUntilAt: null, validDays: 7, ...over },
  }
}

/** A template that is given out from now on. */
export const launched = async (
  shop: TestApp,
  operator: ShopClient,
  over: Partial<CouponTemplateBody> = {},
): Promise<CouponTemplateView> => {
  const { id, version } = await operator.coupons.createTemplate({
    body: templateOf(shop, over),
    idempotencyKey: freshKey(),
  })
  return operator.coupons.launch({ params: { id }, body: { version }, idempotencyKey: freshKey() })
}

/** What the form of a template would send back if nobody changed it. */
export const bodyOf = (template: CouponTemplateView): CouponTemplateBody => {
  const fields = Object.entries(template).filter(([name]) => name in couponTemplateBody.shape)
  return Object.fromEntries(fields) as unknown as CouponTemplateBody
}

export const claim = (who: Shopper, templateId: string, idempotencyKey = freshKey()): Promise<CouponView> =>
  who.api.coupons.claim({ body: { templateId }, idempotencyKey })

export const redeem = (who: Shopper, code: string): Promise<CouponView> => who.api.coupons.redeem({ body: { code } })

export const codesOf = async (operator: ShopClient, id: string, count: number): Promise<string[]> =>
  (await operator.coupons.makeCodes({ params: { id }, body: { count }, idempotencyKey: freshKey() })).codes

export const heldBy = async (who: Shopper): Promise<CouponView[]> =>
  (await who.api.coupons.mine({ query: { state: 'held' } })).items

export interface SleeplessPeople {
  /** An operator who may do all of this, or only what is named. */
  operator(permissions?: readonly string[]): ShopClient
  someone(): Promise<Shopper>
}

/** People whose sign-in does not end while a test moves the clock by days. */
export const sleeplessPeople = (shop: TestApp, phones: string): SleeplessPeople => {
  const actors = new KnownActors(shop)
  let made = 0
  return {
    operator: (permissions = PERMISSIONS) => clientOf(shop, actors.operator(permissions)),
    someone: async () => {
      const phone = `${phones}${String((made += 1)).padStart(11 - phones.length, '0')}`
      const shopper = await shopperOf(shop, phone)
      const headers = actors.member(phone, shopper.memberId)
      return { ...shopper, headers, api: clientOf(shop, headers) }
    },
  }
}
