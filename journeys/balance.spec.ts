import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { StoredBalance, StoredEntry } from '@jishi/contracts/payment/stored-value.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { ownerAtDesk } from './support/staff.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const [RIGHT, WRONG, WEAK] = ['258036', '802579', '123456']
const yuan = (amount: number): string => formatFen(fen(amount))

/** A shop takes up stored value; somebody recharges, pays an order by two tenders, and gets both back, and the rest as well. */
describe('a balance', () => {
  const picture = inBothLooks('balance')
  let shop: Shop
  let window: Window
  let owner: Office
  let ann: H5Shopper
  let skuId: string
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

  const balance = (): Promise<StoredBalance> => ann.ask<StoredBalance>('/api/shop/stored')
  const statement = async (): Promise<StoredEntry[]> =>
    (await ann.ask<{ items: StoredEntry[] }>('/api/shop/stored/entries')).items
  const parts = async (): Promise<[number, number]> => {
    const { principalFen, bonusFen } = await balance()
    return [principalFen, bonusFen]
  }
  const messages = async (): Promise<string[]> => {
    const answer = await fetch(`${shop.consoleUrl}/console/api/sms?phone=${ann.phone}`)
    return ((await answer.json()) as { items: { code: string }[] }).items.map(({ code }) => code)
  }
  const typeDigits = async (digits: string): Promise<void> => {
    for (const digit of digits) await ann.button(digit)
  }

  it('is nowhere to be seen before a filing is recorded', async () => {
    await ann.toCheckout()
    skuId = /sku=([0-9a-f-]{36})/.exec(ann.page.url())?.[1] ?? ''
    expect(await ann.page.getByText('用余额付').count()).toBe(0)
    await ann.goTo('/pages/me/me')
    await ann.see('收货地址')
    expect(await ann.page.getByText('余额', { exact: true }).count()).toBe(0)
    await ann.goTo('/pkg-pay/recharge/recharge')
    await ann.see('现在不能充值')
  })

  it('is opened by an operator, who records the filing, the offers and from where members name an amount', async () => {
    owner = await ownerAtDesk(window, shop)
    await owner.open('/settings/storedValue')
    await owner.labelled('备案编号').fill('330100ABC0001')
    await owner.labelled('备案日期').fill('2026-03-01')
    await owner.labelled('备案日期').press('Enter')
    await owner.turn('开放充值')
    await owner.labelled('充值档位').fill('100+20\n50\n300+80')
    await owner.labelled('自填金额起点（元）').fill('30')
    await picture(owner.page, '01-filing')
    await owner.press('保存')
    const held = async (): Promise<boolean> => (await owner.ask<AllSettings>('settings')).storedValue.value.open
    await expect.poll(held).toBe(true)
  })

  it('is recharged: what is given for it and how much still fits is said before', async () => {
    const offered = async (): Promise<boolean> => (await balance()).offered
    await expect.poll(offered, { timeout: 30_000 }).toBe(true)
    await ann.goTo('/pages/me/me')
    await ann.press('余额')
    await ann.see('余额合计')
    await picture(ann.page, '02-nothing-yet')
    await ann.press('充值')
    await ann.see('到账 ¥120.00，含赠送 ¥20.00')
    await picture(ann.page, '03-offers')
    await ann.fill('其他金额', '6000')
    await ann.see('会超过余额上限 ¥5000：连赠送最多还能充 ¥5000.00')
    await ann.fill('其他金额', '20')
    await ann.see('30 元起，整数')
    await picture(ann.page, '04-too-little')
    await ann.fill('其他金额', '')
    await ann.chooseWallet('wechat')
    await ann.button('充值 ¥100.00')
    await ann.payAtCashier()
    await ann.see('充值成功')
    await picture(ann.page, '05-recharged')
    await ann.press('看余额')
    await ann.see('余额合计')
    await ann.onTop(ann.page.getByText('本金 +100.00，赠送 +20.00')).waitFor()
    expect(await parts()).toEqual([10_000, 2_000])
  })

  it('gets a payment password by a message, and none that everybody would guess', async () => {
    await ann.press('支付密码')
    await ann.see('设置支付密码')
    const before = (await messages()).length
    // One message a minute goes to a number, and the one to sign in with may be younger than that.
    const asked = async (): Promise<number> => {
      if ((await messages()).length === before) await ann.button('发送短信验证码')
      return (await messages()).length
    }
    await expect.poll(asked, { interval: 5_000, timeout: 100_000 }).toBeGreaterThan(before)
    await ann.fill('短信验证码', (await messages())[0] ?? '')
    await ann.button('下一步')
    await ann.see('设置 6 位数字密码')
    await typeDigits(WEAK)
    await ann.see('太容易被猜到：不能是相同或连续的数字')
    await picture(ann.page, '06-password')
    await typeDigits(RIGHT)
    await ann.see('再输一次')
    await typeDigits(RIGHT)
    await ann.see('已设置')
    expect((await balance()).pinSet).toBe(true)
  })

  it('pays what there is of an order; the cashier says what each pays', async () => {
    await ann.goTo(`/pkg-order/checkout/checkout?sku=${skuId}&qty=10`)
    await ann.see('用余额付')
    await ann.onTop(ann.page.getByRole('switch', { name: '用余额付' })).click()
    await picture(ann.page, '07-checkout')
    await ann.submit()
    await ann.see('收银台')
    order = await ann.newestOrder()
    const rest = order.payableFen - 12_000
    expect(rest).toBeGreaterThan(0)
    await ann.see(`余额 ¥120.00，微信支付 ¥${yuan(rest)}`)
    await picture(ann.page, '08-cashier')
  })

  it('says how many tries are left after a wrong password, and pays after the right one', async () => {
    await ann.button('确认付款')
    await ann.see('输入支付密码')
    await typeDigits(WRONG)
    await ann.see('支付密码不对，还可以试 4 次')
    await picture(ann.page, '09-wrong')
    await typeDigits(RIGHT)
    await ann.payAtCashier()
    await ann.see('其中余额支付 ¥120.00')
    await picture(ann.page, '10-paid')
    order = await ann.seePaid()
    expect(order.payment).toMatchObject({ channel: 'wechat_h5', balanceFen: 12_000 })
    const both = `余额 ¥120.00 + 微信支付 ¥${yuan(order.payableFen - 12_000)}`
    await ann.onTop(ann.page.getByText(both, { exact: true })).scrollIntoViewIfNeeded()
    await picture(ann.page, '11-order')
    expect(await parts()).toEqual([0, 0])
  })

  it('comes back to both when the shop cannot send it, and the statement adds up', async () => {
    await owner.open(`/orders/${order.id}`)
    await owner.press('取消商品')
    await owner.dialog.getByRole('button', { name: /^确认取消并退款/ }).click()
    await expect.poll(parts).toEqual([10_000, 2_000])
    const backFen = async (): Promise<number> => (await ann.ask<OrderView>(`/api/shop/orders/${order.id}`)).refundedFen
    await expect.poll(backFen).toBe(order.payableFen)
    // What the channel pays back arrives when the channel says so.
    const arrived = async () => (await ann.ask<OrderView>(`/api/shop/orders/${order.id}`)).payment.back
    await expect.poll(arrived).toEqual({ balanceFen: 12_000, channelFen: order.payableFen - 12_000 })
    await ann.goTo(`/pkg-order/order/order?id=${order.id}`)
    await ann.onTop(ann.page.getByText('退款去向', { exact: true })).scrollIntoViewIfNeeded()
    await picture(ann.page, '12-order-back')
    const entries = await statement()
    expect(entries.map(({ reason }) => reason)).toEqual(['order_refund', 'payment', 'recharge'])
    const sum = entries.reduce((total, { principalFen, bonusFen }) => total + principalFen + bonusFen, 0)
    expect(sum).toBe(12_000)
    await ann.goTo('/pkg-pay/balance/balance')
    await ann.see('订单退款')
    await ann.see(/^可退本金 ¥100\.00，原路退回/)
    await picture(ann.page, '13-statement')
  })

  it('is seen by an operator with all that moved it', async () => {
    const { id } = await ann.ask<{ id: string }>('/api/shop/me')
    await owner.open(`/members?open=${id}`)
    await owner.see('储值余额')
    await owner.see('余 ¥120.00')
    await picture(owner.page, '14-desk')
  })

  it('goes back to where it came from, without what the shop gave on top', async () => {
    await ann.press('退余额')
    await ann.see('全部退回')
    await ann.see('同时收回赠送 ¥20.00')
    await picture(ann.page, '15-take-back')
    await ann.button('确认退回')
    await ann.see('输入支付密码')
    await typeDigits(RIGHT)
    await ann.see('正在退回')
    await picture(ann.page, '16-on-its-way')
    expect(await parts()).toEqual([0, 0])
    expect((await statement())[0]).toMatchObject({ reason: 'recharge_refund', principalFen: -10_000, bonusFen: -2_000 })
  })

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
