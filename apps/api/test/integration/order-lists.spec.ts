import { dayMs, shopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, freshKey, operatorOf, pay, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let ben: Shopper
let operator: ShopClient
let skuId: string
/** Of Ann, oldest first: shipped, paid, cancelled, and four that wait for their money. */
let orders: string[]
const PHONE = '13900008001'

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100, title: '红富士苹果' })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, PHONE, '欧阳小满')
  ben = await shopperOf(shop, '13900008002')
  operator = await operatorOf(shop)
  orders = []
  for (let made = 0; made < 7; made += 1) orders.push((await placeNow(ann, [{ skuId, qty: 1 }])).id)
  await pay(shop, ann, at(0))
  await pay(shop, ann, at(1))
  await operator.order.ship({ params: { id: at(0) }, body: { carrierCode: 'SF', trackingNo: 'SF0000800001' } })
  await ann.api.order.cancel({ params: { id: at(2) } })
  await placeNow(ben, [{ skuId, qty: 1 }])
})
afterAll(() => shop.close())

const at = (index: number): string => orders[index] ?? ''
const idsOf = (page: { items: readonly { id: string }[] }): string[] => page.items.map(({ id }) => id)

describe("a member's orders", () => {
  it('come newest first, page by page, each once, while new ones arrive', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await ann.api.order.orders({ query: { limit: 2, ...(cursor ? { cursor } : {}) } })
      seen.push(...idsOf(page))
      if (seen.length === 2) await placeNow(ben, [{ skuId, qty: 1 }])
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual([...orders].reverse())
  })

  it('are found by tab, with counts and the wanted action', async () => {
    const paid = await ann.api.order.orders({ query: { state: 'paid' } })
    expect(paid.items).toMatchObject([{ id: at(1), state: 'paid', lines: [{ title: '红富士苹果', qty: 1 }] }])
    expect(idsOf(await ann.api.order.orders({ query: { state: 'closed' } }))).toEqual([at(2)])
    const waiting = await ann.api.order.orders({ query: { state: 'pending_payment' } })
    expect(waiting.items[0]?.allowedActions).toEqual(['pay', 'cancel'])
    expect(await ann.api.order.counts()).toEqual({ pending_payment: 4, paid: 1, shipped: 1, completed: 0, closed: 1 })
  })

  it.each(['x', 'bm90LWEtY3Vyc29y', Buffer.from('[1,"x"]').toString('base64url'), 'W10'])(
    'refuse the cursor %s',
    async (cursor) => {
      expect(await codeOf(ann.api.order.orders({ query: { cursor } }))).toBe('VALIDATION_FAILED')
    },
  )
})

