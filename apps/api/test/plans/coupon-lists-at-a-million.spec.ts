import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@jishi/kernel/id'
import { GiveGifts } from '../../src/modules/promotion/gifts/give-gifts.js'
import { TakeBackGifts } from '../../src/modules/promotion/gifts/take-back-gifts.js'
import { PayGiftsFacade } from '../../src/modules/promotion/index.js'
import { claim, launched } from '../support/coupon-desk.js'
import { giftCoupon, giftOf, launchedGift } from '../support/gift-desk.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'
import { PlanWatch, type Plan, type Sent } from './plan-watch.js'

/**
 * `npm run test:plans`: lists of coupons and of gifts on a million of each, nearly all of one template and one rule, a 300th of one member.
 * PLANS_DOC=1 writes docs/query-plans-coupons.md.
 */
const ROWS = Number(process.env['PLANS_ROWS'] ?? 1_000_000)
const TEMPLATES = 2_000
const MOST_STATEMENTS = 4
/** What one statement may touch for a page of twenty: a member's own coupons are some thousands. */
const MOST_ROWS = 6_000
/** A member, a rule, a day: some rows by key. */
const PLACE_ROWS = 50

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let watch: PlanWatch
let templateId: string
let giftId: string
let productId: string
let skuId: string
let orderId: string
const plans: { title: string; text: string }[] = []

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  const actors = new KnownActors(shop)
  const member = await shopperOf(shop, '13800004751')
  ann = { ...member, api: clientOf(shop, actors.member('ann', member.memberId)) }
  operator = clientOf(shop, actors.operator(PERMISSIONS))
  const product = await new MadeGoods(shop).product({ stock: 5 })
  productId = product.spuId
  skuId = product.skus[0]?.skuId ?? ''
  templateId = (await launched(shop, operator, { total: 9_000_000, perMember: 99 })).id
  await claim(ann, templateId)
  giftId = (await launchedGift(operator, giftOf(shop, await giftCoupon(shop, operator)))).id
  watch = await PlanWatch.open(shop.databaseUrl, shop.database)
  await watch.run('set session_replication_role = replica')
  for (const [text, values] of rows()) await watch.run(text, values)
  orderId = (await shop.database.one<{ id: string }>('select order_id as id from given_gifts limit 1')).id
  for (const table of [
    'coupon_templates',
    'coupons',
    'coupon_uses',
    'given_gifts',
    'gift_orders',
    'pay_gift_members',
    'pay_gift_sums',
  ]) {
    await watch.run(`vacuum analyze ${table}`)
  }
}, 3_600_000)
afterAll(async () => {
  if (process.env['PLANS_DOC'] !== undefined) writeDoc()
  await watch.close()
  await shop.close()
})

/** Ids grow with time as the shop's own do: kind by kind, row by row. */
const idOf = (kind: number): string =>
  `(lpad(to_hex(1700000000000 + n * 1000), 12, '0') || '7${kind.toString(16).padStart(3, '0')}8' || lpad(to_hex(n), 15, '0'))::uuid`
const AT = `now() - interval '400 days' + n * interval '34 seconds'`
/** Of a hundred ten were used, one is held by an order, one was revoked; the others are held, most of them over. */
const STATE = `case when n % 100 < 10 then 'used' when n % 100 = 10 then 'locked' when n % 100 = 11 then 'revoked' else 'held' end`

