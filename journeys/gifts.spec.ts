import type { OrderView } from '@jishi/contracts/order/order.schema'
import { addDays, instantOf, isoOf, shopTimeText } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'
import { ownerAtDesk } from './support/staff.js'

const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
const NAME = '回头有礼'
const COUPON = '回头券'
const TITLE = '付款有礼，送你下次用'

/** An operator sets up a gift; a shopper pays, sees it on both pages, sends everything back, and it is gone. */
describe('a gift after payment', () => {
  const picture = inBothLooks('gifts')
  let shop: Shop
  let window: Window
  let owner: Office
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

  const now = () => instantOf(Date.now())
  /** A coupon that the shop gives by name, given out from now on. */
  const couponToGive = async (): Promise<void> => {
    const days = { claimFromAt: isoOf(now()), claimUntilAt: isoOf(addDays(now(), 60)) }
    const { id, version } = await owner.tell<{ id: string; version: number }>('coupon-templates', {
      ...{ name: COUPON, kind: 'amount', amountFen: 800, offBp: null, capFen: null, thresholdFen: 4_900, ...days },
      ...{ scope: { all: true, named: NOTHING, excluded: NOTHING }, exclusive: false, platforms: null },
      ...{ way: 'issue', listed: false, total: 500, perMember: 3, useFromAt: null, useUntilAt: null, validDays: 30 },
    })
    await owner.tell(`coupon-templates/${id}/launch`, { version })
  }

  it('is set up in the office: what earns it, what it is, for how long and how many', async () => {
    owner = await ownerAtDesk(window, shop)
    await couponToGive()
    await owner.open('/pay-gifts')
    await owner.see('还没有支付有礼')
    await owner.press('新建支付有礼')
    await owner.labelled('名称').fill(NAME)
    await owner.labelled('实付满多少送').fill('19.9')
    await owner.choose('优惠券', new RegExp(`^${COUPON}`))
    for (const [label, at] of [['开始时间', addDays(now(), -1)] as const, ['结束时间', addDays(now(), 30)] as const]) {
      await owner.labelled(label).fill(shopTimeText(at))
      await owner.labelled(label).press('Enter')
    }
    await picture(owner.page, '01-form')
    await owner.press('保存')
    await owner.press('上线')
    await owner.press('确定', owner.dialog)
    await owner.see('进行中')
    await owner.see('还没有送出')
  })

  it('is shown where the shopper has paid, and on the order', async () => {
    await ann.toCheckout()
    await ann.submit()
    await ann.payAtCashier()
    await ann.seeResult()
    await ann.see(TITLE)
    await ann.see(COUPON)
    await picture(ann.page, '02-paid')
    await ann.button('查看订单')
    await ann.see(TITLE)
    await ann.see('退款后不再满足条件时，未使用的会收回')
    order = await ann.newestOrder()
    await ann.words(TITLE).scrollIntoViewIfNeeded()
    await picture(ann.page, '03-order')
    await ann.goTo('/pkg-member/coupons/coupons')
    await ann.see(COUPON)
  })

  it('stands in the office with whom it went to and what it cost', async () => {
    await owner.page.reload()
    await owner.see('已送出')
    await picture(owner.page, '04-given')
    await owner.open('/pay-gifts')
    await owner.row(NAME).waitFor()
    await picture(owner.page, '05-list')
  })

  it('is taken back when everything goes back', async () => {
    const body = { reason: 'out_of_stock', amountFen: order.payableFen }
    await owner.tell(`orders/${order.id}/cancellation`, body)
    await expect.poll(async () => (await ann.newestOrder()).state).toBe('refunded')
    await ann.goTo(`/pkg-order/order/order?id=${order.id}`)
    await ann.see('已随退款收回')
    await ann.words('已随退款收回').scrollIntoViewIfNeeded()
    await picture(ann.page, '06-taken-back')
    await owner.open('/pay-gifts')
    await owner.row(NAME).getByRole('button', { name: NAME }).click()
    await owner.see('已收回')
  })

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
