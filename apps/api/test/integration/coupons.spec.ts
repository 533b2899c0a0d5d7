import { newId } from '@jishi/kernel/id'
import { addDays, addMs, instantOf, isoOf, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, freshKey, refusalOf } from '../support/buying.js'
import {
  bodyOf,
  claim,
  codesOf,
  EVERYTHING,
  heldBy,
  launched,
  redeem,
  sleeplessPeople,
  type SleeplessPeople,
} from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { remembering } from '../support/remembering.js'
import { clientOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let owner: ShopClient
let guest: ShopClient
let people: SleeplessPeople

const someone = (): Promise<Shopper> => people.someone()
const later = (ms = minuteMs): void => shop.clock.set(addMs(shop.clock.now(), ms))
const stop = ({ id, version }: { id: string; version: number }) =>
  owner.coupons.stop({ params: { id }, body: { version }, idempotencyKey: freshKey() })
const claimedOf = async (id: string) => (await owner.coupons.template({ params: { id } })).claimed
const missing = (n: number): string => `MSSNG${String(n).padStart(13, '0')}`

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  goods = new MadeGoods(shop)
  people = sleeplessPeople(shop, '138004')
  owner = people.operator()
  guest = clientOf(shop)
})
afterAll(() => shop.close())

describe('claiming', () => {
  it('gives one for one key, and no more than one may have', async () => {
    const ann = await someone()
    const { id } = await launched(shop, owner, { perMember: 2, validDays: 7 })
    const key = freshKey()
    const first = await claim(ann, id, key)
    expect(first).toMatchObject({
      templateId: id,
      state: 'held',
      ruleText: '满 79 减 10',
      scopeText: '全场通用',
      orderId: null,
    })
    expect(isoOf(addDays(instantOf(first.fromAt), 7))).toBe(first.untilAt)
    expect((await claim(ann, id, key)).id).toBe(first.id)
    const second = await claim(ann, id)
    expect(second.id).not.toBe(first.id)
    expect(await codeOf(claim(ann, id))).toBe('COUPON_LIMIT')
    expect(await claimedOf(id)).toBe(2)
  })

  it('ends with the last one, and a refusal leaves the key free', async () => {
    const [ann, ben] = [await someone(), await someone()]
    const template = await launched(shop, owner, { total: 1 })
    await claim(ann, template.id)
    const key = freshKey()
    expect(await codeOf(claim(ben, template.id, key))).toBe('COUPON_GONE')
    const body = { version: template.version, template: { ...bodyOf(template), total: 2 } }
    await owner.coupons.changeTemplate({ params: { id: template.id }, body, idempotencyKey: freshKey() })
    expect((await claim(ben, template.id, key)).state).toBe('held')
  })

  it('takes days as they are, and nothing before or after them or when it was stopped', async () => {
    const ann = await someone()
    const now = shop.clock.now()
    const days = { claimFromAt: isoOf(addDays(now, 1)), claimUntilAt: isoOf(addDays(now, 2)) }
    const use = { validDays: null, useFromAt: isoOf(addDays(now, 3)), useUntilAt: isoOf(addDays(now, 4)) }
    const { id } = await launched(shop, owner, { ...days, ...use })
    expect(await codeOf(claim(ann, id))).toBe('COUPON_NOT_CLAIMABLE')
    shop.clock.set(addDays(now, 1))
    expect(await claim(ann, id)).toMatchObject({ fromAt: use.useFromAt, untilAt: use.useUntilAt })
    shop.clock.set(addDays(now, 2))
    expect(await codeOf(claim(await someone(), id))).toBe('COUPON_NOT_CLAIMABLE')
    const stopped = await launched(shop, owner)
    await stop(stopped)
    expect(await codeOf(claim(ann, stopped.id))).toBe('COUPON_NOT_CLAIMABLE')
  })

  it('is only for what is claimed by hand', async () => {
    const ann = await someone()
    for (const way of ['code', 'issue', 'new_member'] as const) {
      const { id } = await launched(shop, owner, { way, listed: false })
      expect(await codeOf(claim(ann, id))).toBe('NOT_FOUND')
    }
  })
})

