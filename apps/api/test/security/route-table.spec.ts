import type { RouteFacts } from '@jishi/contracts/route'
import type { QuoteBody } from '@jishi/contracts/order/order.schema'
import { USUAL_AFTER_SALE } from '@jishi/contracts/settings/settings.terms'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z, type ZodType } from 'zod'
import { json } from '../../src/infra/database/sql.js'
import { Limits } from '../../src/infra/limits/limits.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { Reactions } from '../../src/infra/worker/reactions.js'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { termsOf } from '../../src/modules/order/domain/after-sale-rules.js'
import { expectSoundShop, payAndRest } from '../support/buying.js'
import { newPicture } from '../support/catalog-desk.js'
import { asks, paysFor } from '../support/friend-desk.js'
import { fingerprint } from '../support/fingerprint.js'
import { VERSION } from '../support/identity-people.js'
import type { Headers } from '../support/known-actors.js'
import { issuedWithDocument } from '../support/invoice-desk.js'
import { payOutTo, TO_A_NAME } from '../support/payout-desk.js'
import { forgetReviews, toldReview } from '../support/review-desk.js'
import { tell } from '../support/service-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { openStoredValue, startRecharge } from '../support/stored-desk.js'
import { NOWHERE, routeCases, routeSamples, type Kind, type RouteCase } from '../support/route-samples.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

/** T1–T10 that want a shop somebody lives in, made from the table of routes and one sample of each. */
const byAccess = (...access: RouteFacts['access'][]): RouteCase[] =>
  routeCases.filter(({ endpoint }) => access.includes(endpoint.route.access))
const named = routeCases.filter(({ endpoint, name }) => endpoint.route.path.includes('/:') && isPrivate(name))
const reads = routeCases.filter(({ endpoint }) => endpoint.route.method === 'GET')
const lists = reads.filter(({ endpoint }) => endpoint.route.access === 'member' && !endpoint.route.path.includes('/:'))
const bodies = byAccess('public', 'member', 'operator').filter(({ name }) => routeSamples[name]?.body !== undefined)

/** A policy is everybody's and named by its version. */
function isPrivate(name: string): boolean {
  return routeSamples[name]?.names !== 'policy'
}

let shop: WholeShop
let ann: Shopper
let ben: Shopper
let owner: Headers
let found: Record<Kind, string>

const idIn = async (table: string, where = 'true', ...values: string[]): Promise<string> =>
  (await shop.database.one<{ id: string }>(`select id from ${table} where ${where} limit 1`, values)).id

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  shop.get(Limits).rescale({ ip: 1_000, others: 1_000 })
  const { spuId, skus } = await new MadeGoods(shop).product({ stock: 50 })
  const skuId = skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800001001', '安小姐')
  ben = await shopperOf(shop, '13800001002', '贝先生')
  owner = await ownerOf()
  const asked = { source: 'buyNow' as const, lines: [{ skuId, qty: 2 }], addressId: ann.addressId }
  const { quoteId } = await ann.api.order.quote({ body: asked })
  const { id: order } = await ann.api.order.place({ body: { ...asked, quoteId } })
  // Only an order that was paid has a voucher.
  await payAndRest(shop, ann, order)
  const cart = await ann.api.order.addLine({ body: { skuId, qty: 1 } })
  const holder = { kind: 'personal' as const, title: '安小姐' }
  const { quoteId: again } = await ann.api.order.quote({ body: asked })
  const { id: invoiced } = await ann.api.order.place({ body: { ...asked, quoteId: again } })
  await payAndRest(shop, ann, invoiced)
  const invoiceTitle = await ann.api.invoice.addTitle({ body: { holder, isDefault: true } })
  found = {
    ...(await foundBySql()),
    invoice: await issuedWithDocument(shop, owner, ann, invoiced),
    invoiceTitle: invoiceTitle.id,
    payout: (await payOutTo(shop, ann, TO_A_NAME)).payoutId,
    address: ann.addressId,
    order,
    afterSale: await afterSaleOf(order),
    friendPayment: await paidForBen({ source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId: ben.addressId }),
    line: cart.items[0]?.id ?? '',
    product: spuId,
    review: await toldReview(shop, ann, spuId, true),
    feedback: (await tell(ann, { contact: '微信 ann' })).id,
    recharge: await rechargeOf(),
  }
})
afterAll(async () => shop.close())

