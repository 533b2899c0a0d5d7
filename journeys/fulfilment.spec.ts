import { readFileSync } from 'node:fs'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, inBothLooks, photographer, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const FIRST = 'SF1438220700001'
const SECOND = 'SF1438220700002'
/** As the admin prints it: in groups of four. */
const grouped = (no: string): string => (no.match(/.{1,4}/g) ?? []).join(' ')

/** Shopper and clerk side by side: one order in two parcels, the first by hand, the second by the sheet. */
describe('what is bought reaches its buyer', () => {
  const photograph = photographer('fulfilment')
  const bothLooks = inBothLooks('fulfilment')
  let shop: Shop
  let window: Window
  let clerk: Office
  let ann: H5Shopper
  let order: OrderView

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    clerk = new Office(await window.person(DESK), shop)
    ann = await H5Shopper.open(window, shop, mobileWechat)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const queue = (): string => `/to-ship?province=31&goods=${encodeURIComponent('阿克苏')}`
  const row = () => clerk.row(grouped(order.orderNo))
  const paper = async (name: string): Promise<Page> => {
    const href = await clerk.page.getByRole('link', { name, exact: true }).getAttribute('href')
    const page = await window.tab(clerk.page)
    await page.goto(new URL(href ?? '', shop.url).href)
    return page
  }

  it('a shopper pays for two boxes', async () => {
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
    expect(order.qty).toBe(2)
  })

  it('the clerk finds it in the queue, where its promise stands', async () => {
    const account = shop.accounts.operators.find(({ role }) => role === 'owner')
    await clerk.open('/to-ship')
    await clerk.signIn(account?.username ?? '', account?.password ?? '')
    await clerk.see('承诺发出')
    await bothLooks(clerk.page, '01-queue')
    await clerk.open(queue())
    await row().waitFor()
    await row()
      .getByText(/^还剩 /)
      .waitFor()
  })

  it('prints where to fetch it and a slip, black on white in the dark as well', async () => {
    await row().getByRole('checkbox').check()
    await photograph(clerk.page, '02-picked')
    const picking = await paper('打印拣货单')
    await picking.getByText('总仓').waitFor()
    await bothLooks(picking, '03-picking')
    await picking.close()
    const slips = await paper('打印发货单')
    await slips.getByRole('img', { name: `订单号条码 ${order.orderNo}` }).waitFor()
    expect(await slips.getByText('博云路 2 号 3 栋 1202').count()).toBe(0)
    await slips.getByRole('button', { name: '显示完整收货信息' }).click()
    await slips.getByText('博云路 2 号 3 栋 1202').waitFor()
    await bothLooks(slips, '04-slip')
    await slips.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const { ink, ground } = await slips.locator('.slip').evaluate((slip) => {
      const { color, backgroundColor } = getComputedStyle(slip)
      return { ink: color, ground: backgroundColor }
    })
    expect([ink, ground]).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
    expect(await slips.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
    await photograph(slips, '05-on-paper')
    await slips.close()
    const { items } = await clerk.ask<{ items: unknown[] }>(
      `audit-log?action=order.receiver_revealed&subjectId=${order.id}`,
    )
    expect(items).toHaveLength(1)
  })

  it('sends one box by hand, and the other still waits', async () => {
    await clerk.press('发货', row())
    await clerk.dialog.getByRole('spinbutton').first().fill('1')
    await clerk.dialog.locator('#tracking-no').fill(FIRST)
    await photograph(clerk.page, '06-half')
    await clerk.press('确认发货', clerk.dialog)
    await clerk.see(/已发出一个包裹/)
    await row().getByText('已发 1 个包裹').waitFor()
  })

  it('the carrier moves it, and the shopper sees where it is', async () => {
    const move = () =>
      fetch(`${shop.consoleUrl}/console/api/carrier/parcels/${FIRST}/move`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })
    // The carrier knows a parcel once the shop has asked it to watch.
    await expect.poll(async () => (await move()).status).toBe(200)
    const look = async (): Promise<number> => {
      await ann.goTo(`/pkg-order/parcels/parcels?id=${order.id}`)
      await ann.see(FIRST)
      return ann.page.getByText('的快递员已揽收').count()
    }
    await expect.poll(look).toBeGreaterThan(0)
    await photograph(ann.page, '07-on-its-way')
  })

  it('sends the other box by the sheet, filled in as it was downloaded', async () => {
    await clerk.open(queue())
    await row().waitFor()
    await clerk.press('下载待发货表')
    const download = clerk.page.waitForEvent('download')
    await clerk.press('csv')
    const lines = readFileSync(await (await download).path(), 'utf8').split('\r\n')
    const filled = lines.map((line) =>
      line.startsWith(order.orderNo) ? line.replace(/,,$/, `,顺丰速运,${SECOND}`) : line,
    )
    expect(filled).not.toEqual(lines)
    await clerk.open('/ship-sheets')
    await clerk.see('把表格拖到这里')
    const file = { name: '今天要发的.csv', mimeType: 'text/csv', buffer: Buffer.from(filled.join('\r\n')) }
    await clerk.page.locator('.drop input[type=file]').first().setInputFiles(file)
    await clerk.page.waitForURL(/\/ship-sheets\/[0-9a-f-]{36}/)
    await clerk.see('发出 1 个包裹')
    await bothLooks(clerk.page, '08-checked')
    await clerk.press('发出 1 个包裹')
    await clerk.press('确定', clerk.dialog)
    await clerk.see(/^已发出 1 个包裹，/)
    await photograph(clerk.page, '09-sent')
    await clerk.open('/ship-sheets')
    await clerk.see('今天要发的.csv')
    await photograph(clerk.page, '10-sheets')
  })

  it('the shopper sees both parcels, and the order page says who did what', async () => {
    const now = await ann.newestOrder()
    expect(now.state).toBe('shipped')
    expect(now.shipments.map(({ trackingNo }) => trackingNo)).toEqual([FIRST, SECOND])
    await ann.goTo(`/pkg-order/parcels/parcels?id=${order.id}`)
    await ann.page.getByRole('tab').nth(1).click()
    await ann.see(SECOND)
    await photograph(ann.page, '11-both')
    await clerk.open(`/orders/${order.id}`)
    await clerk.see(FIRST)
    await bothLooks(clerk.page, '12-order')
  })

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
