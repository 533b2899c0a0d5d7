import type { CouponView } from '@jishi/contracts/promotion/coupons.schema'
import { expect } from 'vitest'
import type { Stage } from './mini-journeys.js'
import type { MiniShopper } from './mini-shopper.js'

const TITLE = '先领券，再下单'
/** Longer than the page waits before it lets anything come up. */
const QUIET_MS = 3_000

const askedBy = ({ program }: MiniShopper): number =>
  program.device.exchanges.filter(({ path }) => path.includes('coupon-centre')).length

/** Not over the question about privacy; then once, through the sign-in, and not again on this phone today. */
export const couponsOnce = async ({ open }: Stage): Promise<void> => {
  const first = open({ coupons: true })
  const { screen, program, shop } = first
  await screen.see('为你挑的')
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  expect([screen.found(TITLE).length, askedBy(first)]).toEqual([0, 0])
  await first.agree()
  await screen.see(TITLE)
  await screen.tap('一键领取')
  await first.signIn()
  await screen.see(TITLE)
  await screen.tap('一键领取')
  await screen.until('the word of it', () => program.device.toasts.includes('领到了，下单时自动选最优'))
  await screen.see('去逛逛')
  const { items } = await shop.asMember<{ items: CouponView[] }>(first.token, '/api/shop/coupons?state=held')
  expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['全场折扣券', '水果券', '免运费券']))
  await screen.tap('去逛逛')
  await first.gone(TITLE)
  const asked = askedBy(first)
  program.close()
  const again = open({ coupons: true, device: program.device, phone: first.phone })
  await again.screen.see('为你挑的')
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  expect([again.screen.found(TITLE).length, askedBy(again)]).toEqual([0, asked])
}
