import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { OwnReview, ProductReviews, ReviewableLine } from '@jishi/contracts/review/review.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPhoto, receive } from './support/after-sale-steps.js'
import { inBothLooks, Window } from './support/browser.js'
import { mobileWechat } from './support/h5-containers.js'
import { H5Shopper } from './support/h5-shopper.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { colleagueAtDesk, ownerAtDesk } from './support/staff.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const PEARS = '库尔勒香梨'
const [SMALL, LARGE] = ['3 斤装', '5 斤装']
/** 骗子 is a word of the shop's list: it points, and whoever looks decides. */
const WORDS = '原以为网上卖梨的都是骗子，这箱却个个脆甜，汁水足。'
const SHORT = '和描述的一样，会再买。'
const picture = inBothLooks('reviews')

let shop: Shop
let window: Window
let buyer: H5Shopper
let owner: Office
let colleague: Office
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

const productId = (): string => order.lines[0]?.spuId ?? expect.unreachable('an order without lines')
const lineOf = (label: string): string =>
  order.lines.find(({ skuLabel }) => skuLabel === label)?.id ?? expect.unreachable(`no line of ${label}`)
const shown = (): Promise<ProductReviews> => buyer.ask<ProductReviews>(`/api/shop/products/${productId()}/reviews`)
const own = async (label: string): Promise<OwnReview> => {
  const { items } = await buyer.ask<{ items: OwnReview[] }>('/api/shop/reviews')
  return items.find(({ skuLabel }) => skuLabel === label) ?? expect.unreachable(`no review of ${label}`)
}

/** From its list, the room where one review is read and decided. */
const openReview = async (office: Office, tab: string, words: string): Promise<void> => {
  await office.open('/reviews')
  await office.page
    .getByRole('group')
    .getByRole('button', { name: new RegExp(`^${tab}`) })
    .click()
  await office.row(words).getByRole('button').click()
  await office.dialog.getByText(words).first().waitFor()
}
const write = async (label: string, goods: number, words: string): Promise<void> => {
  await buyer.goTo(`/pkg-member/review-write/review-write?mode=write&id=${lineOf(label)}&order=${order.id}`)
  await buyer.see(label)
  for (const [name, stars] of [
    ['商品', goods],
    ['服务', 5],
    ['物流', 4],
  ] as const)
    await buyer.onTop(buyer.page.getByRole('radio', { name: `${name} ${stars} 星` })).click()
  await buyer.fill('说说用下来怎么样，好的不好的都行', words)
}
const send = async (): Promise<void> => {
  await buyer.button('提交')
  await buyer.page.waitForURL((url) => !url.pathname.includes('review-write'))
}
const mine = async (): Promise<void> => {
  await buyer.goTo('/pkg-member/reviews/reviews')
  await buyer.press('已评价')
  await buyer.see(WORDS)
}

/** One button of one’s own review: each has its own. */
const press = (words: string): Promise<void> =>
  buyer
    .onTop(buyer.page.locator('.own').filter({ hasText: WORDS }).getByRole('button', { name: words, exact: true }))
    .click()

describe('a buyer who received two sizes', () => {
  it('may write about each of them', async () => {
    owner = await ownerAtDesk(window, shop)
    colleague = await colleagueAtDesk(window, shop, {
      ...{ owner, username: 'mei.reviews', name: '梅看评', password: 'four other calm words' },
    })
    await buyer.goTo(`/pkg-goods/list/list?q=${encodeURIComponent(PEARS)}`)
    await buyer.press(PEARS)
    await buyer.see('商品详情')
    for (const label of [SMALL, LARGE]) {
      await buyer.press('加入购物车')
      await buyer.see('数量')
      await buyer.press(label)
      await buyer.button('加入购物车')
      await buyer.see('已加入购物车')
      await buyer.words('数量').waitFor({ state: 'hidden' })
    }
    await buyer.press('购物车')
    await buyer.press('去结算')
    await buyer.signIn()
    await buyer.see('提交订单')
    await buyer.addAddress()
    await buyer.chooseWallet('wechat')
    await buyer.submit()
    await buyer.payAtCashier()
    const paid = await buyer.seePaid()
    order = await receive(buyer, owner, paid.id, 'ZTO73100048840')
    const toDo = async (): Promise<number> =>
      (await buyer.ask<{ items: ReviewableLine[] }>('/api/shop/reviews/to-do')).items.length
    await expect.poll(toDo).toBe(2)
    await buyer.goTo('/pkg-member/reviews/reviews')
    await buyer.see('待评价')
    await buyer.see(LARGE)
    await picture(buyer.page, '01-to-do')
  })

  it('writes with scores, ticks and a photo, and waits for somebody to look at it', async () => {
    await write(SMALL, 5, SHORT)
    await send()
    await write(LARGE, 4, WORDS)
    await buyer.press('好吃')
    await buyer.press('包装好')
    await addPhoto(buyer)
    await picture(buyer.page, '02-write')
    await send()
    await mine()
    await picture(buyer.page, '03-waiting')
    expect((await shown()).summary.count).toBe(0)
  })

  it('is refused for a word of the shop’s list, and told why', async () => {
    await openReview(owner, '待审核', WORDS)
    await owner.see('命中词：骗子')
    await picture(owner.page, '04-desk-waiting')
    await owner.press('不通过', owner.dialog)
    await owner.see('请写明原因，作者会看到')
    await owner.field('原因', owner.dialog).fill('含有不当用语')
    await owner.press('不通过', owner.dialog)
    await expect.poll(async () => (await own(LARGE)).state).toBe('refused')
    await openReview(owner, '待审核', SHORT)
    await owner.press('通过', owner.dialog)
    await expect.poll(async () => (await shown()).summary.count).toBe(1)
    await mine()
    await buyer.see('原因：含有不当用语')
    await picture(buyer.page, '05-refused')
  })

  it('objects, and somebody else lets it be seen', async () => {
    await press('申诉')
    await buyer.fill('说明为什么应该展示', '说的是别家，这里是在夸你们')
    await picture(buyer.page, '06-appeal')
    await send()
    await openReview(colleague, '申诉中', WORDS)
    await colleague.see('说的是别家，这里是在夸你们')
    await picture(colleague.page, '07-desk-appealed')
    await colleague.press('通过', colleague.dialog)
    await expect.poll(async () => (await shown()).summary).toMatchObject({ count: 2, goodsTenths: 45, withPictures: 1 })
  })
})

