import { newId } from '@jishi/kernel/id'
import { addDays, isoOf, minuteMs, addMs } from '@jishi/kernel/time'
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
  templateOf,
} from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { remembering } from '../support/remembering.js'
import { type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let owner: ShopClient
let ann: Shopper
let people: SleeplessPeople

const someone = (): Promise<Shopper> => people.someone()

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  people = sleeplessPeople(shop, '138003')
  owner = people.operator()
  ann = await someone()
})
afterAll(() => shop.close())

const create = (over: Parameters<typeof templateOf>[1] = {}) =>
  owner.coupons.createTemplate({ body: templateOf(shop, over), idempotencyKey: freshKey() })
const change = (id: string, version: number, over: Parameters<typeof templateOf>[1]) =>
  owner.coupons.changeTemplate({
    params: { id },
    body: { version, template: templateOf(shop, over) },
    idempotencyKey: freshKey(),
  })
const later = (): void => shop.clock.set(addMs(shop.clock.now(), minuteMs))
const auditOf = (id: string) =>
  shop.database.rows<{ action: string; before: unknown; after: unknown }>(
    'select action, before, after from audit_log where subject_id = $1 order by seq',
    [id],
  )

describe('a template', () => {
  it('is drafted once for one key, launched, and stopped, each with its row in the log', async () => {
    const call = { body: templateOf(shop), idempotencyKey: freshKey() }
    const draft = await owner.coupons.createTemplate(call)
    expect(draft).toMatchObject({
      state: 'draft',
      version: 1,
      claimed: 0,
      used: 0,
      ruleText: '满 79 减 10',
      launchedAt: null,
    })
    expect((await owner.coupons.createTemplate(call)).id).toBe(draft.id)
    const params = { id: draft.id }
    const live = await owner.coupons.launch({ params, body: { version: 1 }, idempotencyKey: freshKey() })
    expect(live).toMatchObject({ state: 'live', version: 2 })
    expect(await codeOf(owner.coupons.launch({ params, body: { version: 2 }, idempotencyKey: freshKey() }))).toBe(
      'COUPON_NOT_CHANGEABLE',
    )
    const stopped = await owner.coupons.stop({ params, body: { version: 2 }, idempotencyKey: freshKey() })
    expect(stopped).toMatchObject({ state: 'stopped', version: 3 })
    expect(await codeOf(owner.coupons.stop({ params, body: { version: 3 }, idempotencyKey: freshKey() }))).toBe(
      'COUPON_NOT_CHANGEABLE',
    )
    expect((await auditOf(draft.id)).map(({ action }) => action)).toEqual([
      'coupon_template.created',
      'coupon_template.launched',
      'coupon_template.stopped',
    ])
  })

  it('changes freely as a draft, and tells whoever saw an earlier version', async () => {
    const { id } = await create()
    const changed = await change(id, 1, {
      kind: 'percent',
      amountFen: null,
      offBp: 1_500,
      capFen: 2_000,
      thresholdFen: 0,
    })
    expect(changed).toMatchObject({ version: 2, ruleText: '8.5 折最高减 20', amountFen: null })
    const refusal = await refusalOf(change(id, 1, {}))
    expect(refusal.body).toMatchObject({ code: 'VERSION_CONFLICT', details: { version: 2 } })
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: 'coupon_template.changed',
      before: { kind: 'amount' },
      after: { kind: 'percent' },
    })
  })

  it('changes only in name, listing, a later end and a larger total once it is live', async () => {
    const { id, version, ...live } = await launched(shop, owner)
    const end = isoOf(addDays(shop.clock.now(), 60))
    const allowed = {
      ...bodyOf({ id, version, ...live }),
      name: '夏日券',
      listed: false,
      total: 200,
      claimUntilAt: end,
    }
    const { version: next } = await change(id, version, allowed)
    expect(next).toBe(version + 1)
    const refused = await refusalOf(change(id, next, { ...allowed, total: 199, amountFen: 900, perMember: 2 }))
    expect([refused.body.code, refused.status]).toEqual(['COUPON_NOT_CHANGEABLE', 409])
    const { fields } = refused.body.details as { fields: string[] }
    expect([...fields].sort()).toEqual(['amountFen', 'perMember', 'total'])
    const sooner = await refusalOf(change(id, next, { ...allowed, claimUntilAt: isoOf(addDays(shop.clock.now(), 1)) }))
    expect(sooner.body.details).toEqual({ fields: ['claimUntilAt'] })
    await owner.coupons.stop({ params: { id }, body: { version: next }, idempotencyKey: freshKey() })
    expect(await codeOf(change(id, next + 1, { ...allowed, name: '别的' }))).toBe('COUPON_NOT_CHANGEABLE')
  })

  it.each([
    ['amountFen', { amountFen: null }],
    ['amountFen', { amountFen: 8_000 }],
    ['offBp', { offBp: 1_000 }],
    ['capFen', { capFen: 1_000 }],
    ['validDays', { validDays: null }],
    ['validDays', { useFromAt: '2026-01-01T00:00:00Z', useUntilAt: '2099-01-01T00:00:00Z' }],
    ['useUntilAt', { validDays: null, useFromAt: '2099-01-02T00:00:00Z', useUntilAt: '2099-01-01T00:00:00+08:00' }],
    ['claimUntilAt', { claimUntilAt: '2020-01-01T00:00:00Z' }],
    ['claimUntilAt', { validDays: null, useFromAt: '2020-01-01T00:00:00Z', useUntilAt: '2020-02-01T00:00:00Z' }],
    ['listed', { way: 'code' }],
    ['perMember', { way: 'new_member', listed: false, perMember: 2 }],
    ['exclusive', { kind: 'shipping', exclusive: true }],
    ['scope', { scope: { ...EVERYTHING, all: false } }],
    [
      'scope',
      {
        scope: {
          ...EVERYTHING,
          excluded: { ...EVERYTHING.excluded, spuIds: [newId<'spu'>({ now: () => 0 as never })] },
        },
      },
    ],
  ] as const)('is refused at %s for %o', async (path, over) => {
    const { status, body } = await refusalOf(create(over as Parameters<typeof create>[0]))
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect((body.details as { path: string }[]).map((flaw) => flaw.path.split('.').at(-1))).toContain(path)
  })

  it('is not launched when its days are over', async () => {
    const { id } = await create({ claimUntilAt: isoOf(addMs(shop.clock.now(), minuteMs / 2)) })
    later()
    expect(
      await codeOf(owner.coupons.launch({ params: { id }, body: { version: 1 }, idempotencyKey: freshKey() })),
    ).toBe('VALIDATION_FAILED')
  })

  it('says in the reader’s language what it is for', async () => {
    const goods = new MadeGoods(shop)
    const fruit = await goods.category('水果')
    const { spuId } = await goods.product()
    const named = { ...EVERYTHING.named, categoryIds: [fruit] }
    const { id } = await create({ scope: { all: false, named, excluded: { ...EVERYTHING.named, spuIds: [spuId] } } })
    expect((await owner.coupons.template({ params: { id } })).scopeText).toBe('限「水果」类，部分商品除外')
  })

  it('is listed in pages that neither repeat nor skip, narrowed by what is asked', async () => {
    const made: string[] = []
    for (let n = 0; n < 5; n += 1) {
      if (n % 2 === 0) later()
      made.push((await create({ name: `翻页 100%_${n}` })).id)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const before = shop.database.statements.total
      const query = { q: '翻页 100%_', limit: 2, cursor }
      const page = await remembering(() => owner.coupons.templates({ query }))
      expect(shop.database.statements.total - before).toBeLessThanOrEqual(3)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect([seen.length, new Set(seen)]).toEqual([5, new Set(made)])
    const none = await owner.coupons.templates({ query: { q: '翻页', state: 'live' } })
    expect(none.items).toEqual([])
    expect((await owner.coupons.templates({ query: { q: '翻页', kind: 'amount', way: 'claim' } })).items).toHaveLength(
      5,
    )
  })
})

