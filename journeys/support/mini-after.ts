import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { shopDay, systemClock } from '@jishi/kernel/time'
import { expect } from 'vitest'
import type { Stage } from './mini-journeys.js'
import type { MiniShopper } from './mini-shopper.js'
import { root } from './shop.js'
import * as bureau from './tax-bureau.js'

const COMPANY = '小满食品有限公司'
const TROUBLE = '首页的字太小，老人看不清，附上截图'
const REPLY = '谢谢提醒，大字版正在做'
const PHOTO = new Uint8Array(readFileSync(join(root, 'apps/storefront/src/static/tab/cart.png')))

/** Bought, paid, and on its way by hand. */
const bought = async ({ shop, open }: Stage): Promise<{ shopper: MiniShopper; orderId: string }> => {
  const shopper = open()
  await shopper.agree()
  await shopper.toCheckout()
  await shopper.submit()
  const orderId = await shopper.seePaid()
  await shop.ship(orderId)
  return { shopper, orderId }
}

/** Pulls the page down until it says so: what others did is told a moment later. */
const pullUntil = async (shopper: MiniShopper, text: string | RegExp): Promise<void> => {
  await expect
    .poll(
      async () => {
        shopper.program.pullDown()
        await new Promise((resolve) => setTimeout(resolve, 300))
        return shopper.screen.found(text).length
      },
      { timeout: 60_000, interval: 300 },
    )
    .toBeGreaterThan(0)
}

/** Picks the one picture of the album, and waits until the shop has it. */
const addPhoto = async ({ program, screen }: MiniShopper): Promise<void> => {
  program.device.album.push(PHOTO)
  await screen.tap('添加图片')
  await screen.until('the picture at the shop', () => screen.labelled('看大图')[0])
}
const heard = ({ screen, program }: MiniShopper, words: string): Promise<boolean> =>
  screen.until(`"${words}" to be said`, () => program.device.toasts.includes(words))

/** Applies with a photo, sends the goods back, and sees the money. */
const sentBack = async (stage: Stage): Promise<void> => {
  const { shopper, orderId } = await bought(stage)
  const { screen, shop, token } = shopper
  await pullUntil(shopper, '申请售后')
  await screen.tap('申请售后')
  await screen.see('选择商品和数量')
  await screen.tap('退货退款')
  await screen.tap('请选择')
  await screen.tap('质量问题')
  await screen.tap('金额怎么算的')
  await screen.fill('补充说明', '有一个压坏了')
  await addPhoto(shopper)
  await screen.tap('提交申请')
  await screen.see('等待商家处理')
  const { items } = await shop.asMember<{ items: { id: string }[] }>(token, '/api/shop/after-sales')
  const id = items[0]?.id ?? ''
  const sale = await shop.asMember<AfterSaleView>(token, `/api/shop/after-sales/${id}`)
  expect(sale).toMatchObject({ orderId, kind: 'return_refund' })
  expect(sale.messages.flatMap(({ photos }) => photos)).toHaveLength(1)
  await shop.tell(`after-sales/${id}/approve`)
  await pullUntil(shopper, '请寄回商品')
  await screen.tap('我已寄出，填写单号')
  await screen.tap('顺丰速运')
  await screen.fill('运单号', 'SF12')
  await screen.tap('确定')
  await heard(shopper, '运单号是 6 到 32 位字母或数字')
  await screen.fill('运单号', `SF14${shopper.phone.slice(-9)}`)
  await screen.tap('确定')
  await screen.see('等待商家验收')
  const lines = sale.goods.map(({ lineId, qty }) => ({ lineId, sellableQty: qty }))
  await shop.tell(`after-sales/${id}/inspect`, { accepted: true, lines })
  await pullUntil(shopper, '退款成功')
  await pullUntil(shopper, `已到账 ¥${formatFen(fen(sale.askedFen))}`)
}

/** Asks in their own name, has it made out to a company with its number, and opens the document. */
const invoiced = async (stage: Stage): Promise<void> => {
  const { shopper, orderId } = await bought(stage)
  const { screen, program, shop, token } = shopper
  await screen.tap('发票')
  await screen.see('开票金额')
  await screen.tap('提交申请')
  await heard(shopper, '请填写抬头名称')
  await screen.fill('抬头名称', '林小满')
  await screen.fill('收票邮箱', 'lin@example.com')
  await screen.tap('存为常用抬头')
  await screen.tap('提交申请')
  await screen.see('待开票')
  await screen.tap('修改信息')
  await screen.see('常用抬头')
  await screen.tap('企业单位')
  await screen.fill('抬头名称', COMPANY)
  await screen.fill('税号', bureau.MISTYPED)
  await screen.tap('保存')
  await heard(shopper, '税号校验不通过，可能有一位输错了')
  await screen.fill('税号', bureau.TAX_NO)
  await screen.tap('保存')
  await screen.see(COMPANY)
  await screen.see(bureau.TAX_NO)
  const { items } = await shop.asMember<{ items: { id: string; state: string; holder: { title: string } }[] }>(
    token,
    `/api/shop/orders/${orderId}/invoices`,
  )
  expect(items).toMatchObject([{ state: 'requested', holder: { title: COMPANY } }])
  program.pages.navigateTo('/pkg-member/invoice-titles/invoice-titles')
  await screen.see('林小满')
  program.pages.navigateBack()
  await shop.receive(token, orderId)
  const id = items[0]?.id ?? ''
  await shop.tell(`invoices/${id}/take`)
  await shop.attach(`invoices/${id}/document`, new Uint8Array(bureau.PAPER))
  const number = `2531${shopper.phone.padStart(16, '0')}`
  await shop.tell(`invoices/${id}/issue`, { number, issuedOn: shopDay(systemClock.now()), link: null })
  program.pages.navigateBack()
  await screen.tap('发票')
  await screen.see('已开票')
  await screen.tap('下载发票')
  const paper = await screen.until('the document', () => program.device.opened[0])
  expect(Buffer.from(paper).equals(bureau.PAPER)).toBe(true)
}

/** Says something with a picture, is answered, and is content. */
const answered = async ({ shop, open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await shopper.addApples()
  await shopper.openCart()
  await screen.tap('登录')
  await shopper.signIn()
  await screen.see('去结算')
  program.pages.navigateTo('/pkg-member/feedbacks/feedbacks')
  await screen.see('还没有反馈')
  await screen.tap('写反馈')
  await screen.tap('建议')
  await screen.see('我们会在 72 小时内答复')
  await screen.fill('说说遇到了什么，越具体越快解决', TROUBLE)
  await addPhoto(shopper)
  await screen.tap('提交')
  await screen.see('等待答复')
  const { items } = await shop.asMember<{ items: { id: string }[] }>(shopper.token, '/api/shop/feedbacks')
  const id = items[0]?.id ?? ''
  const { version } = await shop.look<{ version: number }>(`feedbacks/${id}`)
  await shop.tell(`feedbacks/${id}/answer`, { body: REPLY, version })
  await pullUntil(shopper, REPLY)
  await screen.tap('问题已解决')
  await screen.see('已结束')
}

export const miniAfter: readonly { title: string; run: (stage: Stage) => Promise<void> }[] = [
  { title: 'after-sale: applied with a photo, sent back, the money seen', run: sentBack },
  { title: 'invoice: a title kept, a company’s number checked, the document opened', run: invoiced },
  { title: 'feedback: with a photo, answered, closed', run: answered },
]
