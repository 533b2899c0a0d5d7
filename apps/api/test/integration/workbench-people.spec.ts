import { AsyncLocalStorage } from 'node:async_hooks'
import { PERMISSIONS, type Permission } from '@jishi/contracts/identity/identity.terms'
import type { Todos } from '@jishi/contracts/insight/insight.schema'
import { instantOf, minuteMs } from '@jishi/kernel/time'
import { newId } from '@jishi/kernel/id'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ShowWorkbench } from '../../src/modules/insight/show-workbench.js'
import { AfterSaleDesk } from '../support/after-sale-desk.js'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { askFor, receivedOrder } from '../support/invoice-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { received, words, write, decide } from '../support/review-desk.js'
import { answer, tell } from '../support/service-desk.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ShopClient
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop)
  skuId = (await new MadeGoods(shop).product({ stock: 500 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800002101', '安小姐')
})
afterAll(() => shop.close())

const todos = async (): Promise<Todos> => (await desk.insight.workbench()).todos
let roles = 0
const who = async (...permissions: Permission[]): Promise<ShopClient> => {
  const name = `只看 ${(roles += 1)}`
  const { code } = await desk.operators.createRole({ body: { name, description: '', permissions } })
  return operatorOf(shop, [code])
}

describe('what people wait for', () => {
  it('after-sales are those of the tab of the shop, with the deadline that comes first', async () => {
    const sales = new AfterSaleDesk(shop, ann, desk)
    const first = await sales.apply(await sales.shipped(skuId, 2), 1, {})
    shop.clock.advance(5 * minuteMs)
    await sales.apply(await sales.shipped(skuId, 2), 1, {})
    const now = await todos()
    const { items } = await desk.afterSale.adminList({ query: { tab: 'shop' } })
    expect(now.afterSales).toBe(2)
    expect(items).toHaveLength(2)
    expect(now.afterSalesDueAt).toBe(first.deadlineAt)
    await sales.approve(first.id)
    const later = await todos()
    expect(later.afterSales).toBe(1)
    expect(instantOf(later.afterSalesDueAt ?? '')).toBeGreaterThan(instantOf(first.deadlineAt ?? ''))
    expect(later.arbitrations).toBe(0)
  })

  it('one that was complained about waits for a verdict and no more for a decision', async () => {
    const sales = new AfterSaleDesk(shop, ann, desk)
    const before = await todos()
    const { id } = await sales.apply(await sales.shipped(skuId, 1), 1, {})
    await desk.afterSale.refuse({ params: { id }, body: { reason: '照片看不出问题' } })
    await ann.api.afterSale.complain({ params: { id }, body: { text: '确实坏了' } })
    const now = await todos()
    expect(now).toMatchObject({ afterSales: before.afterSales, arbitrations: 1 })
    expect((await desk.afterSale.adminList({ query: { tab: 'arbitration' } })).items).toHaveLength(1)
  })

  it('a review waits until somebody passed or took it away, and again when that is appealed', async () => {
    const { id } = await write(ann, words(await received(shop, desk, ann, skuId)))
    await shop.settle()
    expect(await todos()).toMatchObject({ reviewsWaiting: 1, reviewsAppealed: 0 })
    expect((await desk.review.list({ query: { state: 'waiting' } })).items.map((one) => one.id)).toEqual([id])
    await decide(desk, id, 'refuse')
    await ann.api.review.appeal({ params: { id }, body: { part: 'review', note: '说的都是事实' } })
    expect(await todos()).toMatchObject({ reviewsWaiting: 0, reviewsAppealed: 1 })
    expect((await desk.review.list({ query: { state: 'appealed' } })).items).toHaveLength(1)
  })

  it('a feedback waits until it is answered', async () => {
    const { id } = await tell(ann)
    const [owed] = (await desk.feedback.list({ query: { waiting: 'true' } })).items
    expect(await todos()).toMatchObject({ feedbacks: 1, feedbacksDueAt: owed?.dueAt })
    await answer(desk, id)
    expect(await todos()).toMatchObject({ feedbacks: 0, feedbacksDueAt: null })
  })

  it('an invoice waits when its goods were received, and the list it opens holds just those', async () => {
    const sales = new AfterSaleDesk(shop, ann, desk)
    await askFor(ann, (await sales.paid(skuId, 1)).id)
    expect(await todos()).toMatchObject({ invoices: 0, invoicesDueAt: null })
    const { id, dueAt } = await askFor(ann, await receivedOrder(shop, desk, ann, skuId, 1))
    expect(await todos()).toMatchObject({ invoices: 1, invoicesDueAt: dueAt })
    expect((await desk.invoiceDesk.list({ query: { toIssue: 'true' } })).items.map((one) => one.id)).toEqual([id])
    expect((await desk.invoiceDesk.list({ query: { state: 'requested' } })).items).toHaveLength(2)
  })

  it('a refund its channel does not carry out leads to its order, until it has arrived', async () => {
    const order = await new AfterSaleDesk(shop, ann, desk).paid(skuId, 1)
    expect((await todos()).stuckRefunds).toBe(0)
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'refund', kind: 'not_enough', times: 99 })
    await cancelPieces(desk, order.id)
    await arrive(shop)
    expect((await todos()).stuckRefunds).toBe(1)
    const stuck = () => desk.order.adminOrders({ query: { due: 'refund_stuck' } })
    expect((await stuck()).items.map(({ id }) => id)).toEqual([order.id])
    await shop.simulator.setFaults()
    await eventually(async () => {
      await passTime(shop, 5 * minuteMs)
      desk = await operatorOf(shop)
      await shop.sweep('payment.refunds')
      await arrive(shop)
      return (await stuck()).items.length === 0
    })
    expect((await todos()).stuckRefunds).toBe(0)
  })
})

it('each number is for those who may see its list, and no number for anybody else', async () => {
  const seen = async (...permissions: Permission[]): Promise<string[]> => {
    const { todos: theirs } = await (await who('workbench.read', ...permissions)).insight.workbench()
    return Object.entries(theirs).flatMap(([key, value]) => (value === null ? [] : [key]))
  }
  expect((await seen('after-sale.read')).sort()).toEqual(['afterSales', 'afterSalesDueAt', 'arbitrations'])
  expect((await seen('review.read')).sort()).toEqual(['reviewsAppealed', 'reviewsWaiting'])
  expect(await seen('service.read')).toEqual(['feedbacks'])
  expect((await seen('invoice.read')).sort()).toEqual(['invoices', 'invoicesDueAt'])
})

it('takes four statements, however much is counted', async () => {
  const operator = {
    ...{ kind: 'operator' as const, operatorId: newId<'operator'>(shop.clock), sessionId: '', displayName: '' },
    permissions: new Set<string>(PERMISSIONS),
  }
  // Whatever a worker asks at the same time is not asked by the one who looks.
  const looking = new AsyncLocalStorage<string[]>()
  const { statements } = shop.database
  const note = statements.note.bind(statements)
  statements.note = (text) => {
    looking.getStore()?.push(text)
    note(text)
  }
  const asked: string[] = []
  try {
    await looking.run(asked, () => shop.get(ShowWorkbench).run(operator))
  } finally {
    statements.note = note
  }
  expect(asked, asked.map((text) => text.slice(0, 60)).join('\n')).toHaveLength(4)
})

it('leaves a shop without a contradiction', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})
