import { endpoints } from '@jishi/contracts/endpoints'
import type { RouteFacts } from '@jishi/contracts/route'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operatorHeadersOf, operatorOf, payAndRest } from '../support/buying.js'
import { asks, paysFor } from '../support/friend-desk.js'
import { launched, offerOf } from '../support/offer-desk.js'
import { goodsFor, itemOf, running, won } from '../support/seckill-desk.js'
import { issuedWithDocument } from '../support/invoice-desk.js'
import { payOutTo, TO_A_NAME } from '../support/payout-desk.js'
import { toldReview } from '../support/review-desk.js'
import { tell } from '../support/service-desk.js'
import { Refused, shopperOf, type Shopper } from '../support/shopper.js'
import { VERSION } from '../support/identity-people.js'
import { routeSamples } from '../support/route-samples.js'
import { fingerprint } from '../support/fingerprint.js'
import { openStoredValue, startRecharge } from '../support/stored-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const all: RouteFacts[] = Object.values(endpoints)
  .flatMap((noun) => Object.values(noun))
  .map(({ route }) => route)
const owned = all
  .filter(({ owner }) => owner === 'member')
  .map((route) => ({ name: `${route.method} ${route.path}`, route }))
const readable = all.filter(({ method, access }) => method === 'GET' && access !== 'operator' && access !== 'callback')

let shop: WholeShop
let ann: Shopper
let ben: Shopper
let goods: { spuId: string; skuId: string }
/** What belongs to Ann, by the place in the address where its id stands. */
let annsOwn: Readonly<Record<string, string>>
/** What is everybody's to see, likewise; a product where nothing else is said. */
let everybodys: Readonly<Record<string, string>>

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  const { spuId, skus } = await new MadeGoods(shop).product({ stock: 50 })
  goods = { spuId, skuId: skus[0]?.skuId ?? '' }
  ann = await shopperOf(shop, '13800001001', '安小姐')
  ben = await shopperOf(shop, '13800001002', '贝先生')
  // Only an order that was paid has a voucher.
  const order = await paidOrderOf(ann)
  const cart = await ann.api.order.addLine({ body: { skuId: goods.skuId, qty: 1 } })
  const shown = await toldReview(shop, ann, spuId, true)
  const reviews = await toldReview(shop, ann, spuId, false)
  const operator = await operatorOf(shop)
  const session = await running(shop, operator, [{ skuId: await goodsFor(shop) }])
  everybodys = {
    'shown-reviews': shown,
    policies: VERSION,
    offers: await launched(operator, offerOf()),
    sessions: session.id,
  }
  const holder = { kind: 'personal' as const, title: '安小姐' }
  const invoices = await issuedWithDocument(shop, await operatorHeadersOf(shop), ann, await paidOrderOf(ann))
  const title = await ann.api.invoice.addTitle({ body: { holder, isDefault: true } })
  await openStoredValue(shop)
  annsOwn = {
    recharges: (await startRecharge(ann)).id,
    takes: (await won(ann, itemOf(session))).id,
    ...{ invoices, 'invoice-titles': title.id },
    payouts: (await payOutTo(shop, ann, TO_A_NAME)).payoutId,
    ...{ addresses: ann.addressId, orders: order, lines: cart.items[0]?.id ?? '', reviews },
    'after-sales': await afterSaleOf(ann),
    feedbacks: (await tell(ann)).id,
    'friend-payments': await paidForBen(),
  }
})
afterAll(async () => shop.close())

const buyNow = (qty: number, addressId: string) => ({
  source: 'buyNow' as const,
  lines: [{ skuId: goods.skuId, qty }],
  addressId,
})

const orderOf = async ({ api, addressId }: Shopper): Promise<string> => {
  const asked = buyNow(2, addressId)
  const { quoteId } = await api.order.quote({ body: asked })
  return (await api.order.place({ body: { ...asked, quoteId } })).id
}

const paidOrderOf = async (who: Shopper): Promise<string> => {
  const id = await orderOf(who)
  await payAndRest(shop, who, id)
  return id
}

/** What Ann began to pay in Ben's place is Ann's, and only Ben's order is Ben's. */
const paidForBen = async (): Promise<string> => {
  const token = await asks(ben, await orderOf(ben))
  return (await paysFor(ann, token)).id
}

const afterSaleOf = async (who: Shopper): Promise<string> => {
  const orderId = await paidOrderOf(who)
  const { lines } = await who.api.order.order({ params: { id: orderId } })
  const asked = { kind: 'refund_only' as const, reason: 'not_wanted' as const }
  const body = { orderId, ...asked, lines: [{ lineId: lines[0]?.id ?? '', qty: 1 }] }
  return (await who.api.afterSale.apply({ body, idempotencyKey: newId(systemClock) })).id
}

/** A body each route would take, so that nothing but the ownership can refuse it. */
const bodyOf = ({ path, method }: RouteFacts): unknown => {
  if (method === 'PUT' && path.includes('/addresses/')) {
    return { receiver: '别人', phone: '13800009999', regionCode: '110101', detail: '别人家 1 号' }
  }
  if (method === 'PATCH') return { qty: 7 }
  // To an address that does exist: the order alone can be what is missing.
  if (method === 'POST' && path.endsWith('/address')) return { addressId: ben.addressId, differenceFen: 0 }
  return routeSamples[`${method} ${path}`]?.body
}

