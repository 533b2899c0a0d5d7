import type { ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buySome, newestSale, openSale, receive, sendBack, yuan } from './support/after-sale-steps.js'
import { inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { ownerAtDesk } from './support/staff.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const PEARS = '库尔勒香梨'
const [SMALL, BOUGHT, LARGE] = ['3 斤装', '5 斤装', '10 斤装']
const PIECES = 4
const RESENT = 'SF1438220755640'
const picture = inBothLooks('exchange')

let shop: Shop
let window: Window
let buyer: H5Shopper
let owner: Office
let order: OrderView

beforeAll(async () => {
  shop = await openShop()
  window = await Window.open()
  buyer = await H5Shopper.open(window, shop, mobileWechat)
})
afterAll(async () => {
  await window?.close()
  await shop?.remove()
})

/** What a piece of each costs, as the product's own page says. */
const priceOf = async (label: string): Promise<number> => {
  const { skus } = await buyer.ask<ProductView>(`/api/shop/products/${String(order.lines[0]?.spuId)}`)
  return skus.find((sku) => sku.label === label)?.priceFen ?? expect.unreachable(`no ${label}`)
}
const refreshed = (): Promise<OrderView> => buyer.ask<OrderView>(`/api/shop/orders/${order.id}`)

/** Asks for another specification in place of one piece; answers what the page says of the price. */
const askFor = async (label: string, difference: string): Promise<void> => {
  await buyer.goTo(`/pkg-order/order/order?id=${order.id}`)
  await buyer.press('申请售后')
  await buyer.see('选择商品和数量')
  await buyer.press('换货')
  await buyer.onTop(buyer.page.getByRole('button').filter({ hasText: '换成' })).click()
  await buyer.see('想换成什么')
  await buyer.press(label)
  await buyer.press('请选择')
  await buyer.press('质量问题')
  await buyer.see(difference)
}

/** The shop gets the goods, finds them sellable, and sends the others under this number. */
const take = async (trackingNo: string): Promise<void> => {
  const { afterSaleNo } = await newestSale(buyer)
  await openSale(owner, afterSaleNo, '待验收')
  await owner.press('验收退货')
  await owner.press('验收通过', owner.dialog)
  await owner.see('可再售 1 件')
  await owner.press('寄出换货')
  await owner.choose('快递公司', '顺丰速运', owner.dialog)
  await owner.labelled('运单号', owner.dialog).fill(trackingNo)
  await owner.press('寄出换货', owner.dialog)
  await owner.see('换货的包裹')
}

/** The carrier knows a parcel once the shop has asked it to watch, and then brings it step by step. */
const moveUntilSigned = async (trackingNo: string): Promise<void> => {
  const move = async (step: string): Promise<number> => {
    const answer = await fetch(`${shop.consoleUrl}/console/api/carrier/parcels/${trackingNo}/move`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ step }),
    })
    return answer.status
  }
  await expect.poll(() => move('collect'), { timeout: 20_000 }).toBe(200)
  for (const step of ['travel', 'deliver', 'sign']) expect(await move(step)).toBe(200)
}

