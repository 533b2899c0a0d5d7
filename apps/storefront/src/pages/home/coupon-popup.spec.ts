import type { Claimable } from '@jishi/contracts/promotion/coupons.schema'
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { places } from '@/composables/places'
import { useSession } from '@/stores/session'
import { forgetAll, stored } from '../../../test/fake-platform'
import { ok, refuse, serve, type Answer, type Seen } from '../../../test/fake-server'
import CouponPopup from './coupon-popup.vue'

const session = {
  ...{ accessToken: 'a', accessExpiresAt: '2999-01-01T00:00:00.000Z', refreshToken: 'r' },
  ...{ refreshExpiresAt: '2999-01-01T00:00:00.000Z', notices: [] },
  member: { id: 'm', displayName: 'x', phoneMasked: null, joinedAt: '2026-01-01T00:00:00.000Z' },
}
const coupon = (templateId: string, amountFen: number, standing: Claimable['standing'] = 'claim'): Claimable => ({
  ...{ templateId, name: templateId, kind: 'amount', amountFen, offBp: null, capFen: null, thresholdFen: 0 },
  ...{ exclusive: false, platforms: null, ruleText: '', scopeText: '', scopeAll: true },
  ...{ claimUntilAt: '2999-01-01T00:00:00.000Z', useFromAt: null, useUntilAt: null, validDays: 7 },
  ...{ gonePercent: 0, standing },
})

const signIn = (): void => {
  stored['jishi.session'] = session
  useSession().restore()
}
const wanted = ({ body }: Seen): string => (body as { templateId: string }).templateId

/** A shop with these coupons, some of which it refuses; the popup as home shows it. */
const opened = async (coupons: Claimable[], claim: Answer = () => ok({})) => {
  const shop = { coupons }
  const seen = serve((call) => (call.method === 'POST' ? claim(call) : ok({ items: shop.coupons, nextCursor: null })))
  const toasts: string[] = []
  vi.stubGlobal('uni', { ...uni, showToast: ({ title }: { title: string }) => toasts.push(title) })
  const popup = mount(CouponPopup, { props: { turn: 1, front: true } })
  await vi.waitFor(() => expect(seen).toHaveLength(1))
  await new Promise((resolve) => setTimeout(resolve))
  const claims = (): string[] => seen.filter(({ method }) => method === 'POST').map(wanted)
  const button = (label: string) => popup.find(`[aria-label="${label}"]`)
  return { popup, shop, seen, toasts, claims, button }
}

describe('coupons that come up', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
  })
  afterEach(() => vi.restoreAllMocks())

  it('are the best three in a dialog, and home hears of it', async () => {
    const { popup } = await opened([coupon('a', 100), coupon('b', 400), coupon('c', 200), coupon('d', 300)])
    expect(popup.findAll('.name').map((name) => name.text())).toEqual(['b', 'd', 'c'])
    expect(popup.find('[role="dialog"]').attributes('aria-label')).toBe('先领券，再下单')
    expect(popup.emitted('up')).toHaveLength(1)
  })

  it('do not where nothing can be had, where nobody answers, or where home was left meanwhile', async () => {
    const none = await opened([coupon('a', 100, 'held'), coupon('b', 100, 'gone')])
    expect([none.popup.find('[role="dialog"]').exists(), none.popup.emitted('up')]).toEqual([false, undefined])
    serve(() => 'lost')
    const lost = mount(CouponPopup, { props: { turn: 1, front: true } })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(lost.emitted('up')).toBeUndefined()
    serve(() => ok({ items: [coupon('a', 100)], nextCursor: null }))
    const left = mount(CouponPopup, { props: { turn: 1, front: true } })
    await left.setProps({ front: false })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([left.find('[role="dialog"]').exists(), left.emitted('up')]).toEqual([false, undefined])
  })

  it('are taken one by one or all at once, each once, and say so', async () => {
    signIn()
    const { popup, button, claims, toasts } = await opened([coupon('a', 300), coupon('b', 200), coupon('c', 100)])
    await button('领取 b').trigger('tap')
    await vi.waitFor(() => expect(button('可用商品 b').exists()).toBe(true))
    expect(popup.text()).toContain('已领取')
    await popup.find('.button').trigger('tap')
    await vi.waitFor(() => expect(popup.find('.button').text()).toBe('去逛逛'))
    expect(claims()).toEqual(['b', 'a', 'c'])
    expect(toasts).toEqual(['领到了，下单时自动选最优', '领到了，下单时自动选最优'])
  })

  it('lose nothing by a refusal: the others are had, and why is said', async () => {
    signIn()
    const { popup, shop, button, toasts } = await opened([coupon('a', 200), coupon('b', 100)], (call) => {
      shop.coupons = [coupon('b', 100)]
      return wanted(call) === 'a' ? refuse(409, 'COUPON_GONE') : ok({})
    })
    await popup.find('.button').trigger('tap')
    await vi.waitFor(() => expect(button('可用商品 b').exists()).toBe(true))
    expect(toasts).toEqual([expect.stringMatching(/^领到 1 张；1 张没领到：./)])
    expect(popup.text()).toContain('已领完')
  })

  it('ask under the same key after a lost answer', async () => {
    signIn()
    let lost = true
    const { popup, seen, toasts } = await opened([coupon('a', 200)], () => {
      if (!lost) return ok({})
      lost = false
      return refuse(500, 'INTERNAL')
    })
    await popup.find('.button').trigger('tap')
    await vi.waitFor(() => expect(toasts.length).toBeGreaterThan(0))
    await vi.waitFor(() => expect(popup.find('.button-off').exists()).toBe(false))
    await popup.find('.button').trigger('tap')
    await vi.waitFor(() => expect(popup.find('.button').text()).toBe('去逛逛'))
    const keys = seen.filter(({ method }) => method === 'POST').map(({ header }) => header['Idempotency-Key'])
    expect(keys.length).toBeGreaterThan(1)
    expect([...new Set(keys)]).toEqual([expect.any(String)])
  })

  it('stay for whoever goes to sign in, and then say what that person has already', async () => {
    const led = vi.spyOn(places, 'signIn').mockReturnValue()
    const { popup, shop, button, claims } = await opened([coupon('a', 200), coupon('b', 100)])
    await popup.find('.button').trigger('tap')
    expect([led.mock.calls.length, popup.emitted('signIn')?.length, claims()]).toEqual([1, 1, []])
    await popup.setProps({ front: false })
    signIn()
    shop.coupons = [coupon('a', 200, 'held'), coupon('b', 100)]
    await popup.setProps({ front: true })
    await vi.waitFor(() => expect(button('可用商品 a').exists()).toBe(true))
    expect(button('领取 b').exists()).toBe(true)
  })

  it('are closed for whoever goes on to another page, and lead to all of them', async () => {
    const centre = vi.spyOn(places, 'couponCentre').mockReturnValue()
    const { popup } = await opened([coupon('a', 200)])
    await popup.find('.all').trigger('tap')
    expect(centre).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(popup.find('[role="dialog"]').exists()).toBe(false))
    await popup.setProps({ turn: 2 })
    await vi.waitFor(() => expect(popup.find('[role="dialog"]').exists()).toBe(true))
    await popup.setProps({ front: false })
    await vi.waitFor(() => expect(popup.find('[role="dialog"]').exists()).toBe(false))
  })
})