const rows = (): [string, unknown[]][] => {
  const member = `case when n % 300 = 0 then $2::uuid else ('00000000-0000-7000-8000-' || lpad((n % 50000)::text, 12, '0'))::uuid end`
  return [
    [
      `insert into coupon_templates select c.* from generate_series(1, $2::int) n join coupon_templates t on t.id = $1
        cross join lateral jsonb_populate_record(t, jsonb_build_object('id', ${idOf(1)}, 'created_at', ${AT}, 'claimed', 0,
          'way', case when n % 10 = 0 then 'claim' else 'issue' end, 'listed', n % 10 = 0)) c`,
      [templateId, TEMPLATES],
    ],
    [
      `insert into coupons (id, template_id, member_id, ordinal, state, way, from_at, until_at, created_at, had_at)
       select ${idOf(2)}, $1, ${member}, n + 99, ${STATE}, 'claim', ${AT}, ${AT} + interval '7 days', ${AT}, ${AT}
         from generate_series(1::bigint, $3::bigint) n`,
      [templateId, ann.memberId, ROWS],
    ],
    [
      `insert into coupon_uses (id, coupon_id, template_id, member_id, order_id, state, amount_fen, payable_fen, locked_at, used_at)
       select ${idOf(3)}, ${idOf(2)}, $1, ${member}, ${idOf(4)}, ${STATE}, 1000, 8900, ${AT}, ${AT}
         from generate_series(1::bigint, $3::bigint) n where n % 100 < 11`,
      [templateId, ann.memberId, ROWS],
    ],
    [
      `insert into gift_orders (order_id, member_id, paid_at) select ${idOf(4)}, ${member}, ${AT} from generate_series(1::bigint, $1::bigint) n`,
      [ROWS, ann.memberId],
    ],
    [
      `insert into pay_gift_members (gift_id, member_id, given) select $1, m.member_id, count(*)
         from generate_series(1::bigint, $3::bigint) n cross join lateral (select ${member} as member_id) m group by 2`,
      [giftId, ann.memberId, ROWS],
    ],
    [
      `insert into pay_gift_sums (gift_id, day, part, given, paid_fen, used, discount_fen, sales_fen)
       select $1, (now() - interval '400 days')::date + n / 9, n % 9, case when n % 9 = 0 then $2::int / 400 else 0 end, 0, 9, 9, 9
         from generate_series(0, 3599) n`,
      [giftId, ROWS],
    ],
    [
      `insert into given_gifts (id, gift_id, order_id, member_id, state, lines, paid_fen, given_at, ended_at)
       select ${idOf(2)}, $1, ${idOf(4)}, ${member}, case when n % 50 = 0 then 'taken_back' else 'given' end, '[]', 9900, ${AT},
              case when n % 50 = 0 then ${AT} end from generate_series(1::bigint, $3::bigint) n`,
      [giftId, ann.memberId, ROWS],
    ],
  ]
}

type Ask = () => Promise<unknown>
const looked = async (title: string, ask: Ask): Promise<{ sent: readonly Sent[]; seen: readonly Plan[] }> => {
  const sent = await watch.sentBy(ask)
  const seen: Plan[] = []
  for (const one of sent) seen.push(await watch.explained(one))
  plans.push(...seen.map(({ text }) => ({ title, text })))
  process.stdout.write(
    `${title}: ${sent.length} statements, at most ${Math.max(...seen.map(({ most }) => most))} rows\n`,
  )
  expect(sent.length, title).toBeGreaterThan(0)
  return { sent, seen }
}

const mine = (query: object) => ann.api.coupons.mine({ query })
const issued = (query: object) => operator.coupons.ofTemplate({ params: { id: templateId }, query })
const given = (query: object) => operator.payGifts.given({ params: { id: giftId }, query })

