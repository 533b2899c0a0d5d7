import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, freshKey, operatorOf, patiently } from '../support/buying.js'
import { claim, codesOf, heldBy, launched, redeem } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let owner: ShopClient
let ann: Shopper
let crowd: Shopper[]

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  owner = await operatorOf(shop)
  ann = await shopperOf(shop, '13800500999')
  crowd = []
  for (let n = 0; n < 200; n += 1) crowd.push(await shopperOf(shop, `138005${String(n).padStart(5, '0')}`))
  await shop.settle()
}, 120_000)
afterAll(() => shop.close())

const codeIn = (error: unknown): string => (error instanceof Refused ? error.body.code : String(error))
const codesIn = (rejected: readonly unknown[]): Set<string> => new Set(rejected.map(codeIn))
const claimedOf = async (id: string): Promise<number> => (await owner.coupons.template({ params: { id } })).claimed
const who = (n: number): Shopper => crowd[n % crowd.length] ?? ann

describe('T23 a template at once', () => {
  it('of ten goes to ten of two hundred who each try three times', async () => {
    const { id } = await launched(shop, owner, { total: 10 })
    const said: string[] = []
    const { rejected } = await parallel(200, async (n) => {
      for (let round = 0; round < 3; round += 1) {
        said.push(await patiently(() => claim(who(n), id)).then(({ state }) => state, codeIn))
      }
    })
    expect(rejected).toEqual([])
    expect(said.filter((one) => one === 'held')).toHaveLength(10)
    expect([...new Set(said)].sort()).toEqual(['COUPON_GONE', 'held'])
    expect(await claimedOf(id)).toBe(10)
    const most = await shop.database.one<{ most: number }>(
      `select max(had) as most from (select count(*) as had from coupons where template_id = $1 group by member_id) c`,
      [id],
    )
    expect(most).toEqual({ most: 1 })
  }, 120_000)

  it('gives one member three, however often they ask', async () => {
    const { id } = await launched(shop, owner, { perMember: 3 })
    const { fulfilled, rejected } = await parallel(50, () => patiently(() => claim(ann, id)))
    expect([fulfilled.length, [...codesIn(rejected)]]).toEqual([3, ['COUPON_LIMIT']])
    expect(await claimedOf(id)).toBe(3)
  })

  it('gives one for one key', async () => {
    const { id } = await launched(shop, owner, { perMember: 9 })
    const key = freshKey()
    const { fulfilled, rejected } = await parallel(50, () => patiently(() => claim(ann, id, key)))
    expect([new Set(fulfilled.map((coupon) => coupon.id)).size, rejected]).toEqual([1, []])
  })

  it('gives nothing more once the stop has answered', async () => {
    const template = await launched(shop, owner, { total: 1_000 })
    const stopping = async () => {
      const answer = await patiently(() =>
        owner.coupons.stop({ params: { id: template.id }, body: { version: template.version }, idempotencyKey: key }),
      )
      return answer.claimed
    }
    const key = freshKey()
    let atStop = -1
    const { rejected } = await parallel(60, async (n) => {
      if (n === 20) atStop = await stopping()
      else await patiently(() => claim(who(n), template.id))
    })
    expect([...codesIn(rejected)].every((code) => code === 'COUPON_NOT_CLAIMABLE')).toBe(true)
    expect(await claimedOf(template.id)).toBe(atStop)
  })

  it('issued and claimed by the same people at the same time keeps both limits', async () => {
    const { id } = await launched(shop, owner, { perMember: 2, total: 70 })
    const people = crowd.slice(0, 40).map(({ memberId }) => memberId)
    const issue = (names: string[]) => {
      const idempotencyKey = freshKey()
      return patiently(() => owner.coupons.issue({ params: { id }, body: { people: names }, idempotencyKey }))
    }
    const { rejected } = await parallel(42, async (n) => {
      if (n >= 40) await issue(n === 40 ? people : [...people].reverse())
      else await patiently(() => claim(who(n), id))
    })
    expect([...codesIn(rejected)].every((code) => ['COUPON_GONE', 'COUPON_LIMIT'].includes(code))).toBe(true)
    expect(await claimedOf(id)).toBe(70)
  })
})

describe('a code at once', () => {
  it('of fifty people goes to one', async () => {
    const { id } = await launched(shop, owner, { way: 'code', listed: false })
    const [code = ''] = await codesOf(owner, id, 1)
    const { fulfilled, rejected } = await parallel(50, (n) => patiently(() => redeem(who(n), code)))
    expect([fulfilled.length, [...codesIn(rejected)]]).toEqual([1, ['COUPON_CODE_INVALID']])
  })

  it('of one person fifty times is one coupon', async () => {
    const { id } = await launched(shop, owner, { way: 'code', listed: false })
    const [code = ''] = await codesOf(owner, id, 1)
    const { fulfilled, rejected } = await parallel(50, () => patiently(() => redeem(ann, code)))
    expect([new Set(fulfilled.map((coupon) => coupon.id)).size, rejected]).toEqual([1, []])
  })

  it('guessed fifty times is five misses and a rest', async () => {
    const guess = (n: number): string => `GSS${String(n).padStart(15, '0')}`
    const { rejected } = await parallel(50, (n) => patiently(() => redeem(who(199), guess(n))))
    const said = rejected.map((error) => (error as Refused).body.code)
    expect(said.filter((code) => code === 'COUPON_CODE_INVALID')).toHaveLength(5)
    expect(said.filter((code) => code === 'RATE_LIMITED')).toHaveLength(45)
  })
})

describe('T22 one coupon in fifty orders at once', () => {
  it('is held by one of them, and free again when that one closes', async () => {
    const goods = await new MadeGoods(shop).product({ stock: 100 })
    const lines = [{ skuId: goods.skus[0]?.skuId ?? '', qty: 3 }]
    const { id } = await claim(ann, (await launched(shop, owner)).id)
    const asked = { source: 'buyNow' as const, lines, addressId: ann.addressId, couponIds: [id] }
    const { quoteId, totals } = await ann.api.order.quote({ body: asked })
    expect(totals.couponFen).toBe(1_000)
    const place = () => {
      const idempotencyKey = freshKey()
      return patiently(() => ann.api.order.place({ body: { ...asked, quoteId }, idempotencyKey }))
    }
    const { fulfilled, rejected } = await parallel(50, place)
    // Whoever comes too late is shown the price without it.
    expect([fulfilled.length, [...codesIn(rejected)]]).toEqual([1, ['QUOTE_CHANGED']])
    const order = fulfilled[0]?.id ?? ''
    expect(await heldBy(ann)).toContainEqual(expect.objectContaining({ id, state: 'locked', orderId: order }))
    const cancel = () => patiently(() => ann.api.order.cancel({ params: { id: order } }))
    await parallel(10, cancel)
    expect(await heldBy(ann)).toContainEqual(expect.objectContaining({ id, state: 'held', orderId: null }))
    expect((await place()).id).not.toBe(order)
  })
})

it('the shop is sound', () => expectSoundShop(shop))
