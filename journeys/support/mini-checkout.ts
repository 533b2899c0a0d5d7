import type { CouponView } from '@jishi/contracts/promotion/coupons.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { expect } from 'vitest'
import type { CatalogueDesk } from './catalogue-desk.js'
import { APPLES } from './mini-discovery.js'
import { largestUpdate, MOST_BYTES, type Stage } from './mini-journeys.js'
import type { MiniShopper } from './mini-shopper.js'

interface Row {
  name: string
  fen: number
  note: string
}

interface WalletPayment {
  transactionId: string | null
  amountFen: number
  status: string
}

const OFFER = { label: '满 99 减 20', fromFen: 9_900, offFen: 2_000 } as const
const COUPON = { name: '水果券', offFen: 1_000 } as const
/** Comes by itself to whoever is new, and saves less: so that the best coupon is a choice. */
const WELCOME = { name: '新人礼包', offFen: 800 } as const
const MOST_PIECES = 8

const wordsOf = (element: Element | null | undefined): string => (element?.textContent ?? '').trim()

/** What is read as money, in fen: nothing else passes for it. */
const fenOf = (words: string): number => {
  const [, minus, yuan, fen] = /^(−?)¥(\d+)\.(\d\d)$/.exec(words) ?? []
  if (yuan === undefined) throw new Error(`"${words}" is no amount`)
  return (minus === '' ? 1 : -1) * (Number(yuan) * 100 + Number(fen))
}

/** As amounts stand within sentences, without decimals that say nothing. */
const tidy = (fen: number): string => (fen / 100).toFixed(2).replace(/\.00$/, '')

/** The one price that is read in this place. */
const priceIn = ({ screen }: MiniShopper, place: string): number => {
  const found = screen.all(`${place} .price`)
  expect(found, place).toHaveLength(1)
  return fenOf(wordsOf(found[0]))
}

/** A receipt row by row, as it is read. */
const rowsIn = ({ screen }: MiniShopper, place: string): Row[] =>
  screen
    .all(`${place} .row`)
    .filter((row) => row.querySelector('.fen') !== null)
    .map((row) => ({
      name: wordsOf(row.querySelector('.name')),
      fen: fenOf(wordsOf(row.querySelector('.fen'))),
      note: wordsOf(row.querySelector('.note')),
    }))

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, { fen }) => sum + fen, 0)

const heldBy = async ({ shop, token }: MiniShopper, state: 'held' | 'used'): Promise<string[]> => {
  const { items } = await shop.asMember<{ items: CouponView[] }>(token, `/api/shop/coupons?state=${state}`)
  return items.map(({ name }) => name).sort()
}

/** What the wallet says of the payment that the shop knows this order by. */
const seePaidInWallet = async ({ shop }: MiniShopper, { payment }: OrderView, amountFen: number): Promise<void> => {
  expect(payment.channelTxn).not.toBeNull()
  const { items } = await shop.gateway.get<{ items: WalletPayment[] }>('/payments')
  const own = items.filter(({ transactionId }) => transactionId === payment.channelTxn)
  expect(own).toEqual([expect.objectContaining({ amountFen, status: 'paid' })])
}

/** From 我的 to the coupon centre, through the sign-in that a coupon asks for, until both coupons are held. */
const claim = async (shopper: MiniShopper): Promise<void> => {
  const { screen, program } = shopper
  program.tab(3)
  await screen.tap('领券中心')
  await screen.tap(`领取 ${COUPON.name}`)
  await shopper.signIn()
  await screen.tap(`领取 ${COUPON.name}`)
  await screen.until('the word of it', () => program.device.toasts.includes('领到了，下单时自动选最优'))
  await screen.until('the goods it is for', () => screen.labelled(`可用商品 ${COUPON.name}`)[0])
  // What greets a new member comes by event.
  await expect.poll(() => heldBy(shopper, 'held'), { timeout: 60_000 }).toEqual([COUPON.name, WELCOME.name].sort())
}

/**
 * Puts the nearest piece in. While an earlier one is still on its way the page hears no tap, so it is tapped until the shop
 * has said that the piece is in.
 */