describe('coupons for people by name', () => {
  const issue = (who: ShopClient, id: string, people: string[], idempotencyKey = freshKey()) =>
    who.coupons.issue({ params: { id }, body: { people, note: '补偿' }, idempotencyKey })

  it('reach each by phone or key, and tell of every row that gets nothing', async () => {
    const { id } = await launched(shop, owner, { way: 'issue', listed: false })
    const [ben, cat, dan] = [await someone(), await someone(), await someone()]
    await owner.members.block({ params: { id: dan.memberId }, body: { reason: '核实中' } })
    const people = [ben.phone, cat.memberId, '13899999999', newId<'member'>(shop.clock), dan.phone, ben.memberId, '谁']
    const key = freshKey()
    const answer = await issue(owner, id, people, key)
    expect(answer).toEqual({
      issued: 2,
      refused: [
        { row: 3, person: '13899999999', reason: 'unknown' },
        { row: 4, person: people[3], reason: 'unknown' },
        { row: 5, person: dan.phone, reason: 'blocked' },
        { row: 6, person: ben.memberId, reason: 'limit' },
        { row: 7, person: '谁', reason: 'unknown' },
      ],
    })
    // The same call again is told the same, and gives nobody another one.
    expect(await issue(owner, id, people, key)).toEqual(answer)
    expect(await heldBy(ben)).toMatchObject([{ templateId: id, state: 'held' }])
    expect(await owner.coupons.template({ params: { id } })).toMatchObject({ claimed: 2 })
    const kept = await shop.database.one<{ text: string }>(
      `select string_agg(b::text, '') as text from coupon_batches b where template_id = $1`,
      [id],
    )
    expect(kept.text).not.toContain(ben.phone)
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: 'coupon.issued',
      after: { asked: 7, made: 2, note: '补偿' },
    })
  })

  it('give as many as there are, the first first', async () => {
    const { id } = await launched(shop, owner, { way: 'issue', listed: false, total: 2 })
    const people = [await someone(), await someone(), await someone()]
    const names = people.map(({ memberId }) => memberId).reverse()
    const { issued, refused } = await issue(owner, id, names)
    expect([issued, refused]).toEqual([2, [{ row: 3, person: names[2], reason: 'total' }]])
    expect((await issue(owner, id, names)).refused.map(({ reason }) => reason)).toEqual(['limit', 'limit', 'total'])
  })

  it('find nobody by phone for who may not see phones', async () => {
    const { id } = await launched(shop, owner, { way: 'issue', listed: false })
    const operations = people.operator(['coupon.issue'])
    const answer = await issue(operations, id, [ann.phone, ann.memberId])
    expect(answer).toEqual({ issued: 1, refused: [{ row: 1, person: ann.phone, reason: 'unknown' }] })
  })

  it('are not given of codes, of packs, of drafts, or of what was stopped', async () => {
    const code = await launched(shop, owner, { way: 'code', listed: false })
    const pack = await launched(shop, owner, { way: 'new_member', listed: false })
    const draft = await create()
    const gone = await launched(shop, owner)
    const body = { version: gone.version }
    await owner.coupons.stop({ params: { id: gone.id }, body, idempotencyKey: freshKey() })
    for (const { id } of [code, pack, draft, gone])
      expect(await codeOf(issue(owner, id, [ann.memberId]))).toBe('COUPON_NOT_CLAIMABLE')
  })

  it('go to five thousand in one call', async () => {
    const { id } = await launched(shop, owner, { way: 'issue', listed: false, total: 10_000 })
    await shop.database.execute(
      `insert into members (id, display_name, created_at) select gen_random_uuid(), '很多人', now() from generate_series(1, 4999)`,
    )
    const rows = await shop.database.rows<{ id: string }>(`select id from members where display_name = '很多人'`)
    const people = [...rows.map((row) => row.id), '谁也不是']
    const before = shop.database.statements.total
    const { issued, refused } = await remembering(() => issue(owner, id, people))
    expect([issued, refused.map(({ row }) => row)]).toEqual([4_999, [5_000]])
    expect(shop.database.statements.total - before).toBeLessThan(30)
  })
})

