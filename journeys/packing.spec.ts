import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { Packing } from '@jishi/contracts/order/to-ship.schema'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const TRACKING = 'SF1438220700091'
const FOREIGN = '6900000000014'
/** As the admin prints it: in groups of four. */
const grouped = (no: string): string => (no.match(/.{1,4}/g) ?? []).join(' ')

/** Counts the notes a page plays: what an ear would hear, a test has to be told. */
const listen = (page: Page): Promise<unknown> =>
  page.context().addInitScript(() => {
    const start = OscillatorNode.prototype.start
    const counted = globalThis as { notes?: number }
    OscillatorNode.prototype.start = function played(at) {
      counted.notes = (counted.notes ?? 0) + 1
      start.call(this, at)
    }
  })
const notesOf = (page: Page): Promise<number> => page.evaluate(() => (globalThis as { notes?: number }).notes ?? 0)

/** A scanner behind the keyboard: all its strokes at once, wherever the focus is. */
const scan = (page: Page, code: string): Promise<void> =>
  page.evaluate((text) => {
    for (const key of [...text, 'Enter'])
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      )
  }, code)

/** A new order is heard and seen, packed with a scanner, and on its way. */
describe('an order comes in and is packed', () => {
  const bothLooks = inBothLooks('packing')
  let shop: Shop
  let window: Window
  let clerk: Office
  let beside: Office
  let ann: H5Shopper
  let order: OrderView
  let code: string

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    clerk = new Office(await window.person(DESK), shop)
    await listen(clerk.page)
    ann = await H5Shopper.open(window, shop, mobileWechat)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const told = (text: string | RegExp): Promise<void> => clerk.page.locator('.told').getByText(text).waitFor()

  it('the bell is silent until somebody switches it on, and then says so itself', async () => {
    const account = shop.accounts.operators.find(({ role }) => role === 'owner')
    await clerk.open('/to-ship')
    await clerk.signIn(account?.username ?? '', account?.password ?? '')
    await clerk.see('承诺发出')
    expect(await notesOf(clerk.page)).toBe(0)
    await clerk.page.locator('.avatar').click()
    await clerk.see('新订单与售后提示音')
    await clerk.press('开')
    // Both tones: two notes that rise, three that fall.
    await expect.poll(() => notesOf(clerk.page)).toBe(5)
    await bothLooks(clerk.page, '01-bell')
    await clerk.page.keyboard.press('Escape')
    // The same back office once more, in a tab of its own that may be heard as well.
    beside = new Office(await window.tab(clerk.page), shop)
    await beside.open('/orders')
    await beside.page.getByRole('heading', { level: 1 }).click()
  })

  it('a paid order is told by one tone, whichever tab plays it, and in the title of both', async () => {
    await ann.goTo('/pkg-goods/list/list')
    await ann.press('阿克苏冰糖心苹果')
    await ann.see('商品详情')
    await ann.press('立即购买')
    await ann.see('数量')
    await ann.press('5 斤装')
    await ann.button('增加一件')
    await ann.button('立即购买')
    await ann.signIn()
    await ann.see('提交订单')
    await ann.addAddress()
    await ann.submit()
    await ann.payAtCashier()
    order = await ann.seePaid()
    const before = 5
    for (const { page } of [clerk, beside]) await expect.poll(() => page.title()).toMatch(/^\(1\) 新订单/)
    const heard = async (): Promise<number> => (await notesOf(clerk.page)) + (await notesOf(beside.page)) - before
    await expect.poll(heard).toBe(2)
    await clerk.page.keyboard.press('Shift')
    for (const { page } of [clerk, beside]) await expect.poll(() => page.title()).not.toContain('新订单')
    expect(await heard()).toBe(2)
    await beside.page.close()
  })

  it('its slip lays it on the table, and only its own pieces go into the parcel', async () => {
    const { orders } = await clerk.ask<Packing>(`to-ship/packing?ids=${order.id}`)
    const line = orders[0]?.lines[0]
    code = line?.barcode ?? line?.skuCode ?? ''
    expect(line?.qty).toBe(2)
    await clerk.open('/packing')
    await clerk.see('先扫发货单上的订单条码')
    await scan(clerk.page, code)
    await told('请先扫发货单上的订单条码')
    await scan(clerk.page, order.orderNo)
    await told(`订单 ${grouped(order.orderNo)}，开始装货`)
    await clerk.see('0 / 2')
    await bothLooks(clerk.page, '02-on-the-table')
    await scan(clerk.page, FOREIGN)
    await told(`${FOREIGN} 不是这个包裹里的商品`)
    await bothLooks(clerk.page, '03-refused')
    await scan(clerk.page, TRACKING)
    await told('商品还没装齐，先别扫运单号')
    await scan(clerk.page, code)
    await told(/，还差 1 件$/)
    await clerk.see('1 / 2')
    expect(await clerk.page.getByRole('button', { name: '确认发货' }).isEnabled()).toBe(false)
    await scan(clerk.page, code)
    await told('全部装齐，请扫运单号')
    await scan(clerk.page, code)
    await told(/已经够了，这一件多了$/)
    await clerk.see('2 / 2')
  })

  it('the number of the parcel is scanned, scanned again, and the parcel has left', async () => {
    await scan(clerk.page, FOREIGN)
    await told(`${FOREIGN} 不是这个包裹里的商品`)
    await scan(clerk.page, TRACKING)
    await told(new RegExp(`运单号 ${TRACKING}，再扫一次`))
    await clerk.see('顺丰速运')
    await bothLooks(clerk.page, '04-whole')
    expect((await ann.newestOrder()).state).toBe('paid')
    await scan(clerk.page, TRACKING)
    await told(`订单 ${grouped(order.orderNo)} 已发货`)
    const now = await ann.newestOrder()
    expect(now.state).toBe('shipped')
    expect(now.shipments.map(({ trackingNo }) => trackingNo)).toEqual([TRACKING])
    await scan(clerk.page, order.orderNo)
    await told(`订单 ${grouped(order.orderNo)} 不在待发货里`)
  })

  it('met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
