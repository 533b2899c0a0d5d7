import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inBothLooks, PHONE, Window } from './support/browser.js'
import { CatalogueDesk } from './support/catalogue-desk.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages } from './support/sound-end.js'

const APPLES = '阿克苏冰糖心苹果'
const picture = inBothLooks('discovery')

let shop: Shop
let window: Window
let desk: CatalogueDesk

beforeAll(async () => {
  shop = await openShop()
  window = await Window.open()
  desk = await CatalogueDesk.open(shop)
})
afterAll(async () => {
  await window?.close()
  await shop?.remove()
})

const idOf = (page: Page): string => new URL(page.url()).searchParams.get('id') ?? ''

/** Height of a product page's bar and its tabs. */
const BARS = 92

const selectedTab = (page: Page): Promise<string> =>
  page.locator('[role=tab][aria-selected=true]').filter({ visible: true }).innerText()

/** From now on: how much of the page jumped about, as browsers measure it. */
const watchShifts = async (page: Page): Promise<() => Promise<number>> => {
  const moved = await page.evaluateHandle(() => {
    const sum = { shift: 0 }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum.shift += (entry as PerformanceEntry & { value: number }).value
    }).observe({ type: 'layout-shift' })
    return sum
  })
  return () => moved.evaluate(({ shift }) => shift)
}

/** The number on the filter sheet's button: how many goods the choices leave. */
const promised = async (shopper: H5Shopper): Promise<number> => {
  const see = shopper.onTop(shopper.page.getByRole('button', { name: /^看 \d+\+? 件$/ }))
  return Number(/\d+/.exec(await see.innerText())?.[0])
}

const cards = (shopper: H5Shopper) => shopper.page.locator('.goods.card').filter({ visible: true })

describe('somebody whose phone is slow', () => {
  it('sees the top of the home page before its program is there, and nothing moves when it is', async () => {
    const page = await window.person(PHONE)
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    await page.route('**/assets/index-*.js', async (route) => {
      await held
      await route.continue()
    })
    await page.goto(shop.url, { waitUntil: 'commit' })
    const top = page.locator('#early-screen')
    await top.locator('img').waitFor()
    const placesOf = (selectors: readonly string[]) =>
      Promise.all(
        selectors.map(async (selector) => {
          const box = await page.locator(selector).filter({ visible: true }).first().boundingBox()
          return box && [box.x, box.y, box.width, box.height].map(Math.round)
        }),
      )
    const before = await placesOf(['.early-banner', '.early-search', '.early-name', '.early-kicker', '.early-title'])
    await picture(page, '0-before-the-program')
    letGo()
    await top.waitFor({ state: 'detached' })
    const after = await placesOf(['.banners', '.head .search', '.head .name', '.banner .kicker', '.banner .title'])
    expect(before).toEqual(after)
    expect(after).not.toContain(null)
    await picture(page, '0-with-the-program')
  })
})