describe('somebody who would rather have another size', () => {
  it('bought four under a full reduction, and got them', async () => {
    owner = await ownerAtDesk(window, shop)
    const paid = await buySome(buyer, { goods: PEARS, label: BOUGHT, pieces: PIECES })
    expect(paid.totals.promotionFen).toBe(2_000)
    order = await receive(buyer, owner, paid.id, 'ZTO73100048830')
  })

  it('asks for a larger one, is told what it costs more, and pays that once the shop agreed', async () => {
    const more = (await priceOf(LARGE)) - (await priceOf(BOUGHT))
    await askFor(LARGE, `需补差价 ¥${yuan(more)}`)
    await picture(buyer.page, '01-asked')
    await buyer.press('提交申请')
    await buyer.see('等待商家处理')
    await picture(buyer.page, '02-requested')
    const sale = await newestSale(buyer)
    expect(sale).toMatchObject({
      kind: 'exchange',
      askedFen: 0,
      exchange: { differenceFen: more, difference: 'unpaid' },
    })
    await openSale(owner, sale.afterSaleNo, `买家补差价 ¥${yuan(more)}`)
    await picture(owner.page, '03-desk-requested')
    await owner.press('同意')
    await picture(owner.page, '04-desk-approve')
    await owner.press('同意', owner.dialog)
    await owner.see('待买家补差价')
    await buyer.page.reload()
    await buyer.see('请补差价')
    await picture(buyer.page, '05-pay-difference')
    await buyer.press('支付差价')
    await buyer.page
      .getByText(`¥${yuan(more)}`)
      .first()
      .waitFor()
    await buyer.payAtCashier()
    await buyer.see('差价已付，接着把原来的商品寄回就好')
    await picture(buyer.page, '06-paid')
    await buyer.button('查看售后')
    await buyer.see('请寄回商品')
    await buyer.see('已支付')
    await picture(buyer.page, '07-send-it-back')
  })

  it('sends back the small one, and gets the large one once it was looked at', async () => {
    await sendBack(buyer, '顺丰速运', 'SF1438220755630')
    await buyer.see(/超时视为通过，接着换出$/)
    await picture(buyer.page, '08-on-its-way-back')
    await take(RESENT)
    await owner.see('换货已发出')
    await picture(owner.page, '11-desk-resent')
    await buyer.page.reload()
    await buyer.see('换货在路上')
    await picture(buyer.page, '12-resent')
  })

  it('follows it until it is signed for, and has it', async () => {
    await moveUntilSigned(RESENT)
    const signed = async (): Promise<number> => {
      await buyer.goTo(`/pkg-order/sale/sale?id=${(await newestSale(buyer)).id}`)
      await buyer.press('换货的包裹')
      await buyer.see(RESENT)
      return buyer.page.getByText('快件已签收').count()
    }
    await expect.poll(signed, { timeout: 60_000 }).toBeGreaterThan(0)
    await picture(buyer.page, '13-signed')
    await buyer.goTo(`/pkg-order/sale/sale?id=${(await newestSale(buyer)).id}`)
    await buyer.press('确认收到换货')
    await buyer.see('换货完成')
    await picture(buyer.page, '14-done')
    expect(await newestSale(buyer)).toMatchObject({ state: 'done', refund: null, exchange: { difference: 'paid' } })
    const now = await refreshed()
    expect([now.state, now.refundedFen]).toEqual(['completed', 0])
    await owner.page.reload()
    await owner.see('已完成')
    await picture(owner.page, '15-desk-done')
  })
})

describe('somebody who would be content with less', () => {
  it('has the difference back when the smaller one leaves, to the fen in both houses', async () => {
    const less = (await priceOf(BOUGHT)) - (await priceOf(SMALL))
    await askFor(SMALL, `退还差价 ¥${yuan(less)}`)
    await buyer.press('提交申请')
    await buyer.see('等待商家处理')
    const { id, afterSaleNo } = await newestSale(buyer)
    await openSale(owner, afterSaleNo, `退给买家差价 ¥${yuan(less)}`)
    await owner.press('同意')
    await owner.press('同意', owner.dialog)
    await owner.see('待买家寄回')
    await buyer.page.reload()
    await buyer.see('请寄回商品')
    await buyer.see('寄出时退回')
    await sendBack(buyer, '顺丰速运', 'SF1438220755631')
    await take('SF1438220755641')
    const arrived = async (): Promise<number | undefined> => (await newestSale(buyer)).refund?.arrivedFen
    await expect.poll(arrived, { timeout: 60_000 }).toBe(less)
    await buyer.goTo(`/pkg-order/sale/sale?id=${id}`)
    await buyer.see(`已到账 ¥${yuan(less)}`)
    await buyer.see('已退回')
    await picture(buyer.page, '16-given-back')
    await owner.page.reload()
    await owner.see('已到账')
    await owner.page
      .locator('.totals')
      .getByText(`¥${yuan(less)}`)
      .first()
      .waitFor()
    await picture(owner.page, '17-desk-given-back')
    await buyer.press('确认收到换货')
    await buyer.see('换货完成')
    const now = await refreshed()
    expect([now.state, now.refundedFen]).toEqual(['completed', less])
    await buyer.goTo(`/pkg-order/order/order?id=${order.id}`)
    await buyer.see('已换货')
    await picture(buyer.page, '18-order')
    await buyer.goTo('/pkg-order/sales/sales')
    await buyer.press('全部')
    await expect.poll(() => buyer.page.getByText('换货完成').filter({ visible: true }).count()).toBe(2)
    await picture(buyer.page, '19-list')
  })
})

it('asked no stranger for anything, met no error, and leaves a shop without a contradiction', async () => {
  expectQuietPages(window)
  expect(await shop.stop()).toBe(0)
  await expectSoundBooks(shop)
})
