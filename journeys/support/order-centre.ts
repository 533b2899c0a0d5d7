import type { CouponTemplateBody } from '@jishi/contracts/promotion/coupons.schema'
import { expect } from 'vitest'
import { CatalogueDesk } from './catalogue-desk.js'
import type { H5Shopper } from './h5-shopper.js'
import type { Office } from './office.js'
import type { Shop } from './shop.js'

/** Two things, together below what travels free, that go by rates of their own: dearer to the west, cheaper nearby, and to the high mountains not at all. */
export const SOCKS = { title: '精梳棉中筒袜', option: '海盐蓝' } as const
export const BRUSHES = { title: '细毛软刷牙刷', option: '4 支装' } as const
export const SORRY = '抱歉券'
export const FREIGHT = { home: 1_000, near: 600, west: 1_800 } as const

/** An order's number as the admin prints it. */
export const grouped = (no: string): string => (no.match(/.{1,4}/g) ?? []).join(' ')

const rate = (regionPrefixes: string[], firstFen: number) => ({
  ...{ regionPrefixes, first: 1, firstFen, next: 1, nextFen: 0, freeOverFen: null, freeOverQty: null },
})

/** The key of a product. */
export const productNamed = async (shop: Shop, title: string): Promise<string> => {
  const answer = await fetch(`${shop.url}/api/shop/products?q=${encodeURIComponent(title)}`)
  const { items } = (await answer.json()) as { items: { id: string; title: string }[] }
  return items.find((product) => product.title === title)?.id ?? ''
}

/** How many of everything of a product can be bought now. */
export const left = async (shop: Shop, title: string): Promise<number> => {
  const answer = await fetch(`${shop.url}/api/shop/products/${await productNamed(shop, title)}`)
  const { skus } = (await answer.json()) as { skus: { available: number }[] }
  return skus.reduce((sum, { available }) => sum + available, 0)
}

export const chargeByRegion = async (shop: Shop): Promise<void> => {
  const desk = await CatalogueDesk.open(shop)
  const rates = [rate(['31'], FREIGHT.home), rate(['51'], FREIGHT.west), rate([], FREIGHT.near)]
  const goods = [await productNamed(shop, SOCKS.title), await productNamed(shop, BRUSHES.title)]
  await desk.travelBy({ name: '分地区运费', unit: 'order', rates, noDeliveryPrefixes: ['54'] }, goods)
}

const EVERYTHING = { all: true, named: { spuIds: [], categoryIds: [], brandIds: [] } }
const sorry = (): CouponTemplateBody => ({
  ...{ name: SORRY, kind: 'amount', amountFen: 500, offBp: null, capFen: null, thresholdFen: 0, exclusive: false },
  ...{ platforms: null, way: 'issue', listed: false, total: 100, perMember: 1, validDays: 14 },
  ...{ useFromAt: null, useUntilAt: null },
  claimFromAt: new Date().toISOString(),
  claimUntilAt: new Date(Date.now() + 86_400_000).toISOString(),
  scope: { ...EVERYTHING, excluded: EVERYTHING.named },
})

/** What the shop gives along when it lets somebody down. */
export const keepSorryCoupons = async (owner: Office): Promise<void> => {
  const { id, version } = await owner.tell<{ id: string; version: number }>('coupon-templates', sorry())
  await owner.tell(`coupon-templates/${id}/launch`, { version })
}

/** From the list into the cart. */
export const putInCart = async (buyer: H5Shopper, thing: { title: string; option: string }): Promise<void> => {
  await buyer.goTo(`/pkg-goods/list/list?q=${encodeURIComponent(thing.title)}`)
  await buyer.press(thing.title)
  await buyer.see('商品详情')
  await buyer.press('加入购物车')
  await buyer.see('数量')
  await buyer.press(thing.option)
  await hears(buyer, '已加入购物车', () => buyer.button('加入购物车'))
}

export const settleCart = async (buyer: H5Shopper): Promise<void> => {
  await buyer.goTo('/pages/cart/cart')
  await buyer.button('去结算')
  await buyer.see('提交订单')
}

const PATIENCE_MS = 60_000

/** Waits in the page itself, where every change of a passing message is seen, however short it stands. */
const passing = ({ words, patienceMs }: { words: string; patienceMs: number }): Promise<void> =>
  new Promise((heard, missed) => {
    const look = (): void => {
      const toasts = [...document.querySelectorAll('uni-toast')]
      if (!toasts.some((toast) => toast.textContent === words && toast.checkVisibility())) return
      watch.disconnect()
      heard()
    }
    const watch = new MutationObserver(look)
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    setTimeout(() => missed(new Error(`nobody said ${words}`)), patienceMs)
  })

/** What a passing message says while something is done on a page that stays: listened for before. */
export const hears = async (buyer: H5Shopper, words: string, act: () => Promise<void>): Promise<void> => {
  await Promise.all([buyer.page.evaluate(passing, { words, patienceMs: PATIENCE_MS }), act()])
}

/** The answer to the question that lies over the page. */
export const answer = async (buyer: H5Shopper, words: string): Promise<void> => {
  const question = buyer.onTop(buyer.page.getByRole('alertdialog'))
  await question.getByRole('button', { name: words, exact: true }).click()
  await question.waitFor({ state: 'hidden' })
}

/** Reads the page again until it says so: money comes back by the network. */
export const seeSoon = async (buyer: H5Shopper, words: string | RegExp): Promise<void> => {
  const look = async (): Promise<number> => {
    await buyer.page.reload()
    await buyer.see('订单编号')
    return buyer.page.getByText(words, { exact: true }).filter({ visible: true }).count()
  }
  await expect.poll(look, { timeout: 60_000, interval: 500 }).toBeGreaterThan(0)
}

/** 修改地址, to one that was never used before. */
export const sendTo = async (buyer: H5Shopper, region: readonly string[], detail: string): Promise<void> => {
  await buyer.button('修改地址')
  await buyer.see('收货地址')
  await buyer.press('新增收货地址')
  await buyer.writeAddress(region, detail)
  await buyer.see('订单详情')
}