describe('redeeming', () => {
  it('takes a code however it is typed, once, and gives the same again to whoever had it', async () => {
    const [ann, ben] = [await someone(), await someone()]
    const { id } = await launched(shop, owner, { way: 'code', listed: false })
    const [code = ''] = await codesOf(owner, id, 1)
    const typed = `${code.slice(0, 6).toLowerCase()}-${code.slice(6, 12)} ${code.slice(12)}`
      .replace(/0/g, 'o')
      .replace(/1/g, 'l')
    const had = await redeem(ann, typed)
    expect(had).toMatchObject({ templateId: id, state: 'held' })
    expect(await redeem(ann, code)).toEqual(had)
    const used = await refusalOf(redeem(ben, code))
    const unknown = await refusalOf(redeem(ben, missing(1)))
    const said = ({ status, body: { code: said, message, details } }: typeof used) => ({
      status,
      said,
      message,
      details,
    })
    expect(said(used)).toEqual(said(unknown))
    expect(used.body.code).toBe('COUPON_CODE_INVALID')
    expect(await claimedOf(id)).toBe(1)
  })

  it('leaves a code alone that somebody may not have any more of', async () => {
    const [ann, ben] = [await someone(), await someone()]
    const { id } = await launched(shop, owner, { way: 'code', listed: false })
    const [first = '', second = ''] = await codesOf(owner, id, 2)
    await redeem(ann, first)
    expect(await codeOf(redeem(ann, second))).toBe('COUPON_LIMIT')
    expect((await redeem(ben, second)).state).toBe('held')
  })

  it('rests after five misses, for good codes too, and goes on a quarter of an hour later', async () => {
    const ann = await someone()
    const { id } = await launched(shop, owner, { way: 'code', listed: false })
    const [code = ''] = await codesOf(owner, id, 1)
    for (let n = 0; n < 5; n += 1) expect(await codeOf(redeem(ann, missing(n)))).toBe('COUPON_CODE_INVALID')
    const refusal = await refusalOf(redeem(ann, code))
    expect([refusal.status, refusal.body.details]).toEqual([429, { retryAfterSeconds: 900 }])
    later(15 * minuteMs)
    expect((await redeem(ann, code)).state).toBe('held')
    for (let n = 0; n < 4; n += 1) await refusalOf(redeem(ann, missing(n)))
    // A code of one's own forgives no misses.
    await redeem(ann, code)
    expect(await codeOf(redeem(ann, missing(5)))).toBe('COUPON_CODE_INVALID')
    expect(await codeOf(redeem(ann, code))).toBe('RATE_LIMITED')
  })

  it('takes no code of a template that was stopped or is over', async () => {
    const ann = await someone()
    const template = await launched(shop, owner, { way: 'code', listed: false })
    const [code = ''] = await codesOf(owner, template.id, 1)
    await stop(template)
    expect(await codeOf(redeem(ann, code))).toBe('COUPON_CODE_INVALID')
  })
})