describe('codes', () => {
  it('are told to the call that made them, and kept only as digests', async () => {
    const { id } = await launched(shop, owner, { way: 'code', listed: false, total: 5 })
    const call = { params: { id }, body: { count: 3 }, idempotencyKey: freshKey() }
    const { codes } = await owner.coupons.makeCodes(call)
    expect(new Set(codes).size).toBe(3)
    expect(await owner.coupons.makeCodes(call)).toEqual({ codes })
    expect(await owner.coupons.template({ params: { id } })).toMatchObject({ claimed: 3 })
    const kept = await shop.database.one<{ text: string }>(
      `select string_agg(c::text, '') || (select string_agg(a::text, '') from audit_log a) as text from coupons c where template_id = $1`,
      [id],
    )
    for (const code of codes) expect(kept.text).not.toContain(code)
    expect(await codeOf(codesOf(owner, id, 3))).toBe('COUPON_GONE')
    expect(await owner.coupons.template({ params: { id } })).toMatchObject({ claimed: 3 })
    expect(await codesOf(owner, id, 2)).toHaveLength(2)
  })

  it('are made only of a template of codes that is live', async () => {
    const { id } = await launched(shop, owner)
    expect(await codeOf(codesOf(owner, id, 1))).toBe('COUPON_NOT_CLAIMABLE')
    const draft = await create({ way: 'code', listed: false })
    expect(await codeOf(codesOf(owner, draft.id, 1))).toBe('COUPON_NOT_CLAIMABLE')
  })
})

