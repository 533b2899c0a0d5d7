import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import type { CouponTemplateView, CouponView } from '@jishi/contracts/promotion/coupons.schema'
import { dayMs } from '@jishi/kernel/time'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, inBothLooks, photographer, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'
import { ownerAtDesk } from './support/staff.js'

const HOME = '/pages/home/home'
const COUPONS = ['全场折扣券', '水果券', '免运费券']
/** Longer than the page waits before it lets anything come up. */
const QUIET_MS = 4_000

const sheetOf = (page: Page): Locator => page.getByRole('dialog', { name: '先领券，再下单' }).filter({ visible: true })

describe('the coupons that come up on the home page', () => {
  const looks = inBothLooks('coupon-popup')
  const photograph = photographer('coupon-popup')
  let shop: Shop
  let window: Window
  let owner: Office
  let ann: H5Shopper
  let desk: Page

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open({ coupons: true })
    owner = await ownerAtDesk(window, shop)
    ann = await H5Shopper.open(window, shop, mobileWechat)
    desk = await window.person(DESK)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  /** Home is there, and nothing has come up over it; answers how often coupons were asked for. */
  const staysAway = async (page: Page): Promise<number> => {
    let asked = 0
    page.on('request', (request) => void (asked += request.url().includes('coupon-centre') ? 1 : 0))
    await page.goto(shop.url + HOME)
    await page.getByText('为你挑的', { exact: true }).filter({ visible: true }).waitFor()
    await page.waitForTimeout(QUIET_MS)
    expect(await sheetOf(page).count()).toBe(0)
    return asked
  }
  const heldBy = async (shopper: H5Shopper): Promise<string[]> =>
    (await shopper.ask<{ items: CouponView[] }>('/api/shop/coupons?state=held')).items.map(({ name }) => name)

  it('are seen by somebody new, the best first, and taken in one tap after the sign-in', async () => {
    const { page } = ann
    await ann.goTo(HOME)
    await sheetOf(page).waitFor()
    expect(
      await sheetOf(page)
        .getByRole('button', { name: /^领取 / })
        .allTextContents(),
    ).toHaveLength(COUPONS.length)
    expect(await sheetOf(page).locator('.name').allTextContents()).toEqual(COUPONS)
    await looks(page, '1-phone')
    await ann.button('一键领取')
    await ann.signIn()
    await sheetOf(page).waitFor()
    await ann.button('一键领取')
    await ann.see('领到了，下单时自动选最优')
    for (const name of COUPONS)
      await sheetOf(page)
        .getByRole('button', { name: `可用商品 ${name}` })
        .waitFor()
    expect(await heldBy(ann)).toEqual(expect.arrayContaining(COUPONS))
    await page.waitForTimeout(QUIET_MS)
    await looks(page, '2-taken')
    await ann.button('去逛逛')
    await sheetOf(page).waitFor({ state: 'hidden' })
  })

  it('do not come again that day, and are not even asked for', async () => {
    expect(await staysAway(ann.page)).toBe(0)
  })

  it('hold the keyboard at a desk, where Escape closes them', async () => {
    await desk.goto(shop.url + HOME)
    await sheetOf(desk).waitFor()
    const inside = (): Promise<boolean> =>
      sheetOf(desk).evaluate((sheet) => sheet.contains(document.activeElement) && document.hasFocus())
    await expect.poll(inside).toBe(true)
    await looks(desk, '3-desk')
    const stops = await sheetOf(desk).locator('[tabindex="0"]').count()
    for (let n = 0; n <= stops; n += 1) {
      await desk.keyboard.press('Tab')
      expect(await inside()).toBe(true)
    }
    await desk.keyboard.press('Escape')
    await sheetOf(desk).waitFor({ state: 'hidden' })
    expect(await staysAway(desk)).toBe(0)
  })

  it('say which one was refused, and the others are had all the same', async () => {
    const bob = await H5Shopper.open(window, shop, mobileWechat)
    await bob.goTo(HOME)
    await sheetOf(bob.page).waitFor()
    await bob.button('领取 水果券')
    await bob.signIn()
    await sheetOf(bob.page).getByRole('button', { name: '领取 水果券' }).waitFor()
    const { items } = await owner.ask<{ items: CouponTemplateView[] }>('coupon-templates?q=水果券')
    await owner.tell(`coupon-templates/${items[0]?.id ?? ''}/stop`, { version: items[0]?.version })
    await bob.button('一键领取')
    await bob.see(/^领到 2 张；1 张没领到：/)
    await photograph(bob.page, '4-one-refused')
    await sheetOf(bob.page).getByText('已领完', { exact: true }).waitFor()
    const held = await heldBy(bob)
    expect(held).toEqual(expect.arrayContaining(['全场折扣券', '免运费券']))
    expect(held).not.toContain('水果券')
    await sheetOf(bob.page).getByRole('link', { name: '领券中心' }).click()
    await bob.see('看我的优惠券')
  })

  it('come again the next day', async () => {
    await shop.reopenAt(shop.now + dayMs)
    await desk.goto(shop.url + HOME)
    await sheetOf(desk).waitFor()
    await desk.getByRole('button', { name: '关闭', exact: true }).filter({ visible: true }).click()
    await sheetOf(desk).waitFor({ state: 'hidden' })
  })

  it('stay away from everybody once an operator has turned them off', async () => {
    // A night has passed: operators sign in anew.
    owner = await ownerAtDesk(window, shop)
    await owner.open('/settings/home')
    await owner.see('领券弹窗')
    await looks(owner.page, '5-switch')
    await owner.turn('领券弹窗')
    await owner.press('保存')
    const held = async () => (await owner.ask<AllSettings>('settings')).home.value
    await expect.poll(held).toMatchObject({ couponPopup: false })
    const told = async () =>
      ((await (await fetch(`${shop.url}/api/shop/home`)).json()) as { couponPopup: boolean }).couponPopup
    // What a process remembers of the settings it forgets within seconds.
    await expect.poll(told, { timeout: 60_000 }).toBe(false)
    expect(await staysAway(await window.person(DESK))).toBe(0)
  })

  it('met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