describe('my coupons', () => {
  it('are told apart by what may be done with them, and are nobody else’s', async () => {
    const [ann, ben] = [await someone(), await someone()]
    const soon = await launched(shop, owner, { name: '先到期', validDays: 2 })
    const late = await launched(shop, owner, { name: '后到期', validDays: 9 })
    await claim(ann, late.id)
    await claim(ann, soon.id)
    expect((await heldBy(ann)).map(({ name }) => name)).toEqual(['先到期', '后到期'])
    expect(await heldBy(ben)).toEqual([])
    shop.clock.set(addDays(shop.clock.now(), 3))
    expect((await heldBy(ann)).map(({ name }) => name)).toEqual(['后到期'])
    const over = await ann.api.coupons.mine({ query: { state: 'expired' } })
    expect(over.items.map(({ name, state }) => [name, state])).toEqual([['先到期', 'expired']])
    expect((await ann.api.coupons.mine({ query: { state: 'used' } })).items).toEqual([])
    expect((await ann.api.coupons.mine({ query: {} })).items).toHaveLength(2)
  })

  it.each(['held', undefined] as const)('are listed in pages that neither repeat nor skip (%s)', async (state) => {
    const ann = await someone()
    const { id } = await launched(shop, owner, { perMember: 7 })
    for (let n = 0; n < 7; n += 1) {
      if (n % 3 === 0) later()
      await claim(ann, id)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const before = shop.database.statements.total
      const page = await remembering(() => ann.api.coupons.mine({ query: { state, limit: 3, cursor } }))
      expect(shop.database.statements.total - before).toBeLessThanOrEqual(3)
      seen.push(...page.items.map((coupon) => coupon.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect([seen.length, new Set(seen).size]).toEqual([7, 7])
    expect(await codeOf(ann.api.coupons.mine({ query: { state, cursor: 'bm90IG9uZQ' } }))).toBe('VALIDATION_FAILED')
  })
})

describe('the coupon centre', () => {
  const inCentre = async (product: string, who: ShopClient = guest) =>
    (await who.coupons.centre({ query: { product } })).items.map(({ name }) => name)

  it('shows everybody what may be claimed now, and a member what they have of it', async () => {
    const ann = await someone()
    const { spuId } = await goods.product()
    const only = { ...EVERYTHING, all: false, named: { ...EVERYTHING.named, spuIds: [spuId] } }
    const { id } = await launched(shop, owner, { name: '只此一件', scope: only, total: 2 })
    await launched(shop, owner, { name: '不公开', scope: only, listed: false })
    await launched(shop, owner, { name: '还没开始', scope: only, claimFromAt: isoOf(addDays(shop.clock.now(), 1)) })
    const of = async (list: typeof guest.coupons.centre) =>
      (await list({ query: { product: spuId } })).items.filter(({ templateId }) => templateId === id)
    expect(await of(guest.coupons.centre)).toMatchObject([{ standing: 'claim', gonePercent: 0, scopeAll: false }])
    expect(await of(ann.api.coupons.centreOfMember)).toMatchObject([{ standing: 'claim' }])
    await claim(ann, id)
    expect(await of(ann.api.coupons.centreOfMember)).toMatchObject([{ standing: 'held', gonePercent: 50 }])
    expect(await of((await someone()).api.coupons.centreOfMember)).toMatchObject([{ standing: 'claim' }])
    await claim(await someone(), id)
    expect(await of(guest.coupons.centre)).toMatchObject([{ standing: 'gone', gonePercent: 100 }])
    const names = await inCentre(spuId)
    expect(names).toContain('只此一件')
    expect(names).not.toContain('不公开')
    expect(names).not.toContain('还没开始')
  })

  it('is narrowed to what a product may be bought with', async () => {
    const fruit = await goods.category('水果')
    const apples = await goods.category('苹果', fruit)
    const [apple, other] = [await goods.product({ categoryId: apples }), await goods.product()]
    const named = (over: object) => ({
      all: false,
      named: { ...EVERYTHING.named, ...over },
      excluded: EVERYTHING.named,
    })
    await launched(shop, owner, { name: '水果类', scope: named({ categoryIds: [fruit] }) })
    await launched(shop, owner, {
      name: '水果类除苹果',
      scope: { ...named({ categoryIds: [fruit] }), excluded: { ...EVERYTHING.named, categoryIds: [apples] } },
    })
    await launched(shop, owner, {
      name: '全场除这件',
      scope: { ...EVERYTHING, excluded: { ...EVERYTHING.named, spuIds: [apple.spuId] } },
    })
    const [ofApple, ofOther] = [await inCentre(apple.spuId), await inCentre(other.spuId)]
    expect(ofApple).toContain('水果类')
    expect(ofApple).not.toContain('水果类除苹果')
    expect(ofApple).not.toContain('全场除这件')
    expect(ofOther).not.toContain('水果类')
    expect(ofOther).toContain('全场除这件')
    expect(await codeOf(inCentre(newId<'spu'>(shop.clock)))).toBe('NOT_FOUND')
  })

  it('speaks the reader’s language', async () => {
    const english = clientOf(shop, { 'accept-language': 'en' })
    const { spuId } = await goods.product()
    const scope = { ...EVERYTHING, all: false, named: { ...EVERYTHING.named, spuIds: [spuId] } }
    await launched(shop, owner, { name: 'Words', scope })
    const { items } = await english.coupons.centre({ query: { product: spuId } })
    expect(items.find(({ name }) => name === 'Words')).toMatchObject({ ruleText: '¥10 off over ¥79' })
  })
})