describe('what became of them', () => {
  it('is listed with masks and counted by state and day', async () => {
    const { id } = await launched(shop, owner, { way: 'code', listed: false })
    const [first = '', second = ''] = await codesOf(owner, id, 3)
    const [eve, fay] = [await someone(), await someone()]
    await redeem(eve, first)
    const { id: taken } = await redeem(fay, second)
    const call = { params: { id: taken }, body: { reason: '发错了' }, idempotencyKey: freshKey() }
    expect(await owner.coupons.revoke(call)).toEqual({ id: taken, state: 'revoked' })
    expect(await owner.coupons.revoke(call)).toEqual({ id: taken, state: 'revoked' })
    expect(await codeOf(owner.coupons.revoke({ ...call, idempotencyKey: freshKey() }))).toBe('COUPON_NOT_CHANGEABLE')
    expect(await heldBy(fay)).toEqual([])
    expect(await auditOf(taken)).toMatchObject([{ action: 'coupon.revoked', after: { reason: '发错了' } }])

    const of = async (state?: 'waiting' | 'held' | 'expired' | 'revoked') =>
      (await owner.coupons.ofTemplate({ params: { id }, query: { state } })).items
    expect(await of()).toHaveLength(3)
    expect(await of('waiting')).toMatchObject([{ memberId: null, phoneMasked: null, fromAt: null }])
    const [held] = await of('held')
    expect(held).toMatchObject({ memberId: eve.memberId, way: 'code', orderId: null })
    expect(held?.phoneMasked).toMatch(/^138\*+/)
    expect(await of('revoked')).toHaveLength(1)

    const figures = await owner.coupons.figures({ params: { id } })
    expect(figures).toMatchObject({ waiting: 1, issued: 2, held: 1, locked: 0, used: 0, expired: 0, revoked: 1 })
    expect(figures.days).toMatchObject([{ issued: 2, used: 0, discountFen: 0, salesFen: 0 }])
    shop.clock.set(addDays(shop.clock.now(), 8))
    expect(await of('expired')).toHaveLength(1)
    expect(await owner.coupons.figures({ params: { id } })).toMatchObject({ held: 0, expired: 1 })
  })

  it('knows nothing of a template that is not there', async () => {
    const params = { id: newId<'couponTemplate'>(shop.clock) }
    expect(await codeOf(owner.coupons.figures({ params }))).toBe('NOT_FOUND')
    expect(await codeOf(owner.coupons.ofTemplate({ params, query: {} }))).toBe('NOT_FOUND')
    expect(await codeOf(claim(ann, params.id))).toBe('NOT_FOUND')
  })
})