/** A query each route would take, where it wants one. */
const queryOf = ({ method, path }: RouteFacts): Readonly<Record<string, string>> => {
  const { query, queryNames } = routeSamples[`${method} ${path}`] ?? {}
  return { ...query, ...(queryNames?.['addressId'] === 'address' ? { addressId: ann.addressId } : {}) }
}

/** What a readable route may be asked for: Ann's own, or what everybody may see. */
const exampleOf = (path: string): string => annsOwn[nounOf(path)] ?? everybodys[nounOf(path)] ?? goods.spuId

const nounOf = (path: string): string => /\/([a-z-]+)\/:/.exec(path)?.[1] ?? ''

const ask = async (route: RouteFacts, id: string, headers: Readonly<Record<string, string>>) => {
  const body = bodyOf(route)
  const { statusCode, body: text } = await shop.app.inject({
    method: route.method,
    url: route.path.replace(/:[A-Za-z]+/, id),
    query: queryOf(route),
    headers: {
      ...headers,
      ...(route.idempotency === 'required' ? { 'idempotency-key': newId(systemClock) } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: statusCode, text: text.replace(/"requestId":"[^"]*"/, '') }
}

describe('T1–T4 what belongs to somebody else', () => {
  it.each(owned)('is to $name what does not exist', async ({ route }) => {
    const id = annsOwn[nounOf(route.path)]
    expect(id, `no example of ${nounOf(route.path)} in this test`).toBeTruthy()
    const before = await fingerprint(shop.database)
    const foreign = await ask(route, id ?? '', ben.headers)
    const missing = await ask(route, newId(systemClock), ben.headers)
    expect(foreign.status).toBe(404)
    expect(foreign).toEqual(missing)
    expect(await fingerprint(shop.database)).toEqual(before)
  })

  it('is nobody’s by any other verb either', async () => {
    for (const path of new Set(owned.map(({ route }) => route.path))) {
      const id = annsOwn[nounOf(path)] ?? ''
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        const { status } = await ask({ ...ORDINARY, method, path }, id, ben.headers)
        expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true])
      }
    }
  })

  it('cannot be used to quote or to order', async () => {
    const asked = buyNow(1, ann.addressId)
    const quoted = await ben.api.order.quote({ body: asked }).catch((error: unknown) => error)
    expect(quoted).toMatchObject({ status: 404 })
    const { quoteId } = await ben.api.order.quote({ body: { ...asked, addressId: ben.addressId } })
    const placed = await ben.api.order.place({ body: { ...asked, quoteId } }).catch((error: unknown) => error)
    expect(placed).toBeInstanceOf(Refused)
    expect(placed).toMatchObject({ status: 404 })
  })

  it('is in no list and no answer of anybody else', async () => {
    const hers = [...Object.values(annsOwn), ann.memberId, ann.phone, ann.receiver]
    for (const route of readable) {
      const { text } = await ask(route, exampleOf(route.path), ben.headers)
      for (const secret of hers) expect([route.path, text.includes(secret)]).toEqual([route.path, false])
    }
  })
})

describe('T8 an answer to its owner', () => {
  it('shows nothing of how the shop keeps it', async () => {
    const inside =
      /cost|floor|hash|bidx|_enc|cipher|secret|password|openid|merged|external|sessionId|adminNote|v1\.k1\./i
    for (const route of readable) {
      const id = exampleOf(route.path)
      const { status, text } = await ask(route, id, ann.headers)
      expect([route.path, status]).toEqual([route.path, 200])
      // The words of the policies may speak of passwords; everything else is facts.
      if (!route.path.startsWith('/api/shop/policies/'))
        expect([route.path, inside.exec(text)?.[0]]).toEqual([route.path, undefined])
    }
  })

  it('shows the phone of an order’s receiver masked', async () => {
    const { text } = await ask({ ...ORDINARY, path: '/api/shop/orders/:id' }, annsOwn['orders'] ?? '', ann.headers)
    expect(text).not.toContain(ann.phone)
    expect(text).toContain('1001')
  })
})

describe('T5 numbers for people', () => {
  it('cannot be guessed from one another', async () => {
    const numbers = new Set<string>()
    for (let n = 0; n < 5; n += 1) {
      const { orderNo } = await ann.api.order.order({ params: { id: await orderOf(ann) } })
      expect(orderNo).toMatch(/^\d{6}[0-9A-HJKMNP-TV-Z]{14}$/)
      numbers.add(orderNo.slice(6))
    }
    expect(numbers.size).toBe(5)
    const alike = [...numbers].map((number) => number.slice(0, 6))
    expect(new Set(alike).size).toBe(5)
  })
})

const ORDINARY: RouteFacts = {
  method: 'GET',
  path: '',
  access: 'member',
  load: 'browse',
  idempotency: 'none',
  owner: 'member',
}
