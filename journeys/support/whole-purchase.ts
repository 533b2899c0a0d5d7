import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, PHONE, photographer, Window } from './browser.js'
import type { Shop } from './shop.js'
import { expectQuietPages, expectSoundBooks } from './sound-end.js'

/** A newcomer's first start installs nothing here: what is measured is building what is stale, and the demo shop. */
const FIRST_START_MS = 480_000
const WARM_START_MS = 60_000
const PHONE_NO = '13900066021'
const TRACKING_NO = 'SF1438220755612'

/** What is tried after the purchase, while the shop stands closed. */
type Afterwards = (shop: () => Shop) => void

/**
 * The one journey that decides: a newcomer's whole purchase with the README's command, a shop that dies in between, and
 * not one contradiction at the end. Told for every way the shop can be run; `title` names the way and its pictures.
 */
export const wholePurchase = (
  title: string,
  create: () => Promise<Shop>,
  afterwards: Afterwards = () => undefined,
): void => {
  let shop: Shop
  let window: Window
  let phone: Page
  let orderNo = ''
  const photograph = photographer(title)

  beforeAll(async () => {
    shop = await create()
    await shop.start(FIRST_START_MS)
    window = await Window.open()
    phone = await window.person(PHONE)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  /** uni-app keeps earlier pages in the document, hidden: what counts is what can be seen, and what lies on top. */
  const onTop = (found: Locator): Locator => found.filter({ visible: true }).last()
  const words = (text: string): Locator => onTop(phone.getByText(text, { exact: true }))
  const tap = (text: string): Promise<void> => words(text).tap()
  const see = (text: string): Promise<void> => words(text).waitFor()
  const button = (name: string): Promise<void> => onTop(phone.getByRole('button', { name })).tap()
  const field = (label: string): Locator => onTop(phone.locator(`[aria-label="${label}"]`).locator('input, textarea'))

  /** As the admin prints it: in groups of four, easier to read out. */
  const grouped = (no: string): string => (no.match(/.{1,4}/g) ?? []).join(' ')

  const smsCode = async (): Promise<string> => {
    const answer = await fetch(`${shop.consoleUrl}/console/api/sms?phone=${PHONE_NO}`)
    const { items } = (await answer.json()) as { items: { code: string }[] }
    return items[0]?.code ?? ''
  }

  describe(`a whole purchase, as a newcomer makes it (${title})`, () => {
    it('opens a shop worth looking at', async () => {
      await phone.goto(shop.url)
      await see('为你挑的')
      await photograph(phone, '01-home')
      await expect.poll(() => phone.getByText(/^已售 /).count()).toBeGreaterThan(3)
      await tap('分类')
      await see('鲜果')
      await photograph(phone, '02-category')
      await tap('阿克苏冰糖心苹果')
      await see('商品详情')
      await photograph(phone, '03-product')
    })

    it('chooses a SKU and fills the cart before anybody has signed in', async () => {
      await tap('加入购物车')
      await see('数量')
      await tap('5 斤装')
      await photograph(phone, '04-sku')
      await tap('加入购物车')
      await see('已加入购物车')
      await tap('购物车')
      await see('去结算')
      await onTop(phone.getByText('5 斤装')).waitFor()
      await photograph(phone, '05-cart')
    })

    it('signs in with a code from the console and finds the same cart', async () => {
      await tap('去结算')
      await see('获取验证码')
      await field('手机号').fill(PHONE_NO)
      await onTop(phone.getByRole('checkbox')).tap()
      await tap('获取验证码')
      await expect.poll(smsCode).toMatch(/^\d{6}$/)
      await phone
        .locator('input')
        .nth(1)
        .fill(await smsCode())
      await photograph(phone, '06-sign-in')
      await onTop(phone.getByRole('button', { name: '登录', exact: true })).tap()
      await see('提交订单')
      await onTop(phone.getByText('5 斤装')).waitFor()
    })

    it('adds an address and sees every fen explained', async () => {
      await tap('添加收货地址')
      await see('新增收货地址')
      await field('收货人').fill('林小满')
      await field('手机号').fill('13800006602')
      await field('详细地址').fill('博云路 2 号 3 栋 1202')
      await button('所在地区')
      for (const place of ['上海市', '浦东新区'])
        await onTop(phone.locator('.choice').getByText(place, { exact: true })).tap()
      await phone
        .getByText(/上海市.*浦东新区/)
        .last()
        .waitFor()
      await photograph(phone, '07-address')
      await button('保存')
      await see('提交订单')
      await onTop(phone.getByText(/上海市.*浦东新区/)).waitFor()
      await see('价格明细')
      await photograph(phone, '08-checkout')
    })

    it('pays at the cashier, comes back, and the order is paid', async () => {
      await onTop(phone.getByRole('checkbox', { name: /不支持 7 天无理由退货/ })).tap()
      await tap('提交订单')
      await phone.locator('#pay').waitFor()
      await photograph(phone, '09-cashier')
      await phone.locator('#pay').tap()
      await see('支付成功')
      await photograph(phone, '10-paid')
      await tap('查看订单')
      await see('等待发货')
      await photograph(phone, '11-order-paid')
      orderNo = (
        await phone
          .getByText(/^\d{6}[0-9A-Z]{14}$/)
          .first()
          .innerText()
      ).trim()
      expect(orderNo).toMatch(/^\d{6}[0-9A-HJKMNP-TV-Z]{14}$/)
    })

    it('is shipped by an operator who finds it in the admin', async () => {
      const desk = await window.person(DESK)
      const owner = shop.accounts.operators.find(({ role }) => role === 'owner')
      await desk.goto(`${shop.url}/admin/`)
      await desk
        .locator('input')
        .nth(0)
        .fill(owner?.username ?? '')
      await desk
        .locator('input')
        .nth(1)
        .fill(owner?.password ?? '')
      await photograph(desk, '12-admin-sign-in')
      await desk.locator('input[name=password]').press('Enter')
      expect(orderNo).not.toBe('')
      const row = desk.getByRole('row').filter({ hasText: grouped(orderNo) })
      await row.waitFor()
      await photograph(desk, '13-admin-orders')
      await row.getByText(grouped(orderNo)).click()
      // The list has orders to ship too, and a button for each.
      await desk.waitForURL(/\/orders\/[0-9a-f-]{36}$/)
      await desk.locator('button.back').waitFor()
      await photograph(desk, '14-admin-order')
      await desk.getByRole('button', { name: '发货', exact: true }).first().click()
      const dialog = desk.getByRole('dialog').last()
      await desk.locator('#tracking-no').fill(TRACKING_NO)
      await photograph(desk, '15-admin-ship')
      await dialog.getByRole('button', { name: '确认发货' }).click()
      await desk.getByText(TRACKING_NO).first().waitFor()
      await photograph(desk, '16-admin-shipped')
      await desk.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '商品', exact: true }).click()
      await expect.poll(() => desk.getByRole('row').filter({ hasText: '¥' }).count()).toBeGreaterThan(5)
      await photograph(desk, '17-admin-products')
      await desk.context().close()
    })

    it('survives the death of the shop, warm within seconds, with every row where it was', async () => {
      await shop.killShop()
      await shop.start(WARM_START_MS)
      await phone.reload()
      await see('已发货')
      await onTop(phone.getByText(TRACKING_NO)).waitFor()
      await photograph(phone, '18-order-shipped')
    })

    it('ends when the shopper confirms receipt', async () => {
      await tap('确认收货')
      await onTop(phone.getByRole('alertdialog').getByText('确认收货')).tap()
      await see('交易完成')
      await photograph(phone, '19-completed')
      await phone.goto(`${shop.url}/pages/me/me`)
      await see('我的订单')
      await photograph(phone, '20-me')
    })

    it('is as pleasant to look at in the dark', async () => {
      const night = await window.person(PHONE, 'dark')
      await night.goto(shop.url)
      await night.getByText('为你挑的').first().waitFor()
      await photograph(night, '21-home-dark')
      const ground = await night.evaluate(
        () => getComputedStyle(document.querySelector('uni-page-body')!).backgroundColor,
      )
      expect(ground).toBe('rgb(20, 17, 14)')
      await night.goto(`${shop.url}/pkg-goods/list/list`)
      await night.getByText('阿克苏冰糖心苹果').first().waitFor()
      await photograph(night, '22-list-dark')
      await night.context().close()
    })

    it('asked no stranger for anything and met no error on the way', () => {
      expectQuietPages(window)
    })

    it('stops at Ctrl-C without a fuss and leaves a shop without a contradiction', async () => {
      expect(await shop.stop()).toBe(0)
      await expectSoundBooks(shop)
    })
  })

  afterwards(() => shop)
}