const addPiece = async ({ screen, program }: MiniShopper): Promise<void> => {
  const said = program.device.toasts.length
  await screen.until('another piece to be in', () => {
    if (program.device.toasts.slice(said).includes('已加入购物车')) return true
    const panel = screen.all('.acts .button')[0]
    const tapped = panel ?? screen.all('.piece .add')[0]
    if (tapped !== undefined && !tapped.classList.contains('button-off')) screen.press(tapped)
    return false
  })
}

/** Adds one piece after another until the promotion is reached; each time the bar below has to move. */
const gather = async (shopper: MiniShopper): Promise<void> => {
  const { screen } = shopper
  await screen.see('凑单')
  const bar = (): string => wordsOf(screen.all('.footer')[0])
  const reached = (): boolean => screen.found('已享受这个优惠').length > 0
  for (let pieces = 0; !reached(); pieces += 1) {
    if (pieces === MOST_PIECES) throw new Error(`${pieces} pieces do not reach ${OFFER.label}: ${bar()}`)
    const before = bar()
    await addPiece(shopper)
    await screen.until('the bar to move', () => bar() !== before)
  }
}

/** The sheet of the cart: how its sum came about. */
const cartDetail = async (shopper: MiniShopper): Promise<Row[]> => {
  const { screen } = shopper
  await screen.tap('金额明细')
  await screen.until('the rows', () => rowsIn(shopper, '.inside').length > 0)
  const rows = rowsIn(shopper, '.inside')
  expect(sumOf(rows)).toBe(priceIn(shopper, '.inside .total'))
  await screen.tap('关闭')
  await screen.until('the sheet to be gone', () => screen.all('.inside').length === 0)
  return rows
}

/** One piece and what it misses, then the promotion reached: what the cart says is worked out here once more. */
const fillCart = async (shopper: MiniShopper): Promise<number> => {
  const { screen } = shopper
  await shopper.addApples()
  await shopper.openCart()
  const hint = `${OFFER.label} 去凑单`
  await screen.until('the hint', () => screen.labelled(hint)[0])
  const missing = OFFER.fromFen - priceIn(shopper, '.row')
  await screen.see(`再买 ¥${tidy(missing)} 减 ¥${tidy(OFFER.offFen)}`)
  screen.press(screen.labelled(hint)[0] as HTMLElement)
  await gather(shopper)
  await screen.tap('去购物车')
  await screen.see('已享受')
  const promo = screen.all('.promo .line').find((line) => wordsOf(line).includes('已享受'))
  expect(wordsOf(promo)).toContain(OFFER.label)
  expect(screen.labelled(hint)).toHaveLength(0)
  const rows = await cartDetail(shopper)
  expect(rows).toContainEqual(expect.objectContaining({ name: OFFER.label, fen: -OFFER.offFen }))
  const sum = priceIn(shopper, '.footer')
  expect(sumOf(rows)).toBe(sum)
  const off = rows.filter(({ fen }) => fen < 0)
  await screen.see(`共减 ¥${String(-sumOf(off) / 100)}`)
  return sum
}

/** The best coupon is ticked with the reason, and the other one says how much less it would save. */
const seeBestCoupon = async (shopper: MiniShopper): Promise<void> => {
  const { screen } = shopper
  await screen.see(`已为你选最优，省 ¥${tidy(COUPON.offFen)}`)
  await screen.tap('优惠券')
  const offered = (name: string): Promise<HTMLElement> =>
    screen.until(`the coupon ${name}`, () => screen.labelled(name)[0])
  const ticked = (coupon: HTMLElement): boolean => coupon.querySelector('.tick .on') !== null
  const best = await offered(COUPON.name)
  expect(wordsOf(best)).toContain(`这单可省 ¥${tidy(COUPON.offFen)}`)
  expect(ticked(best)).toBe(true)
  const other = await offered(WELCOME.name)
  expect(wordsOf(other)).toContain(`这单可省 ¥${tidy(WELCOME.offFen)}`)
  expect(ticked(other)).toBe(false)
  await screen.tap('关闭')
  await screen.until('the sheet to be gone', () => screen.all('.ticket').length === 0)
}

/** The receipt of the checkout, once nothing is being asked: its rows add up to what is to be paid, wherever that stands. */
const receiptAtCheckout = async (shopper: MiniShopper): Promise<Row[]> => {
  const { screen } = shopper
  const button = (): HTMLElement | undefined => screen.all('.footer .button')[0]
  await screen.until('the button to be free', () => button()?.classList.contains('button-off') === false)
  const rows = rowsIn(shopper, '.receipt')
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['商品金额', '运费']))
  expect(sumOf(rows)).toBe(priceIn(shopper, '.receipt .total'))
  expect(sumOf(rows)).toBe(priceIn(shopper, '.footer'))
  return rows
}

