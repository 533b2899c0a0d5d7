import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { drawCode } from '../apps/storefront/src/platform/h5/code-picture.js'
import { PHONE, photographer, Window } from './support/browser.js'
import { consolePayments } from './support/console-payments.js'
import { badDays, type Stage } from './support/h5-bad-days.js'
import { places, type Place } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { keepResults, PlatformResults } from './support/platform-results.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const results = new PlatformResults()
const photograph = photographer('h5-platforms')

let shop: Shop
let window: Window
let open: H5Shopper[] = []

beforeAll(async () => {
  shop = await openShop()
  window = await Window.open()
})
afterEach(async () => {
  for (const shopper of open) await shopper.close()
  open = []
})
afterAll(async () => {
  console.log(results.table)
  keepResults('h5.md', results.table)
  await window?.close()
  await shop?.remove()
})

const stage = (): Stage => ({
  shop,
  window,
  open: async (place, phone) => {
    const shopper = await H5Shopper.open(window, shop, place, phone)
    open.push(shopper)
    return shopper
  },
})

/** The code on the desktop's page is the one the gateway gave; another device opens what it says. */
const payOnPhone = async (desk: Page): Promise<void> => {
  const code = desk.getByRole('img', { name: '微信支付二维码' })
  await code.waitFor()
  const [newest] = await consolePayments(shop)
  expect(newest).toMatchObject({ product: 'NATIVE', status: 'pending' })
  const shown = await code.evaluate((element) => element.querySelector('img')?.getAttribute('src') ?? '')
  expect(shown).toBe(drawCode(String(newest?.payUrl)))
  const phone = await window.person(PHONE)
  await phone.goto(String(newest?.payUrl))
  await phone.locator('#pay').click()
  await phone.getByText('支付成功').first().waitFor()
  await phone.context().close()
}

/** From the submitted order to the moment somebody has paid. */
const payThere = async (shopper: H5Shopper, { channel }: Place, name: string): Promise<void> => {
  if (channel === 'wechat_oa') return
  if (channel !== 'wechat_native') {
    await shopper.page.locator('#pay').waitFor()
    return shopper.payAtCashier()
  }
  await shopper.see('用微信扫码支付')
  await photograph(shopper.page, `${name}-3-code`)
  await payOnPhone(shopper.page)
}

const buy = async (place: Place): Promise<void> => {
  const shopper = await stage().open(place)
  const name = `${place.container}-${place.channel}`
  await shopper.toCheckout()
  await photograph(shopper.page, `${name}-2-checkout`)
  const seen = await consolePayments(shop)
  await shopper.submit()
  await payThere(shopper, place, name)
  await shopper.seeResult()
  await photograph(shopper.page, `${name}-4-paid`)
  const order = await shopper.seePaid()
  await photograph(shopper.page, `${name}-5-order`)
  expect(order.payment).toMatchObject({ state: 'paid', channel: place.channel })
  const made = await consolePayments(shop, seen)
  expect(made.map(({ status, amountFen }) => ({ status, amountFen }))).toEqual([
    { status: 'paid', amountFen: order.payableFen },
  ])
  expect(shopper.sheet?.refusals ?? []).toEqual([])
}

describe.each(places)('$container with $wallet', (place) => {
  const title = `buys and pays by ${place.channel}`
  it(title, () => results.note(place.container, title, () => buy(place)))
})

describe('bad days', () => {
  it.each(badDays)('$container: $title', ({ container, title, run }) =>
    results.note(container, title, () => run(stage())),
  )
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
