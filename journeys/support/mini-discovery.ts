import type { Exchange } from '@jishi/testing/mini-program/device'
import { expect } from 'vitest'
import { couponsOnce } from './mini-coupons.js'
import type { Stage } from './mini-journeys.js'
import type { MiniShopper } from './mini-shopper.js'

export const APPLES = '阿克苏冰糖心苹果'
const PRODUCT = 'pkg-goods/product/product'

const productId = ({ program }: MiniShopper): string => {
  const { id } = program.pages.top.instance['options'] as { id?: string }
  if (id === undefined) throw new Error(`${program.route} is not about a product`)
  return id
}

/** Looks at a list until it has goods. */
const seeGoods = (shopper: MiniShopper): Promise<HTMLElement> =>
  shopper.screen.until('goods', () => shopper.screen.all('.goods .title')[0])

const titles = ({ screen }: MiniShopper): string[] =>
  screen.all('.goods .title').map((title) => (title.textContent ?? '').trim())

const openApples = async (shopper: MiniShopper): Promise<void> => {
  shopper.program.tab(1)
  await shopper.screen.tap(APPLES)
  await shopper.screen.see('商品详情')
}

/** From the category page to a narrowed list, and back to the whole of it by its chips. */
const filtered = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  program.tab(1)
  await screen.see(APPLES)
  await screen.tap('更多筛选')
  await seeGoods(shopper)
  await screen.tap('筛选')
  const choice = await screen.until('an attribute', () => screen.labelled(/^脆甜 \d+$/)[0])
  const promised = Number(/\d+$/.exec(choice.getAttribute('aria-label') ?? '')?.[0])
  screen.press(choice)
  await screen.tap(new RegExp(`^看 ${promised} 件$`))
  await screen.until('the narrowed list', () => titles(shopper).length === promised)
  expect(titles(shopper)).toContain(APPLES)
  await screen.tap('去掉 脆甜')
  await screen.until('the whole list', () => titles(shopper).length > promised)
  await screen.tap('价格')
  const asked = ({ path }: { path: string }): boolean => path.includes('sort=price_asc')
  await screen.until('the list by price', () => program.device.exchanges.some(asked))
}

/** Initials bring suggestions; one of them is looked for, and is remembered. */
const searched = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await screen.tap('搜索')
  await screen.fill('搜索商品', 'pingguo')
  const suggestion = await screen.until('a suggestion', () =>
    screen.all('.suggestion').find((one) => /苹果/.test(one.textContent ?? '')),
  )
  screen.press(suggestion)
  await seeGoods(shopper)
  expect(titles(shopper).some((title) => title.includes('苹果'))).toBe(true)
  await screen.fill('搜索商品', '火星土豆泥飞船')
  await screen.tap('搜索')
  await screen.see('告诉我们想买什么')
  program.pages.navigateTo('/pkg-goods/list/list?focus=1')
  await screen.see('最近搜索')
  await screen.see('火星土豆泥飞船')
  await screen.tap('清空最近搜索')
  await shopper.gone('最近搜索')
}

/** Everything a product page has: film, panel, what must be told, rich text, tabs, related goods. */
const wholePage = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await openApples(shopper)
  screen.press(screen.labelled(`播放视频：${APPLES}`)[0] as HTMLElement)
  const film = await screen.until('the film', () => screen.all('video')[0])
  expect(film.getAttribute('src') ?? '').toMatch(/\/media\/[^/]+\/film\.mp4$/)
  await screen.see(/^不支持 7 天无理由退货 · /)
  expect(screen.all('rich-text').length).toBeGreaterThan(0)
  await screen.see('规格参数')
  await screen.see('看了又看')
  program.scroll(600)
  await screen.tap('详情')
  const mark = await screen.until('the jump', () => program.device.scrolls.find((place) => place.startsWith('#')))
  expect(screen.named(mark.slice(1))).toHaveLength(1)
  await screen.tap('加入购物车')
  await screen.see('有质量问题照样售后')
  await screen.tap('5 斤装')
  await screen.see(/^5 斤装 \/ /)
}

/** The heart leads through the sign-in, which brings along what was seen before it; both lists know the goods afterwards. */
const kept = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await openApples(shopper)
  const other = await screen.until('related goods', () => screen.all('.related .goods')[0])
  screen.press(other)
  await screen.until('the other product', () => program.pages.pages.length === 3 && screen.found('商品详情')[0])
  program.pages.navigateBack()
  await screen.tap('收藏')
  await shopper.signIn()
  await screen.see('已收藏')
  await screen.until('the word of it', () => program.device.toasts.some((toast) => toast.startsWith('已收藏')))
  const brought = ({ method, path, status }: Exchange): boolean =>
    method === 'PUT' && path === '/api/shop/history' && status === 200
  await screen.until('the history of the device', () => program.device.exchanges.some(brought))
  program.pages.switchTab('/pages/me/me')
  await screen.until('one favourite', () => screen.labelled('收藏 1')[0])
  await screen.tap('收藏 1')
  await screen.see(APPLES)
  await screen.tap('管理')
  await screen.tap(`选择 ${APPLES}`)
  await screen.tap('删除（1）')
  await screen.see('还没有收藏')
  await screen.tap('撤销')
  await screen.see(APPLES)
  program.pages.navigateBack()
  await screen.tap('足迹 2')
  await screen.see('今天')
  await screen.see(APPLES)
}

/** What is handed over leads whoever opens it to the same goods, with the way home beside them. */
const shared = async ({ open, vendor }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await openApples(shopper)
  const id = productId(shopper)
  expect(screen.labelled('回首页')).toHaveLength(0)
  await screen.tap('分享')
  await screen.tap('发给朋友')
  const card = program.share('friend')
  expect(program.sent).toEqual([card])
  expect(card).toMatchObject({ title: APPLES, path: `/${PRODUCT}?id=${id}` })
  expect(card?.imageUrl).toMatch(/^https?:\/\/.+\/media\//)
  const moments = program.share('moments')
  if (vendor === 'mp-weixin') expect(moments).toEqual({ title: APPLES, query: `id=${id}`, imageUrl: card?.imageUrl })
  else expect(moments).toBeUndefined()

  const paths = [card?.path, ...(moments ? [`/${PRODUCT}?${moments.query}`] : [])]
  for (const path of paths) {
    const friend = open({ path: path ?? '' })
    await friend.agree()
    await friend.screen.see('商品详情')
    expect(productId(friend)).toBe(id)
    await friend.screen.see(APPLES)
    await friend.screen.tap('回首页')
    await friend.screen.see('为你挑的')
  }
}

/** English is a part of the package; it is asked for, and it is there. */
const english = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  await shopper.agree()
  shopper.program.tab(3)
  await shopper.screen.tap('English')
  await shopper.screen.see('Addresses')
}

export const miniDiscovery: readonly { title: string; run: (stage: Stage) => Promise<void> }[] = [
  { title: 'category narrowed by an attribute, sorted, and widened again', run: filtered },
  { title: 'pinyin, suggestion, results, nothing found, remembered and forgotten', run: searched },
  { title: 'product page: film, what must be told, rich text, tabs, panel', run: wholePage },
  { title: 'heart through the sign-in, favourites and history', run: kept },
  { title: 'card to a friend and to moments, opened again', run: shared },
  { title: 'the other language', run: english },
  { title: 'coupons come up once a day', run: couponsOnce },
]