describe('somebody who looks for something', () => {
  it('browses a category, narrows it by brand and attribute, and finds it so after a refresh', async () => {
    const shopper = await H5Shopper.open(window, shop, mobileWechat)
    const { page } = shopper
    await shopper.goTo('/pages/category/category')
    await shopper.see(APPLES)
    await picture(page, '1-category')
    await page.getByRole('link', { name: '更多筛选' }).click()
    await shopper.see('综合')
    await cards(shopper).first().waitFor()
    await shopper.press('价格')
    await expect.poll(() => page.url()).toContain('sort=price_asc')
    await shopper.button('筛选')
    const brand = shopper.onTop(page.getByRole('checkbox', { name: /^坡上果园 \d+$/ }))
    await brand.waitFor()
    const before = await promised(shopper)
    await brand.click()
    await shopper.onTop(page.getByRole('checkbox', { name: /^脆甜 \d+$/ })).click()
    await expect.poll(() => promised(shopper)).toBeLessThan(before)
    await picture(page, '2-filter')
    const left = await promised(shopper)
    await shopper.button(/^看 \d+ 件$/)
    await shopper.see('坡上果园')
    await expect.poll(() => cards(shopper).count()).toBe(left)
    await picture(page, '3-narrowed')
    await page.reload()
    await shopper.see('坡上果园')
    await shopper.see('脆甜')
    await expect.poll(() => cards(shopper).count()).toBe(left)
    await shopper.press(APPLES)
    await shopper.see('商品详情')
    await page.goBack()
    await shopper.see('脆甜')
    await shopper.button('去掉 脆甜')
    await expect.poll(() => cards(shopper).count()).toBeGreaterThanOrEqual(left)
    await shopper.close()
  })

  it('searches by pinyin with a suggestion, and the words are marked and remembered', async () => {
    const shopper = await H5Shopper.open(window, shop, mobileWechat)
    const { page } = shopper
    await shopper.goTo('/pkg-goods/list/list?focus=1')
    await shopper.fill('搜索商品', 'pingguo')
    const suggestion = page.getByRole('link', { name: /苹果/ }).filter({ visible: true }).first()
    await suggestion.waitFor()
    await picture(page, '4-suggestions')
    await suggestion.click()
    await cards(shopper).first().waitFor()
    await page.locator('.goods.card .title').getByText('苹果', { exact: true }).first().waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('苹果')
    await picture(page, '5-found')
    await shopper.goTo('/pkg-goods/list/list?focus=1')
    await shopper.see('最近搜索')
    await shopper.button('清空最近搜索')
    await expect.poll(() => page.getByText('最近搜索').filter({ visible: true }).count()).toBe(0)
    await shopper.fill('搜索商品', '火星土豆泥飞船')
    await shopper.button('搜索')
    await shopper.see('告诉我们想买什么')
    await picture(page, '6-nothing')
    await shopper.close()
  })

  it('saves goods, is told when they cost less, and finds what was seen', async () => {
    const shopper = await H5Shopper.open(window, shop, mobileWechat)
    const { page } = shopper
    await shopper.goTo('/pkg-goods/list/list')
    await shopper.press(APPLES)
    await shopper.see('商品详情')
    const id = idOf(page)
    await picture(page, '7-product')
    // What comes behind the first answer has its place by then; from here on only the tabs move anything.
    await page.waitForLoadState('networkidle')
    const shifts = await watchShifts(page)
    await page.mouse.wheel(0, 500)
    await shopper.onTop(page.getByRole('tab', { name: '参数' })).click()
    await expect.poll(() => selectedTab(page)).toBe('参数')
    const facts = await shopper.onTop(page.getByText('规格参数', { exact: true })).boundingBox()
    expect(facts?.y).toBeGreaterThan(BARS)
    expect(facts?.y).toBeLessThan(BARS + 40)
    await picture(page, '8-parameters')
    await shopper.onTop(page.getByRole('tab', { name: '商品' })).click()
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollTop)).toBe(0)
    expect(await shifts()).toBe(0)
    // The heart is full at once; the price that counts is that of the moment the shop has heard of it.
    const saved = page.waitForResponse(
      (answer) => answer.request().method() === 'PUT' && answer.url().endsWith(`/favourites/${id}`),
      { timeout: 60_000 },
    )
    await shopper.press('收藏')
    await shopper.signIn()
    await saved
    await shopper.see('已收藏')
    await desk.takeOff(id, 300)
    await shopper.goTo('/pages/me/me')
    await page.getByRole('link', { name: '收藏 1' }).click()
    await shopper.see('比收藏时降 ¥3')
    await picture(page, '9-favourites')
    await shopper.button('管理')
    await page.getByRole('checkbox', { name: `选择 ${APPLES}` }).click()
    await shopper.button('删除（1）')
    await shopper.see('还没有收藏')
    await shopper.press('撤销')
    await shopper.see('比收藏时降 ¥3')
    await shopper.goTo('/pages/me/me')
    await page.getByRole('link', { name: '足迹 1' }).click()
    await shopper.see('今天')
    await shopper.see(APPLES)
    await picture(page, '10-history')
    await shopper.close()
  })

  it('comes by a link to goods that are gone, is shown others and finds the way home', async () => {
    const shopper = await H5Shopper.open(window, shop, mobileWechat)
    await shopper.goTo('/pkg-goods/product/product?id=0197a000-0000-7000-8000-00000000000f')
    await shopper.see('没有找到这件商品')
    await shopper.see('看看这些')
    await picture(shopper.page, '11-gone')
    await shopper.onTop(shopper.page.getByRole('link', { name: '回首页' })).click()
    await shopper.see('为你挑的')
    await shopper.close()
  })

  it('met no stranger and no error on any of these pages', () => {
    expectQuietPages(window)
  })
})