describe('what everybody reads', () => {
  it('has the answer of the shop under it', async () => {
    await openReview(owner, '已展示', WORDS)
    await owner.dialog.getByRole('textbox', { name: '商家回复' }).fill('谢谢，每箱都是当天摘的。')
    await owner.press('回复', owner.dialog)
    await owner.dialog.getByText('林店长 · 商家回复').waitFor()
    await picture(owner.page, '08-desk-replied')
    await buyer.goTo(`/pkg-goods/product/product?id=${productId()}`)
    await buyer.see('评价（2）')
    await buyer.see('商家回复：谢谢，每箱都是当天摘的。')
    await buyer.words(WORDS).scrollIntoViewIfNeeded()
    await picture(buyer.page, '09-product')
    await buyer.press('评价（2）')
    await buyer.see('4.5')
    await picture(buyer.page, '10-all')
    await buyer.press('有图 1')
    await expect.poll(() => buyer.page.getByText(SHORT).filter({ visible: true }).count()).toBe(0)
    await buyer.see(WORDS)
    await picture(buyer.page, '11-with-photos')
  })

  it('is added to once', async () => {
    await mine()
    await press('追评')
    await buyer.fill('用了一段时间，还想说点什么', '放了一周，还是一样甜。')
    await addPhoto(buyer)
    await picture(buyer.page, '12-append')
    await send()
    await openReview(colleague, '已展示', WORDS)
    await colleague.dialog.getByText('放了一周，还是一样甜。').waitFor()
    await picture(colleague.page, '13-desk-append')
    await colleague.press('通过', colleague.dialog)
    await expect.poll(async () => (await shown()).summary.appended).toBe(1)
    await mine()
    await buyer.see('追评：放了一周，还是一样甜。')
    await picture(buyer.page, '14-mine')
    expect((await own(LARGE)).canAppend).toBe(false)
    await buyer.goTo(`/pkg-member/review-write/review-write?mode=append&id=${(await own(LARGE)).id}`)
    await buyer.see('这里没有可以写的')
  })

  it('goes out as a card that anybody may open', async () => {
    await mine()
    await press('分享')
    await buyer.see('买家评价')
    await buyer.see(WORDS)
    const card = buyer.page.url()
    const friend = await H5Shopper.open(window, shop, mobileWechat)
    await friend.page.goto(card)
    await friend.see(WORDS)
    await friend.see('当天追评')
    await picture(friend.page, '15-card')
    await friend.press('去看看')
    await friend.see('商品详情')
    await friend.close()
  })
})

describe('somebody who bought nothing', () => {
  it('has nothing to write about, neither by the page nor by its address', async () => {
    const stranger = await H5Shopper.open(window, shop, mobileWechat)
    await stranger.goTo('/pkg-member/reviews/reviews')
    await stranger.signIn()
    await stranger.see('没有待评价的商品')
    await picture(stranger.page, '16-stranger')
    await stranger.goTo(`/pkg-member/review-write/review-write?mode=write&id=${lineOf(SMALL)}&order=${order.id}`)
    await stranger.see('收到货的买家可以评价，每件商品写一次。')
    await picture(stranger.page, '17-stranger-address')
    const scores = { goods: 1, service: 1, delivery: 1, tags: [], anonymous: false }
    const review = { ...scores, lineId: lineOf(SMALL), body: '没买过', pictureIds: [] }
    expect(await stranger.tell('/api/shop/reviews', review)).toBe(404)
    expect(await buyer.tell('/api/shop/reviews', review)).toBe(409)
    const more = `/api/shop/reviews/${(await own(SMALL)).id}/append`
    expect(await stranger.tell(more, { body: '我也说', pictureIds: [] })).toBe(404)
    expect((await shown()).summary.count).toBe(2)
    await stranger.close()
  })
})

it('asked no stranger for anything, met no error, and leaves a shop without a contradiction', async () => {
  expectQuietPages(window)
  expect(await shop.stop()).toBe(0)
  await expectSoundBooks(shop)
})