/** What Ann began to pay in Ben's place; his order is given up again, so that nothing waits to be paid. */
const paidForBen = async (asked: QuoteBody): Promise<string> => {
  const { quoteId } = await ben.api.order.quote({ body: asked })
  const params = { id: (await ben.api.order.place({ body: { ...asked, quoteId } })).id }
  const { id } = await paysFor(ann, await asks(ben, params.id))
  await ben.api.order.cancel({ params })
  return id
}

const rechargeOf = async (): Promise<string> => {
  await openStoredValue(shop)
  return (await startRecharge(ann)).id
}

/** The owner of the shop, signed in over HTTP like everybody. */
const ownerOf = async (): Promise<Headers> => {
  const username = 'shop-owner'
  const password = `Long-enough-${newId(systemClock)}`
  const somebody = { username, displayName: '店主', password, roles: ['owner'] }
  await shop.database.transaction((tx) => shop.get(IdentityFacade).createOperator(tx, somebody))
  const answer = await shop.app.inject({
    method: 'POST',
    url: '/api/admin/auth/sign-in',
    headers: { 'x-jishi-csrf': '1' },
    payload: { username, password },
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '', 'x-jishi-csrf': '1' }
}

/** A file somebody sent and stopped: nobody is at work on it, so the shop comes to rest. */
const importOf = async (): Promise<string> => {
  const id = newId(systemClock)
  await shop.database.execute(
    `insert into product_imports (id, file_name, format, bytes, state, created_by, created_by_name, created_at, touched_at)
     values ($1, '商品.csv', 'csv', 1, 'stopped', $1, '店主', now(), now())`,
    [id],
  )
  return id
}

/** The same of parcels, which only its sender sees. */
const shipSheetOf = async (operatorId: string): Promise<string> => {
  const id = newId(systemClock)
  await shop.database.execute(
    `insert into ship_sheets (id, operator_id, operator_name, file_name, format, state, created_at, touched_at)
     values ($1, $2, '店主', '发货.csv', 'csv', 'stopped', now(), now())`,
    [id, operatorId],
  )
  return id
}

/** One that is over, so that nothing waits for anybody. */
const afterSaleOf = async (orderId: string): Promise<string> => {
  const id = newId(systemClock)
  await shop.database.execute(
    `with sale as (
       insert into after_sales (id, after_sale_no, order_id, member_id, kind, state, reason, asked_fen, terms, applied_at, ended_at)
       select $1, 'AFTER', id, member_id, 'refund_only', 'withdrawn', 'quality', 1, $3::jsonb, now(), now() from orders where id = $2
     )
     insert into after_sale_lines (after_sale_id, line_id, how, qty) select $1, id, 'cancelled', 1 from order_lines where order_id = $2`,
    [id, orderId, JSON.stringify(termsOf(USUAL_AFTER_SALE))],
  )
  return id
}

/** A promotion that runs, and that no order of this suite reaches. */
const offerOf = async (): Promise<string> => {
  const id = newId(systemClock)
  const nothing = { spuIds: [], categoryIds: [], brandIds: [] }
  await shop.database.execute(
    `insert into offers (id, state, kind, name, priority, scope, rule, from_at, until_at, created_by, created_at, updated_at, launched_at)
     select $1, 'live', 'full_reduction', '满减', 1, $2, $3, '2020-01-01', '2099-01-01', id, now(), now(), now()
       from operators limit 1`,
    [
      id,
      json({ all: true, named: nothing, excluded: nothing }),
      json({
        ...{ kind: 'full_reduction', measure: 'amount', repeat: false, maxTimes: null, capFen: null },
        tiers: [{ from: 99_000_000, off: { fen: 1 } }],
      }),
    ],
  )
  return id
}

/** A template that is live, and a coupon of it that nobody has redeemed. */
const couponOf = async (): Promise<{ couponTemplate: string; coupon: string }> => {
  const [couponTemplate, coupon] = [newId(systemClock), newId(systemClock)]
  const nothing = { spuIds: [], categoryIds: [], brandIds: [] }
  await shop.database.execute(
    `insert into coupon_templates (id, state, name, kind, amount_fen, threshold_fen, scope, scope_names, exclusive, way, listed, total,
       per_member, claimed, claim_from_at, claim_until_at, valid_days, created_at, updated_at, launched_at)
     values ($1, 'live', '兑换券', 'amount', 100, 0, $2, '{}', false, 'code', false, 9, 1, 1, '2020-01-01', '2099-01-01', 7, now(), now(), now())`,
    [couponTemplate, json({ all: true, named: nothing, excluded: nothing })],
  )
  await shop.database.execute(
    `insert into coupons (id, template_id, code_bidx, state, way, created_at) values ($1, $2, '\\x00', 'waiting', 'code', now())`,
    [coupon, couponTemplate],
  )
  return { couponTemplate, coupon }
}

/** A rule of gifts that gives that coupon, not launched. */
const payGiftOf = async (): Promise<string> => {
  const id = newId(systemClock)
  const nothing = { spuIds: [], categoryIds: [], brandIds: [] }
  await shop.database.execute(
    `insert into pay_gifts (id, state, name, threshold_fen, waived, scope, scope_names, kind, gift, from_at, until_at, created_at, updated_at)
     values ($1, 'draft', '支付有礼', 0, false, $2, '{}', 'coupon', $3, '2020-01-01', '2099-01-01', now(), now())`,
    [
      id,
      json({ all: true, named: nothing, excluded: nothing }),
      json({ kind: 'coupon', templateId: newId(systemClock) }),
    ],
  )
  return id
}

/** A flash sale that was stopped, and what Ann had let go of it. */
const seckillOf = async (): Promise<{ seckillActivity: string; seckillTake: string }> => {
  const [seckillActivity, item, seckillTake] = [newId(systemClock), newId(systemClock), newId(systemClock)]
  const days = `'2026-01-01', '2026-01-02'`
  await shop.database.execute(
    `insert into activities (id, kind, state, name, warm_up_at, starts_at, ends_at, pay_within_ms, proof_bits, created_at, updated_at,
       armed_at, stock_id, stopped_at, settled_at)
     values ($1, 'seckill', 'stopped', '秒杀', '2026-01-01', ${days}, 300000, 0, now(), now(), now(), $1, now(), now())`,
    [seckillActivity],
  )
  await shop.database.execute(
    `insert into activity_skus (id, activity_id, position, sku_id, spu_id, price_fen, per_member, total, returned, given_back, opens_at, closes_at)
     select $1, $2, 1, id, spu_id, 100, 1, 1, 1, true, ${days} from skus limit 1`,
    [item, seckillActivity],
  )
  await shop.database.execute(
    `insert into seckill_takes (id, request, activity_id, item_id, member_id, sku_id, qty, price_fen, state, opens_at, closes_at, taken_at,
       hold_until, released_at, released)
     select $1, $1, activity_id, id, $3, sku_id, 1, 100, 'released', ${days}, '2026-01-01', timestamptz '2026-01-01' + interval '5 minutes',
            now(), 'given_up' from activity_skus where id = $2`,
    [seckillTake, item, ann.memberId],
  )
  return { seckillActivity, seckillTake }
}

const foundBySql = async () => ({
  category: await idIn('categories'),
  payment: await idIn('payment_attempts', `state = 'succeeded'`),
  refund: NOWHERE,
  paymentIncident: NOWHERE,
  permit: NOWHERE,
  brand: NOWHERE,
  freightTemplate: NOWHERE,
  productImport: await importOf(),
  shipSheet: await shipSheetOf(await idIn('operators', `username = 'shop-owner'`)),
  shipment: NOWHERE,
  priceChange: NOWHERE,
  billDay: NOWHERE,
  difference: NOWHERE,
  offer: await offerOf(),
  payGift: await payGiftOf(),
  ...(await seckillOf()),
  ...(await couponOf()),
  tag: NOWHERE,
  attribute: NOWHERE,
  member: ann.memberId,
  operator: await idIn('operators'),
  role: await idIn('roles'),
  auditRow: NOWHERE,
  policy: VERSION,
  picture: await newPicture(shop),
  ticket: NOWHERE,
})

/** The query of a sample, with what the suite holds in the places that name something. */
const queryOf = (name: string): Record<string, string> => {
  const { query, queryNames = {} } = routeSamples[name] ?? {}
  const named = Object.entries(queryNames).map(([key, kind]) => [key, found[kind]])
  return { ...query, ...(Object.fromEntries(named) as Record<string, string>) }
}

const keyed = (headers: Headers): Headers => ({ ...headers, 'idempotency-key': newId(systemClock) })

/** Sends what the sample says, under whatever id, and cuts off what differs from request to request. */
const ask = async ({ name, endpoint: { route } }: RouteCase, id: string, headers: Headers, body?: object) => {
  const sample = routeSamples[name] ?? {}
  const payload = body ?? sample.body
  const answer = await shop.app.inject({
    method: route.method,
    url: route.path.replace(/:[A-Za-z]+/g, id),
    query: queryOf(name),
    headers: { ...keyed(headers), ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  return { status: answer.statusCode, text: answer.body.replace(/"(?:requestId|serverTime)":"[^"]*"/g, '') }
}
const admits = ({ endpoint: { route } }: RouteCase, member: Headers): Headers =>
  route.access === 'member' ? member : route.access === 'operator' ? owner : {}
const exampleFor = ({ name }: RouteCase): string => found[routeSamples[name]?.names ?? 'product']

const accepts = (schema: ZodType | undefined, value: unknown): boolean =>
  (schema ?? z.strictObject({}).nullish()).safeParse(value).success

const sampleProblems = ({ name, endpoint: { route, schemas } }: RouteCase): string[] => {
  const sample = routeSamples[name]
  if (sample === undefined) return [`${name} has no sample in test/support/route-samples.ts`]
  return [
    route.path.includes('/:') === (sample.names !== undefined) ? '' : `${name}: its path names something, or does not`,
    accepts(schemas.query, sample.query ?? {}) ? '' : `${name}: the query of its sample is refused`,
    route.access === 'callback' || accepts(schemas.body, sample.body)
      ? ''
      : `${name}: the body of its sample is refused`,
  ].filter((problem) => problem !== '')
}

describe('the table of routes and its samples', () => {
  it('has a sample for every route, and each sample fits its schemas', () => {
    expect(routeCases.flatMap(sampleProblems)).toEqual([])
  })

  it('has no sample for a route that is gone', () => {
    const known = new Set(routeCases.map(({ name }) => name))
    expect(Object.keys(routeSamples).filter((name) => !known.has(name))).toEqual([])
  })
})

describe('T1 the id of somebody or something else', () => {
  it.each(named.filter(({ endpoint }) => endpoint.route.access === 'member' && endpoint.route.owner === 'member'))(
    '$name takes another member’s for one that does not exist',
    async (each) => {
      const before = await fingerprint(shop.database)
      const foreign = await ask(each, exampleFor(each), ben.headers)
      expect(foreign.status).toBe(404)
      expect(foreign).toEqual(await ask(each, newId(systemClock), ben.headers))
      expect(await fingerprint(shop.database)).toEqual(before)
    },
  )

  it.each(named.filter(({ endpoint }) => endpoint.route.access === 'operator'))(
    '$name takes the id of another kind of thing for one that does not exist',
    async (each) => {
      const before = await fingerprint(shop.database)
      const missing = await ask(each, newId(systemClock), owner)
      expect(missing.status).toBe(404)
      for (const kind of ['address', 'line', 'order', 'member', 'product'] as const) {
        if (kind !== routeSamples[each.name]?.names)
          expect([kind, await ask(each, found[kind], owner)]).toEqual([kind, missing])
      }
      expect(await fingerprint(shop.database)).toEqual(before)
    },
  )

  it('ends no session of one member under the name of another', async () => {
    const session = await idIn('sessions', 'member_id = $1', ben.memberId)
    const url = `/api/admin/members/${ann.memberId}/sessions/${session}/end`
    const { statusCode } = await shop.app.inject({ method: 'POST', url, headers: keyed(owner) })
    expect(statusCode).toBe(404)
    expect((await shop.app.inject({ url: '/api/shop/me', headers: ben.headers })).statusCode).toBe(200)
  })
})

describe('T2 every other verb on the same path', () => {
  const declared = new Set(routeCases.map(({ name }) => name))
  const paths = new Map(routeCases.map((each) => [each.endpoint.route.path, each]))

  let before: Record<string, string>
  beforeAll(async () => {
    before = await fingerprint(shop.database)
  })

  it.each([...paths.values()].map((each) => ({ path: each.endpoint.route.path, each })))(
    'T43: $path answers to no verb that nobody declared',
    async ({ path, each }) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        if (declared.has(`${method} ${path}`)) continue
        const { statusCode } = await shop.app.inject({
          method,
          url: path.replace(/:[A-Za-z]+/g, exampleFor(each)),
          headers: keyed(admits(each, ann.headers)),
        })
        expect([method, statusCode]).toEqual([method, 404])
      }
    },
  )

  it('changed nothing by any of them', async () => {
    expect(await fingerprint(shop.database)).toEqual(before)
  })
})

describe('T3 a member named by somebody else’s header', () => {
  it.each(reads.filter(({ endpoint }) => endpoint.route.access === 'member'))(
    '$name is not moved by it',
    async (each) => {
      const names = ['x-member-id', 'x-user-id', 'x-tenant-id', 'memberid', 'userid', 'x-original-user']
      const claims = Object.fromEntries(names.map((name) => [name, ann.memberId]))
      const plain = await ask(each, exampleFor(each), ben.headers)
      expect(await ask(each, exampleFor(each), { ...ben.headers, ...claims })).toEqual(plain)
      expect(plain.text).not.toContain(ann.memberId)
    },
  )
})

describe('T4 lists', () => {
  it.each(lists)('$name holds only one’s own rows and takes no filter by member', async (each) => {
    const hers = [found.order, found.line, found.address, ann.memberId, ann.phone, ann.receiver]
    const { status, text } = await ask(each, '', ben.headers)
    expect(status).toBe(200)
    for (const secret of hers) expect(text).not.toContain(secret)
    const filters = [`memberId=${ann.memberId}`, `userId=1`, `filter[memberId]=${ann.memberId}`, 'where[or][0][id]=1']
    for (const filter of filters) {
      const url = `${each.endpoint.route.path}?${filter}`
      expect([filter, (await shop.app.inject({ url, headers: ben.headers })).statusCode]).toEqual([filter, 400])
    }
  })
})

describe('T5 neighbours of an order', () => {
  const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  /** Every number that differs in one place. */
  const numbersNear = (orderNo: string): string[] =>
    [...orderNo.slice(6)].flatMap((own, at) =>
      [...ALPHABET]
        .filter((sign) => sign !== own)
        .map((sign) => `${orderNo.slice(0, 6 + at)}${sign}${orderNo.slice(7 + at)}`),
    )
  const idsNear = (id: string): string[] => {
    const value = BigInt(`0x${id.replaceAll('-', '')}`)
    return Array.from({ length: 200 }, (_, step) => {
      const hex = (value + BigInt(step < 100 ? step - 100 : step - 99)).toString(16).padStart(32, '0')
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    })
  }

  it('are no orders, by number or by id', async () => {
    const { orderNo } = await ann.api.order.order({ params: { id: found.order } })
    const near = numbersNear(orderNo)
    expect(near.length).toBe(14 * 31)
    const hits = await shop.database.rows(`select id from orders where order_no = any($1) or id = any($2)`, [
      near,
      idsNear(found.order),
    ])
    expect(hits).toEqual([])
    for (const guess of [...near.slice(0, 100), orderNo, ...idsNear(found.order), found.order]) {
      const { statusCode } = await shop.app.inject({ url: `/api/shop/orders/${guess}`, headers: ben.headers })
      expect([guess, statusCode]).toEqual([guess, 404])
    }
  })
})

describe('T7 jobs and the inside', () => {
  it('are not routed at all', async () => {
    const sweeps = shop
      .get(Reactions)
      .sweeps()
      .map(({ name }) => name)
    expect(sweeps.length).toBeGreaterThan(0)
    const names = [...sweeps, ...sweeps.map((name) => name.replaceAll('.', '/')), '', 'close', 'run', 'expire']
    const roots = [
      '/api',
      '/api/internal',
      '/api/jobs',
      '/api/admin/jobs',
      '/api/sweeps',
      '/jobs',
      '/internal',
      '/cron',
    ]
    for (const path of roots.flatMap((root) => names.map((name) => `${root}/${name}`))) {
      for (const method of ['GET', 'POST'] as const) {
        const { statusCode } = await shop.app.inject({ method, url: path, headers: keyed(owner) })
        expect([method, path, statusCode]).toEqual([method, path, 404])
      }
    }
  })

  it('show numbers and the description of the API to nobody outside', async () => {
    for (const url of ['/metrics', '/openapi.json', '/docs', '/docs/start.js']) {
      const { statusCode } = await shop.app.inject({ url, remoteAddress: '203.0.113.9' })
      expect([url, statusCode]).toEqual([url, 404])
    }
    const empty = { method: 'POST', url: '/metrics/empty', payload: { ticket: 'x' } } as const
    for (const payload of [empty.payload, { other: 1 }]) {
      const { statusCode } = await shop.app.inject({ ...empty, payload, remoteAddress: '203.0.113.9' })
      expect([payload, statusCode]).toEqual([payload, 404])
    }
    const inside = await shop.app.inject(empty)
    expect([inside.statusCode, inside.json()]).toEqual([200, { size: 1 }])
    expect((await shop.app.inject({ ...empty, payload: { other: 1 } })).statusCode).toBe(400)
  })
})

/** Every name of a field a reply may have, however deep. */
const fieldsOf = (node: unknown): string[] => {
  if (Array.isArray(node)) return node.flatMap(fieldsOf)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'properties'
      ? [...Object.keys(value as object), ...fieldsOf(Object.values(value as object))]
      : fieldsOf(value),
  )
}
const SECRET_FIELD = /hash|bidx|_enc|cipher|secret|^password$|openid|unionid/i
const INSIDE_FIELD = /cost|floor|adminNote|internal|flag|memberId|sessionId/i

describe('T8 what an answer may hold', () => {
  it.each(byAccess('public', 'member', 'operator'))('$name declares no secret in its reply', ({ endpoint }) => {
    const fields = fieldsOf(z.toJSONSchema(endpoint.schemas.reply, { unrepresentable: 'any', io: 'output' }))
    const refused = endpoint.route.access === 'operator' ? [SECRET_FIELD] : [SECRET_FIELD, INSIDE_FIELD]
    expect(fields.filter((field) => refused.some((pattern) => pattern.test(field)))).toEqual([])
  })

  /** What this shop has none of, so that there is nothing to answer with. */
  const absent: readonly (Kind | undefined)[] = ['auditRow', 'refund', 'billDay', 'difference']
  const isFile = ({ endpoint }: RouteCase): boolean => endpoint.route.download !== undefined
  // A channel is answered in its own words, and only where it signs: its stories show that.
  const isCallback = ({ endpoint }: RouteCase): boolean => endpoint.route.access === 'callback'
  const answering = reads.filter(
    (each) => !isFile(each) && !isCallback(each) && !absent.includes(routeSamples[each.name]?.names),
  )
  it.each(reads.filter(isFile))('$name answers with a file that nobody keeps or opens in place', async (each) => {
    const { statusCode, headers } = await raw(each)
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store'])
    expect(each.endpoint.route.download?.types).toContain(headers['content-type'])
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[A-Za-z0-9._-]+"; filename\*=UTF-8''/)
  })
  it.each(answering)('$name answers with nothing beyond its schema', async (each) => {
    const { status, text } = await ask(each, exampleFor(each), admits(each, ann.headers))
    expect(status).toBe(200)
    const answer = JSON.parse((await raw(each)).body) as unknown
    expect(each.endpoint.schemas.reply.parse(answer)).toEqual(answer)
    expect(text).not.toMatch(/v1\.k1\.|\$argon2|\$scrypt/)
  })
  const raw = (each: RouteCase) =>
    shop.app.inject({
      url: each.endpoint.route.path.replace(/:[A-Za-z]+/g, exampleFor(each)),
      query: queryOf(each.name),
      headers: admits(each, ann.headers),
    })
})

describe('T9 fields nobody declared, in a body that is otherwise right', () => {
  const wanted = ['payableFen', 'balance', 'isAdmin', 'commissionRate', 'paidAt', 'memberId', 'level']

  let before: Record<string, string>
  beforeAll(async () => {
    before = await fingerprint(shop.database)
  })

  it.each(bodies)('$name refuses each', async (each) => {
    for (const field of wanted) {
      const body = { ...routeSamples[each.name]?.body, [field]: 1 }
      const { status, text } = await ask(each, exampleFor(each), admits(each, ann.headers), body)
      expect([field, status]).toEqual([field, 400])
      expect(text).toContain(`"${field}"`)
    }
  })

  it('changed nothing by any of them', async () => {
    expect(await fingerprint(shop.database)).toEqual(before)
  })
})

describe('T10 a line of another’s cart', () => {
  it('can be neither changed, nor removed, nor selected, nor ordered', async () => {
    const before = await ann.api.order.cart()
    const send = async (method: 'PATCH' | 'DELETE' | 'PUT', path: string, payload?: object) =>
      (await shop.app.inject({ method, url: path, headers: keyed(ben.headers), ...(payload ? { payload } : {}) }))
        .statusCode
    const line = `/api/shop/cart/lines/${found.line}`
    expect(await send('PATCH', line, { qty: 9 })).toBe(404)
    expect(await send('PATCH', line, { selected: false })).toBe(404)
    expect(await send('DELETE', line)).toBe(404)
    expect(await send('PUT', '/api/shop/cart/selection', { selected: false, lineIds: [found.line] })).toBe(404)
    expect(await ann.api.order.cart()).toEqual(before)
    expect((await ben.api.order.cart()).items).toEqual([])
  })
})

describe('after all of it', () => {
  it('the shop is sound', async () => {
    // Nothing was heard since the payment; what the goods told is taken in now.
    await shop.get(BackgroundWorker).start({ sweeps: false })
    // These were told of without an order that anybody received.
    await forgetReviews(shop)
    await expectSoundShop(shop)
  })
})
