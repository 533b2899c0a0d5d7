import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { inBothLooks, Window } from './support/browser.js'
import { openSale, takeOf, type Sale } from './support/flash-sale.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'
import { ownerAtDesk } from './support/staff.js'

const PAGE = '/pkg-activity/seckill/seckill'
const UNITS = 2
const BEGINS_IN_MS = 60_000
const HELD_MS = 5 * 60_000
const MINUTE = 60_000

/** Three people want two pieces: two win, one of them pays, the other lets it go, and the third gets what came back. */
describe('a flash sale', () => {
  const picture = inBothLooks('seckill')
  let shop: Shop
  let window: Window
  let owner: Office
  let sale: Sale
  let people: H5Shopper[]
  let payer: H5Shopper
  let sleeper: H5Shopper
  let late: H5Shopper

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    owner = await ownerAtDesk(window, shop)
    people = []
    for (let n = 0; n < UNITS + 1; n += 1) {
      const shopper = await H5Shopper.open(window, shop, mobileWechat)
      people.push(shopper)
    }
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const buttonOf = (who: H5Shopper, word: string | RegExp) =>
    who.onTop(who.page.getByRole('button', { name: new RegExp(`^${String(word)} ${sale.title}$`) }))
  const openTab = async (who: H5Shopper): Promise<void> => {
    await who.goTo(PAGE)
    await who.onTop(who.page.getByRole('tab', { name: new RegExp(`^${sale.clock} `) })).click()
  }
  const holding = async (who: H5Shopper): Promise<boolean> => (await takeOf(sale, who)) !== null

  it('is looked forward to by people who signed in', async () => {
    for (const shopper of people) {
      await shopper.goTo('/pkg-member/sign-in/sign-in')
      await shopper.signIn()
      await vi.waitUntil(() => shopper.signedIn(), { timeout: MINUTE, interval: 200 })
    }
  })

  it('is shown before it begins: when, what, for how much, how many, and counts down', async () => {
    sale = await openSale(shop, owner, { total: UNITS, perMember: 1, inMs: BEGINS_IN_MS })
    await Promise.all(people.map(openTab))
    await Promise.all(people.map((who) => who.see('距本场开始')))
    const [first] = people as [H5Shopper]
    await buttonOf(first, `${sale.clock} 开抢`).waitFor()
    await first.see(/限购 1 件 · 共 2 件$/)
    await picture(first.page, '01-before')
  })

  it('begins by itself for all of them at once, and as many win as there are pieces', async () => {
    await Promise.all(people.map((who) => buttonOf(who, '马上抢').waitFor({ timeout: 2 * MINUTE })))
    await picture((people as [H5Shopper])[0].page, '02-on')
    await Promise.all(people.map((who) => buttonOf(who, '马上抢').click()))
    await expect
      .poll(async () => (await Promise.all(people.map(holding))).filter(Boolean).length, { timeout: MINUTE })
      .toBe(UNITS)
    const won = await Promise.all(people.map(holding))
    ;[payer, sleeper] = people.filter((_, n) => won[n]) as [H5Shopper, H5Shopper]
    ;[late] = people.filter((_, n) => !won[n]) as [H5Shopper]
    await Promise.all([payer, sleeper].map((who) => who.see(/^请在 0\d:\d\d 内付款$/)))
    await picture(payer.page, '03-won')
  })

  it('tells who came too late that there may be another chance', async () => {
    await buttonOf(late, '再试试').waitFor()
    await late.see('还有机会：有人未付款会放出来')
    await picture(late.page, '04-late')
  })

  it('is paid for through the checkout, at its price and with nothing else beside it', async () => {
    await payer.button('去付款')
    await payer.see('确认订单')
    await payer.see(/^已为你留货，请在 0\d:\d\d 内付款$/)
    await payer.see('秒杀商品不与优惠券、满减等其他优惠同享')
    await payer.addAddress()
    await payer.chooseWallet(payer.place.wallet)
    await picture(payer.page, '05-checkout')
    await payer.submit()
    await payer.payAtCashier()
    const order = await payer.seePaid()
    await payer.see('秒杀')
    await picture(payer.page, '06-order')
    expect(order.kindView).toMatchObject({ code: 'seckill' })
    await openTab(payer)
    await buttonOf(payer, '已达限购').waitFor()
  })

  it('is held for somebody who comes back to the page, and said where the product is shown', async () => {
    await openTab(sleeper)
    await sleeper.see(/^已为你留货，0\d:\d\d 内付款$/)
    await picture(sleeper.page, '07-held')
    await buttonOf(sleeper, '去付款').click()
    await sleeper.see('提交订单')
    await late.goTo(`/pkg-goods/product/product?id=${sale.spuId}`)
    await late.see('秒杀')
    await picture(late.page, '08-product')
  })

  it('lets go what was not paid in time, by the shop’s clock, and says so', async () => {
    await shop.reopenAt(shop.now + HELD_MS + MINUTE)
    await sleeper.page.reload()
    await sleeper.see('这件没能为你留住')
    await picture(sleeper.page, '09-gone')
    await sleeper.button('返回秒杀')
    await sleeper.see('整点秒杀')
  })

  it('is won by the next one, who may think better of it', async () => {
    await openTab(late)
    await buttonOf(late, '马上抢').click({ timeout: 3 * MINUTE })
    await late.see(/^请在 0\d:\d\d 内付款$/)
    expect(await holding(late)).toBe(true)
    await late.button('不要了，让给别人')
    await late.button('确定放弃')
    await buttonOf(late, '马上抢').waitFor()
    expect(await holding(late)).toBe(false)
  })

  it('is told of on the first page, which leads there', async () => {
    await late.goTo('/pages/home/home')
    const strip = late.onTop(
      late.page.getByRole('link', { name: /^整点秒杀 (?:抢先场|夜猫场|早市场|上午场|午后场|晚市场|夜场)$/ }),
    )
    await strip.waitFor()
    await picture(late.page, '10-home')
    await strip.click()
    await late.see('距本场结束')
  })

  it(
    'gives several in one go to whoever may have them',
    async () => {
      sale = await openSale(shop, owner, { total: 4, perMember: 2, inMs: BEGINS_IN_MS / 2 })
      await openTab(late)
      await late.see('抢几件')
      const more = late.onTop(late.page.getByRole('button', { name: '增加一件' }))
      await more.click()
      await buttonOf(late, '马上抢').waitFor({ timeout: MINUTE })
      await picture(late.page, '11-two-wanted')
      await buttonOf(late, '马上抢').click()
      await late.see('× 2')
      await picture(late.page, '12-two-won')
      expect((await takeOf(sale, late))?.qty).toBe(2)
    },
    2 * MINUTE,
  )

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
