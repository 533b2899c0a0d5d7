import type { OrderView } from '@jishi/contracts/order/order.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { colleagueAtDesk, ownerAtDesk } from './support/staff.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const GOODS = '阿克苏冰糖心苹果'
const MIA = { username: 'mia', name: '米娅', password: 'a price that two people know' }
const yuan = (amount: number): string => `¥${formatFen(fen(amount))}`

/** Shopper and shop side by side: the price of an order that somebody has begun to pay is changed, twice. */
describe('what the shop asks for less', () => {
  const picture = inBothLooks('price-change')
  let shop: Shop
  let window: Window
  let owner: Office
  let mia: Office
  let ann: H5Shopper
  let order: OrderView

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    ann = await H5Shopper.open(window, shop, mobileWechat)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const price = (): number => order.lines[0]?.goodsPaidFen ?? 0
  const readAgain = async (): Promise<OrderView> => (order = await ann.ask<OrderView>(`/api/shop/orders/${order.id}`))
  const openOrder = async (): Promise<void> => {
    await ann.goTo(`/pkg-order/order/order?id=${order.id}`)
    await ann.see('订单编号')
  }
  /** On the page of the order: what its one line shall cost, and why. */
  const asks = async (at: Office, newFen: number, why: string): Promise<void> => {
    await at.open(`/orders/${order.id}`)
    await at.press('改价')
    await at.dialog.getByRole('textbox', { name: new RegExp(GOODS) }).fill(formatFen(fen(newFen)))
    await at.dialog.getByRole('textbox', { name: /^原因/ }).fill(why)
  }

  it('two people sit down in the office, and a shopper comes as far as the cashier', async () => {
    owner = await ownerAtDesk(window, shop)
    mia = await colleagueAtDesk(window, shop, { ...MIA, owner })
    await ann.toCheckout()
    await ann.submit()
    await ann.page.locator('#pay').waitFor()
    await ann.goTo('/pkg-order/orders/orders')
    await ann.onTop(ann.page.getByText(/^去支付 \d\d:\d\d$/)).waitFor()
    order = await ann.newestOrder()
    await openOrder()
    await picture(ann.page, '01-before')
  })

  it('one operator takes off a little, and the shopper, who still reads the old price, is told before paying', async () => {
    const [before, less] = [order.payableFen, price() - 200]
    await asks(owner, less, '老顾客')
    await owner.dialog.getByRole('button', { name: `确认改价，应付 ${yuan(before - 200)}`, exact: true }).waitFor()
    await picture(owner.page, '02-dialogue')
    await owner.press(`确认改价，应付 ${yuan(before - 200)}`, owner.dialog)
    await owner.page
      .getByText(`${yuan(before)} → ${yuan(before - 200)}`)
      .first()
      .waitFor()
    await picture(owner.page, '03-changed')
    await Promise.all([
      ann.see(`店铺刚改了价格，现在应付 ${yuan(before - 200)}，看过明细再支付`),
      ann.button(/^去支付( \d\d:\d\d)?$/),
    ])
    await ann.press('价格明细')
    await ann.see('店铺改价')
    await picture(ann.page, '04-told')
    await readAgain()
    expect(order).toMatchObject({ state: 'pending_payment', payableFen: before - 200, totals: { adjustFen: -200 } })
  })

  it('the list and the page say that the price was changed, and from what to what', async () => {
    const before = order.payableFen + 200
    const words = `店铺由 ${yuan(before)} 改为 ${yuan(order.payableFen)}`
    await ann.see(words)
    await ann.goTo('/pkg-order/orders/orders')
    await ann.see('价格已改')
    await ann.see(words)
    await picture(ann.page, '04-listed')
  })

  it('beyond the limit it waits for somebody else: whoever asked cannot agree', async () => {
    const [before, half] = [order.payableFen, Math.floor((price() + 200) / 2)]
    await asks(owner, half, '包装压坏了一角')
    const after = order.totals.freightFen + half
    await owner.press(`提交复核，应付 ${yuan(after)}`, owner.dialog)
    await owner.see('待复核')
    expect(await owner.page.getByRole('button', { name: '同意改价', exact: true }).count()).toBe(0)
    expect((await readAgain()).payableFen).toBe(before)
    await mia.open(`/orders/${order.id}`)
    await mia.page.getByRole('button', { name: '同意改价', exact: true }).waitFor()
    await picture(mia.page, '05-waits')
    await mia.press('同意改价')
    await mia.page.getByText('已生效').first().waitFor()
    await expect.poll(async () => (await readAgain()).payableFen).toBe(after)
  })

  it('the shopper pays what it costs now, and that is what the shop got', async () => {
    await openOrder()
    await ann.button(/^去支付( \d\d:\d\d)?$/)
    await ann.payAtCashier()
    const asked = order.payableFen
    order = await ann.seePaid()
    expect(order).toMatchObject({ payableFen: asked, totals: { payableFen: asked } })
    await ann.press('价格明细')
    await ann.see('店铺改价')
    await picture(ann.page, '06-paid')
    await owner.open(`/orders/${order.id}`)
    await owner.page.getByText(yuan(asked)).first().waitFor()
    expect(await owner.page.getByRole('button', { name: '改价', exact: true }).count()).toBe(0)
    await picture(owner.page, '07-desk-paid')
  })

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
