import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inBothLooks, PHONE, PHONE_AGENT, photographer, Window } from './support/browser.js'
import { consolePayments } from './support/console-payments.js'
import { H5Shopper } from './support/h5-shopper.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const place = {
  container: 'mobile-browser',
  wallet: 'unionpay',
  channel: 'unionpay_wap',
  size: PHONE,
  agent: PHONE_AGENT,
} as const
const photograph = photographer('unionpay')
const inBoth = inBothLooks('unionpay')

let shop: Shop
let window: Window
let shopper: H5Shopper

beforeAll(async () => {
  shop = await openShop()
  window = await Window.open()
  shopper = await H5Shopper.open(window, shop, place)
})
afterAll(async () => {
  await shopper?.close()
  await window?.close()
  await shop?.remove()
})

describe('UnionPay on a phone', () => {
  it('is chosen, opened by a form, left unpaid, opened again as the same payment, and paid', async () => {
    await shopper.toCheckout()
    await inBoth(shopper.page, '1-checkout')
    const seen = await consolePayments(shop)
    await shopper.submit()
    await shopper.page.locator('#pay').waitFor()
    await inBoth(shopper.page, '2-cashier')

    await shopper.page.locator('#cancel').click()
    await shopper.page.locator('#back').click()
    // The page sends the payer back by a form, which the shop answers with the page itself.
    await shopper.see('继续支付')
    await photograph(shopper.page, '3-unpaid')
    await shopper.press('继续支付')
    await shopper.page.locator('#pay').click()
    await shopper.page.getByText('支付成功').first().waitFor()
    await photograph(shopper.page, '4-paid-at-the-cashier')
    await shopper.page.locator('#back').click()
    const order = await shopper.seePaid()
    await photograph(shopper.page, '5-order')
    expect(order.payment).toMatchObject({ state: 'paid', channel: 'unionpay_wap' })
    const made = await consolePayments(shop, seen)
    expect(made.map(({ status, amountFen }) => ({ status, amountFen }))).toEqual([
      { status: 'paid', amountFen: order.payableFen },
    ])
  })
})

describe('afterwards', () => {
  it('asked no stranger for anything and met no error on the way', () => {
    expectQuietPages(window)
  })

  it('stops at Ctrl-C without a fuss and leaves a shop without a contradiction', async () => {
    expect(await shop.stop()).toBe(0)
    await expectSoundBooks(shop)
  })
})