describe(`on ${ROWS} coupons and gifts`, () => {
  it.each<[string, Ask]>([
    ['My coupons, all', () => mine({})],
    ['My coupons that can be used', () => mine({ state: 'held' })],
    ['My coupons that were used', () => mine({ state: 'used' })],
    ['My coupons that are over', () => mine({ state: 'expired' })],
    ['Coupon centre', () => ann.api.coupons.centre({ query: {} })],
    ['Coupon centre of a member', () => ann.api.coupons.centreOfMember({ query: {} })],
    ['Coupon centre of a product', () => ann.api.coupons.centre({ query: { product: productId } })],
    ['Issued, newest', () => issued({})],
    ['Issued that wait to be redeemed', () => issued({ state: 'waiting' })],
    ['Issued that can be used', () => issued({ state: 'held' })],
    ['Issued that were used', () => issued({ state: 'used' })],
    ['Issued that are over', () => issued({ state: 'expired' })],
    ['Issued that were taken back', () => issued({ state: 'revoked' })],
    ['Rules of gifts', () => operator.payGifts.list({ query: {} })],
    ['Gifts of a rule, newest', () => given({})],
    ['Gifts of a rule that were taken back', () => given({ state: 'taken_back' })],
    ['What a rule gave, and what it cost', () => operator.payGifts.figures({ params: { id: giftId } })],
    ['Gifts of an order', () => shop.get(PayGiftsFacade).ofOrder(orderId, 'zh')],
  ])(
    '%s: a page is read by an index',
    async (title, ask) => {
      const { sent, seen } = await looked(title, ask)
      expect(sent.length, title).toBeLessThanOrEqual(MOST_STATEMENTS)
      for (const { most, text } of seen) expect(most, `${title}\n${text}`).toBeLessThanOrEqual(MOST_ROWS)
    },
    600_000,
  )

  it('A place in a rule: taken and given back by keys, whatever was given before', async () => {
    const [one, order] = [newId(shop.clock), newId(shop.clock)]
    const line = { lineId: one, skuId, spuId: productId, qty: 1, goodsPaidFen: 9_900 }
    const who = { orderId: order, memberId: ann.memberId }
    const lines = [{ lineId: one, goodsFen: 9_900, qty: 1 }]
    const event = { id: one, version: 2, occurredAt: shop.clock.now() }
    const sent = await watch.sentInside(async (tx) => {
      const payload = { ...who, payableFen: 9_900, lines: [line] }
      await shop.get(GiveGifts).run(tx, { ...event, name: 'order.paid', payload })
      const back = { ...who, refundId: newId(shop.clock), amountFen: 9_900, lines }
      await shop.get(TakeBackGifts).run(tx, { ...event, name: 'order.gave_back', payload: back })
    })
    const ours = sent.filter(({ text }) => /pay_gift|given_gifts/.test(text))
    expect(ours.length).toBeGreaterThanOrEqual(7)
    for (const one of ours) {
      const { most, text } = await watch.explained(one)
      plans.push({ title: 'A place in a rule', text })
      expect(most, text).toBeLessThanOrEqual(PLACE_ROWS)
    }
  }, 600_000)

  it.each<[string, Ask]>([
    ['Templates, with how many were used', () => operator.coupons.templates({ query: {} })],
    ['One template, with how many were used', () => operator.coupons.template({ params: { id: templateId } })],
  ])(
    '%s: what counts reads an index alone',
    async (title, ask) => {
      const { seen } = await looked(title, ask)
      const counting = seen.filter(({ most }) => most > MOST_ROWS)
      for (const { nodes, text } of counting) {
        expect([nodes.includes('Seq Scan'), nodes.includes('Index Only Scan')], text).toEqual([false, true])
      }
    },
    600_000,
  )
})

function writeDoc(): void {
  const parts = plans.map(({ title, text }) => `## ${title}\n\n\`\`\`text\n${text}\n\`\`\``)
  const head = `# Query plans of coupons and gifts

Written by \`PLANS_DOC=1 npm run test:plans\` on ${ROWS} coupons of one template and as many gifts of one rule; not edited by hand. A member has a 300th of them; there are
${TEMPLATES} templates. Each list is asked as clients ask it and explained as it was sent; the run fails where one looks at more rows than a page is worth (${MOST_ROWS}). What counts
all coupons of a template reads an index alone. Orders: [query-plans-orders.md](query-plans-orders.md).
`
  writeFileSync(
    join(import.meta.dirname, '../../../../docs/query-plans-coupons.md'),
    `${head}\n${parts.join('\n\n')}\n`,
  )
}