/** Waits for the order's page and unfolds its receipt: what it adds up to is in the books of the shop and in the wallet's. */
const receiptOfOrder = async (shopper: MiniShopper): Promise<{ rows: Row[]; order: OrderView }> => {
  const { screen, shop, token } = shopper
  const orderId = await shopper.seePaid()
  await screen.tap('价格明细')
  await screen.until('the rows', () => rowsIn(shopper, '.receipt').length > 0)
  const rows = rowsIn(shopper, '.receipt')
  const order = await shop.asMember<OrderView>(token, `/api/shop/orders/${orderId}`)
  expect(order.state).toBe('paid')
  expect(sumOf(rows)).toBe(priceIn(shopper, '.sum'))
  expect(sumOf(rows)).toBe(order.totals.payableFen)
  await seePaidInWallet(shopper, order, sumOf(rows))
  return { rows, order }
}

const explained = async ({ open }: Stage): Promise<void> => {
  const shopper = open()
  const { screen, program } = shopper
  await shopper.agree()
  await claim(shopper)
  const sum = await fillCart(shopper)
  await screen.tap('去结算')
  await screen.see('提交订单')
  await shopper.addAddress()
  await seeBestCoupon(shopper)
  const agreed = await receiptAtCheckout(shopper)
  expect(agreed).toContainEqual(expect.objectContaining({ name: OFFER.label, fen: -OFFER.offFen }))
  expect(agreed).toContainEqual(expect.objectContaining({ name: `优惠券 · ${COUPON.name}`, fen: -COUPON.offFen }))
  // The cart knows no address: it says the same but for the freight.
  expect(sumOf(agreed.filter(({ name }) => name !== '运费'))).toBe(sum)
  await shopper.submit()
  const { rows, order } = await receiptOfOrder(shopper)
  expect(rows).toEqual(agreed)
  const { listFen, unitDiscountFen, promotionFen, couponFen, goodsPaidFen, freightFen, payableFen } = order.totals
  expect([promotionFen, couponFen]).toEqual([OFFER.offFen, COUPON.offFen])
  expect(listFen - unitDiscountFen - promotionFen - couponFen).toBe(goodsPaidFen)
  expect(goodsPaidFen + freightFen).toBe(payableFen)
  await expect.poll(() => heldBy(shopper, 'used'), { timeout: 60_000 }).toEqual([COUPON.name])
  program.tab(3)
  await screen.tap('我的优惠券')
  await screen.see(WELCOME.name)
  await screen.tap('已用')
  await screen.until('the order of the coupon', () => screen.labelled(`看订单 ${COUPON.name}`)[0])
  await shopper.gone(WELCOME.name)
  expect(largestUpdate(shopper)).toBeLessThanOrEqual(MOST_BYTES)
}

/** A price that moved under the shopper's hands is said before anything is paid, and what was said is paid. */
const moved = async ({ shop, open }: Stage, desk: CatalogueDesk): Promise<void> => {
  const shopper = open()
  const { screen } = shopper
  await shopper.agree()
  await shopper.toCheckout()
  const before = sumOf(await receiptAtCheckout(shopper))
  await desk.takeOff(await shop.idOf(APPLES), 100)
  await shopper.submit()
  await screen.see('价格有变化')
  const [old, now] = [before, before - 100].map((fen) => (fen / 100).toFixed(2))
  await screen.see(`合计从 ¥${old} 变为 ¥${now}，要按新的金额下单吗？`)
  await screen.tap('按新金额提交')
  const { rows } = await receiptOfOrder(shopper)
  expect(sumOf(rows)).toBe(before - 100)
}

/** `desk` is asked for once the shop is open, when the story is told. */
export const miniCheckout = (
  desk: () => CatalogueDesk,
): readonly { title: string; run: (stage: Stage) => Promise<void> }[] => [
  { title: 'coupon, promotion, best choice, one receipt from the cart to the order', run: explained },
  { title: 'price moved at the checkout: said, agreed to, and paid', run: (stage) => moved(stage, desk()) },
]
