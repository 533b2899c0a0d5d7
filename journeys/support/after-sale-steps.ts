import type { AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import type { H5Shopper } from './h5-shopper.js'
import type { Office } from './office.js'

/** As both front ends print it, without its sign. */
export const yuan = (amount: number): string => formatFen(fen(amount))
/** As the admin prints it: in groups of four, easier to read out. */
export const grouped = (no: string): string => (no.match(/.{1,4}/g) ?? []).join(' ')

export const newestSale = async (buyer: H5Shopper): Promise<AfterSaleView> => {
  const { items } = await buyer.ask<{ items: AfterSaleView[] }>('/api/shop/after-sales')
  return buyer.ask<AfterSaleView>(`/api/shop/after-sales/${String(items[0]?.id)}`)
}

/** Lists hear of it at once, but an operator's page is read when it is opened. */
export const openSale = async (office: Office, afterSaleNo: string, seen: string): Promise<void> => {
  await office.open('/after-sales')
  await office.row(grouped(afterSaleNo)).getByText(grouped(afterSaleNo)).click()
  await office.see(seen)
}

/** Adds what the buyer sees right now as a photo, and waits until the shop has it. */
export const addPhoto = async (buyer: H5Shopper): Promise<void> => {
  const seen = buyer.onTop(buyer.page.getByRole('button', { name: '看大图' }))
  const sent = buyer.page.waitForResponse((answer) => answer.url().includes('/api/shop/uploads'))
  const chosen = buyer.page.waitForEvent('filechooser')
  await buyer.button('添加图片')
  const file = { name: 'photo.png', mimeType: 'image/png', buffer: await buyer.page.screenshot() }
  await (await chosen).setFiles(file)
  await sent
  await seen.waitFor()
}

/** From the list to the paid order of some pieces of one thing, by somebody who signs in on the way. */
export const buySome = async (
  buyer: H5Shopper,
  { goods, label, pieces }: { goods: string; label: string; pieces: number },
): Promise<OrderView> => {
  await buyer.goTo(`/pkg-goods/list/list?q=${encodeURIComponent(goods)}`)
  await buyer.press(goods)
  await buyer.see('商品详情')
  await buyer.press('立即购买')
  await buyer.see('数量')
  await buyer.press(label)
  for (let n = 1; n < pieces; n += 1) await buyer.button('增加一件')
  await buyer.button('立即购买')
  await buyer.signIn()
  await buyer.see('提交订单')
  await buyer.addAddress()
  await buyer.chooseWallet('wechat')
  await buyer.submit()
  await buyer.payAtCashier()
  return buyer.seePaid()
}

/** Sent by hand where parcels are not what is told about, and confirmed on the order's own page. */
export const receive = async (
  buyer: H5Shopper,
  owner: Office,
  orderId: string,
  trackingNo: string,
): Promise<OrderView> => {
  await owner.tell(`orders/${orderId}/ship`, { carrierCode: 'ZTO', trackingNo })
  await buyer.goTo(`/pkg-order/order/order?id=${orderId}`)
  await buyer.press('确认收货')
  await buyer.onTop(buyer.page.getByRole('alertdialog').getByText('确认收货')).click()
  await buyer.see('交易完成')
  return buyer.newestOrder()
}

/** In the sheet that asks how the goods travel back. */
export const sendBack = async (buyer: H5Shopper, carrier: string, trackingNo: string): Promise<void> => {
  await buyer.press('我已寄出，填写单号')
  await buyer.press(carrier)
  await buyer.fill('运单号', trackingNo)
  await buyer.press('确定')
  await buyer.see('等待商家验收')
}
