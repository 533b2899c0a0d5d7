import type { HomeView } from '@jishi/contracts/shopfront/shopfront.schema'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, nextTick, shallowRef } from 'vue'
import { noteServerTime } from '@/api'
import { privacyQuestion } from '@/composables/privacy'
import { forgetAll, situation } from '../../../test/fake-platform'
import { useCouponTurn } from './coupon-turn'

const hooks = vi.hoisted(() => ({ show: [] as (() => void)[], hide: [] as (() => void)[] }))
vi.mock('@dcloudio/uni-app', () => ({
  onShow: (hook: () => void) => hooks.show.push(hook),
  onHide: (hook: () => void) => hooks.hide.push(hook),
}))

const PATIENCE_MS = 10_000
const answer = (couponPopup: boolean) => ({ couponPopup }) as HomeView

/** The page's logic inside a component, as it runs on the page. */
const onPage = () => {
  const home = shallowRef<HomeView | null>(null)
  let page: ReturnType<typeof useCouponTurn> | undefined
  createApp({
    setup: () => {
      page = useCouponTurn(home)
      return () => null
    },
  }).mount(document.createElement('div'))
  if (!page) throw new Error('not mounted')
  const { turn, cameUp, goesToSignIn } = page
  const call = (hook: 'show' | 'hide'): void => hooks[hook].forEach((each) => each())
  const wait = async (): Promise<number> => {
    await nextTick()
    await vi.advanceTimersByTimeAsync(PATIENCE_MS)
    return turn.value
  }
  return { home, turn, cameUp, goesToSignIn, call, wait }
}

describe('the turn of the coupons', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-30T02:00:00.000Z') })
    forgetAll()
    privacyQuestion.value = null
    noteServerTime(new Date().toISOString())
    for (const list of [hooks.show, hooks.hide]) list.length = 0
  })
  afterEach(() => vi.useRealTimers())

  it('comes a while after the answer of a shop that wants it', async () => {
    const { home, turn, wait } = onPage()
    expect(await wait()).toBe(0)
    home.value = answer(true)
    await nextTick()
    await vi.advanceTimersByTimeAsync(500)
    expect(turn.value).toBe(0)
    expect(await wait()).toBe(1)
  })

  it('never comes where the shop does not want it, or nothing can be remembered', async () => {
    const { home, wait } = onPage()
    home.value = answer(false)
    expect(await wait()).toBe(0)
    situation.full = true
    home.value = answer(true)
    expect(await wait()).toBe(0)
  })

  it('waits for the page to be in front, and for the question about privacy', async () => {
    const { home, call, wait } = onPage()
    privacyQuestion.value = () => undefined
    home.value = answer(true)
    expect(await wait()).toBe(0)
    privacyQuestion.value = null
    await nextTick()
    call('hide')
    expect(await wait()).toBe(0)
    call('show')
    expect(await wait()).toBe(1)
  })

  it('comes once a day by the clock of the shop, also on a page that stays open', async () => {
    const { home, cameUp, call, wait } = onPage()
    noteServerTime('2026-11-30T15:59:00.000Z')
    home.value = answer(true)
    expect(await wait()).toBe(1)
    cameUp()
    home.value = answer(true)
    expect(await wait()).toBe(1)
    noteServerTime('2026-11-30T16:00:00.000Z')
    call('hide')
    await nextTick()
    call('show')
    expect(await wait()).toBe(2)
  })

  it('asks once a day on a page where nothing came up', async () => {
    const { home, wait } = onPage()
    home.value = answer(true)
    expect(await wait()).toBe(1)
    home.value = answer(true)
    expect(await wait()).toBe(1)
  })

  it('comes again on a new page for whoever left the old one to sign in', async () => {
    const before = onPage()
    before.home.value = answer(true)
    await before.wait()
    before.cameUp()
    before.goesToSignIn()
    const after = onPage()
    after.home.value = answer(true)
    expect(await after.wait()).toBe(1)
  })
})
