import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inBothLooks, Window } from './support/browser.js'
import { CatalogueDesk } from './support/catalogue-desk.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const OFFER = '满 99 减 20'
const COUPON = '水果券'
const APPLES = '阿克苏冰糖心苹果'
const picture = inBothLooks('checkout')

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

const productOf = async (title: string): Promise<string> => {
  const answer = await fetch(`${shop.url}/api/shop/products?q=${encodeURIComponent(title)}`)
  const { items } = (await answer.json()) as { items: { id: string; title: string }[] }
  return items.find((product) => product.title === title)?.id ?? ''
}

const claim = (shopper: H5Shopper): Promise<void> => shopper.button(`领取 ${COUPON}`)

/** Adds one thing after another from the page that lists them, until the promotion is reached. */
const gather = async (shopper: H5Shopper): Promise<void> => {
  const { page } = shopper
  const reached = page.getByText('已享受这个优惠', { exact: true })
  const choose = page.getByRole('button', { name: '加入购物车', exact: true }).filter({ visible: true })
  const add = shopper.onTop(page.getByRole('button', { name: /^加入购物车：/ }))
  // A touch while a piece is still on its way, or while the panel moves, does nothing: then the next one does.
  const touch = async (): Promise<boolean> => {
    if ((await reached.count()) > 0) return true
    const target = (await choose.count()) > 0 ? choose.last() : add
    await target.click({ timeout: 3_000 }).catch(() => undefined)
    return false
  }
  await expect.poll(touch, { timeout: 90_000, interval: 1_000 }).toBe(true)
}

/** From a coupon that asks for an amount to the goods that reach it, with what is missing told as checkout would. */
const seeGoodsForCoupon = async (shopper: H5Shopper): Promise<void> => {
  await shopper.goTo('/pkg-member/coupons/coupons')
  await shopper.button(`去使用 ${COUPON}`)
  await shopper.see('凑单')
  await shopper.see('再买 ¥79 减 ¥10')
  await shopper.onTop(shopper.page.getByRole('button', { name: /^加入购物车：/ })).waitFor()
}

describe('somebody who buys with promotions and coupons', () => {
  it('claims a coupon, fills the cart up to the promotion, and the order shows the receipt that was agreed to', async () => {
    const shopper = await H5Shopper.open(window, shop, mobileWechat)
    const { page } = shopper
    await shopper.goTo('/pkg-member/coupon-centre/coupon-centre')
    await shopper.see('领券中心')
    await claim(shopper)
    await shopper.signIn()
    await shopper.see('领券中心')
    await claim(shopper)
    await shopper.see('领到了，下单时自动选最优')
    await picture(page, '1-coupon-centre')
    await seeGoodsForCoupon(shopper)
    await picture(page, '1-goods-for-a-coupon')
    await shopper.addToCart()
    await shopper.goTo('/pages/cart/cart')
    await shopper.onTop(page.getByRole('link', { name: new RegExp(`${OFFER}.*去凑单`) })).waitFor()
    await picture(page, '2-cart-with-a-hint')
    await shopper.onTop(page.getByRole('link', { name: new RegExp(`${OFFER}.*去凑单`) })).click()
    await shopper.see('凑单')
    await gather(shopper)
    await picture(page, '3-gathered')
    await shopper.press('去购物车')
    await shopper.see('已享受')
    await picture(page, '4-cart')
    await shopper.button('去结算')
    await shopper.see('提交订单')
    await shopper.addAddress()
    await shopper.onTop(page.getByText(/^已为你选最优，省 ¥\d/)).waitFor()
    await picture(page, '5-checkout')
    await shopper.onTop(page.getByText(new RegExp(OFFER))).waitFor()
    await shopper.chooseWallet('wechat')
    await shopper.submit()
    await shopper.payAtCashier()
    const order = await shopper.seePaid()
    const applied = order.rules.filter((rule) => rule.applied && rule.amountFen > 0).map(({ stage }) => stage)
    expect(applied).toEqual(expect.arrayContaining(['promotion', 'coupon']))
    const { listFen, unitDiscountFen, promotionFen, couponFen, goodsPaidFen, freightFen, payableFen } = order.totals
    expect(promotionFen).toBeGreaterThanOrEqual(2_000)
    expect(couponFen).toBeGreaterThan(0)
    expect(listFen - unitDiscountFen - promotionFen - couponFen).toBe(goodsPaidFen)
    expect(goodsPaidFen + freightFen).toBe(payableFen)
    await shopper.press('价格明细')
    await picture(page, '6-order')
    await shopper.onTop(page.getByText(new RegExp(OFFER))).waitFor()
    await shopper.close()
  })

  it('is told of a price that moved since, and pays what was shown', async () => {
    const shopper = await H5Shopper.open(window, shop, mobileWechat)
    const { page } = shopper
    await shopper.toCheckout()
    await desk.takeOff(await productOf(APPLES), 100)
    await shopper.submit()
    await shopper.see('价格有变化')
    await picture(page, '7-price-changed')
    await shopper.button('按新金额提交')
    await shopper.payAtCashier()
    const order = await shopper.seePaid()
    expect(order.totals.payableFen).toBeGreaterThan(0)
    await shopper.close()
  })

  it('leaves the books of the shop sound', async () => {
    await expectSoundBooks(shop)
  })

  it('met no stranger and no error on any of these pages', () => {
    expectQuietPages(window)
  })
})
