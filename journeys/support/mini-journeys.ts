import { Device } from '@jishi/testing/mini-program/device'
import type { Vendor } from '@jishi/testing/mini-program/package'
import { expect } from 'vitest'
import type { MiniShop, PlacedOrder } from './mini-shop.js'
import { MiniShopper, type Entry } from './mini-shopper.js'

/** Opens a phone of somebody new; the journey's end closes it and reads what went wrong on it. */
export type OpenPhone = (entry?: Entry) => MiniShopper

export interface Stage {
  readonly shop: MiniShop
  readonly vendor: Vendor
  readonly open: OpenPhone
}

const KB = 1024
/** Budgets of the mini programs. */
export const MOST_BYTES = 64 * KB
export const MOST_NODES = 600

export const largestUpdate = ({ program }: MiniShopper): number =>
  Math.max(0, ...program.updates.map(({ bytes }) => bytes))

const ordersOf = async (shopper: MiniShopper): Promise<PlacedOrder[]> =>
  (await shopper.shop.asMember<{ items: PlacedOrder[] }>(shopper.token, '/api/shop/orders')).items

/** Reads the page again, as a pull of the finger does. */
const seeAfterPull = async (shopper: MiniShopper, text: string): Promise<void> => {
  shopper.program.pullDown()
  await shopper.screen.see(text)
}

const home = async ({ vendor, open }: Stage): Promise<void> => {
  const shopper = open()
  await shopper.agree()
  await shopper.screen.see('为你挑的')
  const prices = shopper.screen.labelled(/^¥\d/).length
  const { nodes } = shopper.screen
  const bytes = largestUpdate(shopper)
  console.log(`${vendor}: home ${nodes} nodes, ${prices} prices, largest setData ${(bytes / KB).toFixed(1)} KB`)
  expect(shopper.screen.found(/^已售 /).length).toBeGreaterThan(6)
  expect(prices).toBeGreaterThan(12)
  expect(nodes).toBeLessThanOrEqual(MOST_NODES)
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
}

/** WeChat asks in its own component once it has heard of the parcel; before that the shop would ask. */
const receivedInWechat = async ({ shop, screen, token }: MiniShopper, orderId: string): Promise<void> => {
  await expect
    .poll(() => shop.asMember<{ component: object | null }>(token, `/api/shop/orders/${orderId}/platform-receipt`), {
      timeout: 60_000,
    })
    .toMatchObject({ component: { transactionId: expect.any(String) as string } })
  await screen.tap('确认收货')
}