describe("the operators' list", () => {
  it('filters by state, day and words, and hides who bought', async () => {
    const list = await operator.order.adminOrders({ query: { state: 'shipped' } })
    expect(list.items).toMatchObject([
      {
        id: at(0),
        summary: '红富士苹果',
        receiverMasked: '欧** 139****8001',
        channel: 'wechat_h5',
        allowedActions: [],
      },
    ])
    expect((await operator.order.adminOrders({ query: { state: 'paid' } })).items[0]?.allowedActions).toEqual([
      'ship',
      'cancel_pieces',
    ])
    const today = shopDay(shop.clock.now())
    const yesterday = shopDay((shop.clock.now() - dayMs) as never)
    expect((await operator.order.adminOrders({ query: { from: today, to: today } })).items).toHaveLength(9)
    expect((await operator.order.adminOrders({ query: { to: yesterday } })).items).toEqual([])
    expect(JSON.stringify(await operator.order.adminOrders())).not.toContain(PHONE)
  })

  it('finds an order by its number or the start of it, by tracking number and by the whole phone', async () => {
    const { orderNo } = await ann.api.order.order({ params: { id: at(3) } })
    const find = async (q: string) => idsOf(await operator.order.adminOrders({ query: { q } }))
    expect(await find(orderNo)).toEqual([at(3)])
    expect(await find(orderNo.slice(0, 14).toLowerCase())).toEqual([at(3)])
    expect(await find('sf0000800001')).toEqual([at(0)])
    expect((await find(PHONE)).sort()).toEqual([...orders].sort())
    expect(await find('1390000')).toEqual([])
    for (const q of ['%', '_', "'", '欧阳小满', 'or 1=1']) expect(await find(q), q).toEqual([])
  })

  it('is not searched by phone by whoever may not see receivers', async () => {
    const owners = await operatorOf(shop)
    const role = await owners.operators.createRole({
      body: { name: '只看订单', description: '', permissions: ['order.read'] },
    })
    const reader = await operatorOf(shop, [role.code])
    const { orderNo } = await ann.api.order.order({ params: { id: at(3) } })
    expect(idsOf(await reader.order.adminOrders({ query: { q: orderNo } }))).toEqual([at(3)])
    expect(await reader.order.adminOrders({ query: { q: PHONE } })).toEqual({ items: [], nextCursor: null })
    expect(await reader.order.adminOrders({ query: { q: PHONE, member: ann.memberId } })).toMatchObject({ items: [] })
    const searched = () =>
      shop.database.rows(`select subject_id as id from audit_log where action = 'order.searched' order by seq`)
    const before = (await searched()).length
    expect((await operator.order.adminOrders({ query: { q: PHONE } })).items).toHaveLength(7)
    expect(await searched()).toHaveLength(before + 1)
  })

  it('runs by key over all pages', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await operator.order.adminOrders({ query: { limit: 4, ...(cursor ? { cursor } : {}) } })
      seen.push(...idsOf(page))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength(9)
  })

  it('counts every state', async () => {
    expect(await operator.order.adminCounts()).toEqual({
      pending_payment: 6,
      awaiting_balance: 0,
      paid: 1,
      shipped: 1,
      completed: 0,
      closing: 0,
      closed: 1,
      refunded: 0,
    })
  })
})

describe('one order for operators', () => {
  it('shows attempts and the masked receiver, and the whole one only for a row in the audit log', async () => {
    const view = await operator.order.adminOrder({ params: { id: at(0) } })
    expect(view).toMatchObject({
      memberId: ann.memberId,
      receiver: { name: '欧**', phoneMasked: '139****8001', detail: '******' },
      attempts: [{ channel: 'wechat_h5', amountFen: view.payableFen }],
      refunds: [],
    })
    const idempotencyKey = freshKey()
    const whole = await operator.order.receiver({ params: { id: at(0) }, idempotencyKey })
    await operator.order.receiver({ params: { id: at(0) }, idempotencyKey })
    expect(whole).toEqual({
      name: '欧阳小满',
      phone: PHONE,
      region: '北京市 东城区',
      detail: '东华门街道 8 号院 2 单元',
      courierLine: `欧阳小满 ${PHONE} 北京市 东城区 东华门街道 8 号院 2 单元`,
    })
    const rows = await shop.database.rows<{ action: string; after: unknown }>(
      `select action, after from audit_log where subject_id = $1 and action = 'order.receiver_revealed'`,
      [at(0)],
    )
    expect(rows).toEqual([{ action: 'order.receiver_revealed', after: null }])
    expect(await codeOf(operator.order.receiver({ params: { id: freshKey() } }))).toBe('NOT_FOUND')
    expect(await codeOf(operator.order.adminOrder({ params: { id: freshKey() } }))).toBe('NOT_FOUND')
  })

  it('keeps phone, name, address and note out of every plain column', async () => {
    const body = { source: 'buyNow' as const, lines: [{ skuId, qty: 1 }], addressId: ann.addressId }
    const { quoteId } = await ann.api.order.quote({ body })
    const note = `请打 ${PHONE}，欧阳小满收`
    const { id } = await ann.api.order.place({ body: { ...body, quoteId, note } })
    await ann.api.order.cancel({ params: { id }, body: { reason: `改送 ${PHONE}` } })
    const { rows } = await shop.database.one<{ rows: string }>(
      `select jsonb_build_array(to_jsonb(o), (select jsonb_agg(to_jsonb(e)) from order_events e where e.order_id = o.id),
          (select jsonb_agg(to_jsonb(b)) from outbox b where b.payload ->> 'orderId' = o.id::text))::text as rows
         from orders o where o.id = $1`,
      [id],
    )
    for (const secret of [PHONE, '欧阳', '东华门']) expect(rows).not.toContain(secret)
    expect(await ann.api.order.order({ params: { id } })).toMatchObject({ note })
  })
})
