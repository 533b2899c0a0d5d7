import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, inBothLooks, photographer, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const DAY = /预计 \d{1,2}月\d{1,2}日 送达/

/** What a shop declares of its way is told to whoever buys; before it does, nothing is. */
describe('the day of arrival', () => {
  const photograph = photographer('arrival-day')
  const bothLooks = inBothLooks('arrival-day')
  let shop: Shop
  let window: Window
  let owner: Office
  let ann: H5Shopper
  let told = ''

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    owner = new Office(await window.person(DESK), shop)
    ann = await H5Shopper.open(window, shop, mobileWechat)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const dayOn = async (): Promise<string> => {
    const found = ann.onTop(ann.page.getByText(DAY))
    await found.waitFor()
    return DAY.exec((await found.textContent()) ?? '')?.[0] ?? ''
  }

  it('is nowhere while the shop has declared nothing', async () => {
    await ann.goTo('/pkg-goods/list/list')
    await ann.press('阿克苏冰糖心苹果')
    await ann.see('商品详情')
    await ann.press('立即购买')
    await ann.see('数量')
    await ann.press('5 斤装')
    await ann.button('立即购买')
    await ann.signIn()
    await ann.see('提交订单')
    await ann.addAddress()
    await ann.see(/^快递 · /)
    expect(await ann.page.getByText(DAY).count()).toBe(0)
  })

  it('is declared by an operator: a cut-off, days of rest, and how long a parcel travels', async () => {
    const account = shop.accounts.operators.find(({ role }) => role === 'owner')
    await owner.open('/settings/freight')
    await owner.signIn(account?.username ?? '', account?.password ?? '')
    await owner.labelled('当日截单时间').fill('25:00')
    await owner.labelled('每周不发货的日子').fill('7')
    await owner.labelled('不发货的日期').fill('2027-02-06\n2027-02-07')
    await owner.labelled('发出后几天送达').fill('3')
    await owner.press('保存')
    await owner.see('按 16:00 这样填')
    await owner.labelled('当日截单时间').fill('16:00')
    await bothLooks(owner.page, '01-declared')
    await owner.press('保存')
    const held = async () => (await owner.ask<AllSettings>('settings')).freight.value
    const holidays = ['2027-02-06', '2027-02-07']
    await expect.poll(held).toMatchObject({ cutOff: '16:00', restWeekdays: [0], holidays, arrivalDays: 3 })
  })

  it('is told on the page of the goods, at the checkout and on the order, one and the same', async () => {
    const again = async (): Promise<number> => {
      await ann.goTo('/pkg-goods/list/list')
      await ann.press('阿克苏冰糖心苹果')
      await ann.see('商品详情')
      await ann.see('送至')
      return ann.page.getByText(DAY).count()
    }
    // What a process remembers of the settings it forgets within seconds.
    await expect.poll(again, { timeout: 60_000 }).toBeGreaterThan(0)
    told = await dayOn()
    await bothLooks(ann.page, '02-product')
    await ann.press('立即购买')
    await ann.see('数量')
    await ann.press('5 斤装')
    await ann.button('立即购买')
    await ann.see('提交订单')
    expect(await dayOn()).toBe(told)
    await photograph(ann.page, '03-checkout')
    await ann.submit()
    await ann.payAtCashier()
    const { id } = await ann.seePaid()
    await ann.goTo(`/pkg-order/order/order?id=${id}`)
    expect(await dayOn()).toBe(told)
    await bothLooks(ann.page, '04-order')
  })

  it('met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