const purchase = async ({ shop, vendor, open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await shopper.addApples()
  await shopper.openCart()
  await screen.see(/^5 斤装/)
  await screen.tap('去结算')
  await shopper.signIn()
  await screen.see('提交订单')
  await screen.see(/^5 斤装/)
  await shopper.addAddress()
  for (const row of ['价格明细', '商品金额', '运费', '合计']) await screen.see(row)
  await shopper.submit()
  const orderId = await shopper.seePaid()
  expect(await shop.stateOf(orderId)).toBe('paid')
  await shop.ship(orderId)
  await seeAfterPull(shopper, '已发货')
  if (vendor === 'mp-weixin') await receivedInWechat(shopper, orderId)
  else {
    await screen.tap('确认收货')
    await screen.see('确认已经收到商品？')
    await screen.tap('确认收货')
  }
  await screen.see('交易完成')
  expect(await shop.stateOf(orderId)).toBe('completed')
  const bytes = largestUpdate(shopper)
  console.log(`${vendor}: whole purchase, largest setData ${(bytes / KB).toFixed(1)} KB`)
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
  expect(program.device.vibrations).toBeGreaterThan(0)
}

const mergedCart = async ({ open }: Stage): Promise<void> => {
  const first = open()
  await first.agree()
  await first.addApples()
  await first.openCart()
  await first.screen.tap('登录')
  await first.signIn()
  await first.screen.see('去结算')
  const second = open({ phone: first.phone })
  await second.agree()
  await second.addApples()
  await second.openCart()
  await second.screen.tap('登录')
  await second.signIn()
  // The coupon of new members asks for more than one piece costs: two are in the cart.
  await second.screen.see('共减 ¥8')
}

const closedSheet = async ({ shop, open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await shopper.toCheckout()
  program.mood.cashier = 'close'
  await shopper.submit()
  await screen.until('the order page', () => program.route.endsWith('order/order'))
  await screen.see('还没有付款')
  const { orderId } = shopper
  expect(await shop.stateOf(orderId)).toBe('pending_payment')
  await screen.tap(/^去支付/)
  expect(await shopper.seePaid()).toBe(orderId)
  expect(await shop.stateOf(orderId)).toBe('paid')
}

const unsureThenPaid = async ({ shop, open }: Stage): Promise<void> => {
  const shopper = open()
  await shopper.agree()
  await shopper.toCheckout()
  shopper.program.mood.cashier = 'unsure'
  await shopper.submit()
  await shopper.screen.see('正在确认支付结果…')
  await shop.payOpenPayment()
  await shopper.seePaid()
  expect(await ordersOf(shopper)).toHaveLength(1)
}

const paidButUnsure = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  await shopper.agree()
  await shopper.toCheckout()
  shopper.program.mood.cashier = 'pay, unsure'
  await shopper.submit()
  await shopper.seePaid()
}

const lostInTheWallet = async ({ shop, open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await shopper.toCheckout()
  program.mood.cashier = 'lose the network'
  await shopper.submit()
  await screen.until('the result page', () => program.route.endsWith('pay-result/pay-result'))
  expect(program.device.online).toBe(false)
  program.device.setNetwork('wifi')
  await shop.payOpenPayment()
  await shopper.seePaid()
  expect(await ordersOf(shopper)).toHaveLength(1)
}

const lostNetwork = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await shopper.toCheckout()
  program.device.setNetwork('answer lost')
  await shopper.submit()
  await screen.see(/^没有收到回应/)
  program.device.setNetwork('lost')
  await screen.see('网络断开了，正在显示上次的内容')
  program.device.setNetwork('wifi')
  await screen.tap('再试一次')
  await shopper.seePaid()
  expect(await ordersOf(shopper)).toHaveLength(1)
  const placed = program.device.exchanges.filter(({ method, path }) => method === 'POST' && path === '/api/shop/orders')
  expect(placed.length).toBeGreaterThan(1)
  expect(new Set(placed.map(({ key }) => key)).size).toBe(1)
}

const fullStorage = async ({ shop, open }: Stage): Promise<void> => {
  const device = new Device()
  device.memoryFull = true
  // Nor is it kept that coupons came up today, so they never do.
  const shopper = open({ device, coupons: true })
  await shopper.agree()
  await shopper.toCheckout()
  await shopper.submit()
  expect(await shop.stateOf(await shopper.seePaid())).toBe('paid')
  expect(device.memory.size).toBe(0)
}

/** What a subpackage keeps for members only: paying for others, and stored value. */
const PAGES_OF_MONEY = [
  ...['friend-ask', 'friend-result', 'friend-paid'],
  ...['balance', 'recharge', 'recharge-result', 'stored-refund', 'pay-password', 'cashier'],
] as const

const strangeEntries = async ({ open }: Stage): Promise<void> => {
  const scanned = open({ path: 'pages/home/home?scene=%00%E4%B8%8D', scene: 9_999 })
  await scanned.screen.see('为你挑的')
  const lost = open({ path: 'pages/nowhere/nowhere?id=1' })
  await lost.screen.see('为你挑的')
  const wrong = open({ path: 'pkg-goods/product/product?id=nope' })
  await wrong.agree()
  await wrong.screen.see('没有找到这件商品')
  // A link that was not copied whole, and one that nobody ever made, by its code and by its card.
  for (const query of ['?t=short', `?t=${'A'.repeat(22)}`, `?scene=${encodeURIComponent(`t=${'A'.repeat(22)}`)}`]) {
    const friend = open({ path: `pkg-pay/friend-pay/friend-pay${query}` })
    await friend.agree()
    await friend.screen.see('没有找到这个代付链接')
  }
  for (const page of PAGES_OF_MONEY) {
    const stranger = open({ path: `pkg-pay/${page}/${page}` })
    await stranger.agree()
    await stranger.screen.see(/^(?:请先登录|欢迎来到小满良品)$/)
  }
  const empty = open({ path: 'pkg-order/order/order' })
  await empty.agree()
  await empty.screen.see(/^(?:请先登录|欢迎来到小满良品)$/)
}

const refusedPrivacy = async ({ vendor, open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await screen.tap('暂不同意，继续逛')
  await shopper.gone('你的信息，你说了算')
  await shopper.addApples()
  await shopper.openCart()
  await screen.tap('去结算')
  await screen.see('欢迎来到小满良品')
  await shopper.consent()
  program.mood.givesPhone = false
  await screen.tap(shopper.oneTap)
  if (vendor === 'mp-weixin') {
    await screen.see('你的信息，你说了算')
    await screen.tap('暂不同意，继续逛')
    await shopper.gone('你的信息，你说了算')
    expect(program.device.privacyAgreed).toBe(false)
  }
  expect(program.route).toContain('sign-in')
  await screen.tap('暂不授权手机号，直接进入')
  await screen.see('提交订单')
}

const foreignCode = async ({ shop, vendor, open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await shopper.addApples()
  await shopper.openCart()
  await screen.tap('去结算')
  await screen.see('欢迎来到小满良品')
  await shopper.consent()
  program.mood.codeOfApp = shop.otherApp(vendor)
  await screen.tap('暂不授权手机号，直接进入')
  const refused = ({ path, status }: { path: string; status: number | null }): boolean =>
    path === '/api/shop/auth/sign-in' && status !== null && status >= 400
  await screen.until('the refusal', () => program.device.exchanges.some(refused))
  await screen.see(shopper.oneTap)
  expect(program.route).toContain('sign-in')
  program.mood.codeOfApp = undefined
  await screen.tap('暂不授权手机号，直接进入')
  await screen.see('提交订单')
}

const twoDevices = async ({ open }: Stage): Promise<void> => {
  const one = open()
  await one.agree()
  await one.toCheckout()
  const other = open({ phone: one.phone })
  await other.agree()
  await other.addApples()
  await other.openCart()
  await other.screen.tap('登录')
  await other.signIn()
  await other.screen.see('共减 ¥8')
  await one.submit()
  await one.screen.see('购物车有变动')
  await one.screen.tap('知道了')
  await one.screen.see('共 2 件，已省 ¥8.00')
  await one.submit()
  await one.seePaid()
  await seeAfterPull(other, '购物车还是空的')
  expect(await ordersOf(one)).toHaveLength(1)
}

/** Row by row what is tried in each program; the order is that of the table that is printed at the end. */
export const miniJourneys: readonly { title: string; run: (stage: Stage) => Promise<void> }[] = [
  { title: 'home within its budgets', run: home },
  { title: 'whole purchase: cart, one-tap sign-in, address, wallet, shipped, received', run: purchase },
  { title: 'device cart merged at sign-in', run: mergedCart },
  { title: 'payment sheet closed, paid at the second try', run: closedSheet },
  { title: 'wallet unsure (8000), paid afterwards', run: unsureThenPaid },
  { title: 'paid, but the wallet is unsure (6004)', run: paidButUnsure },
  { title: 'network lost in the wallet (6002), paid afterwards', run: lostInTheWallet },
  { title: 'network lost during checkout and back: one order', run: lostNetwork },
  { title: 'storage full', run: fullStorage },
  { title: 'unknown scene, page and product', run: strangeEntries },
  { title: 'privacy refused', run: refusedPrivacy },
  { title: 'sign-in code of another app', run: foreignCode },
  { title: 'two devices with one cart', run: twoDevices },
]
