import { addMs, instantOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Limits } from '../../src/infra/limits/limits.js'
import { MOST_OPEN } from '../../src/modules/seckill/domain/hoarding.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, refusalOf } from '../support/buying.js'
import {
  armed,
  BEGINS_IN_MS,
  goodsFor,
  grab,
  itemOf,
  orderOfTake,
  running,
  sessionOf,
  solutionOf,
  takeWith,
  ticketOf,
  won,
  short,
} from '../support/seckill-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let ben: Shopper
let phones = 0

beforeAll(async () => {
  shop = await startWholeShop()
  operator = await operatorOf(shop)
  ann = await somebody()
  ben = await somebody()
})
afterAll(() => shop.close())

const somebody = (): Promise<Shopper> => {
  phones += 1
  return shopperOf(shop, `138000880${String(phones).padStart(2, '0')}`)
}
const sale = async (over: { total?: number; perMember?: number } = {}, proofBits = 0): Promise<string> =>
  itemOf(await running(shop, operator, [{ skuId: await goodsFor(shop), ...over }], { proofBits }))

describe('A11 before the start and after the end', () => {
  it('gives no ticket to ten thousand calls of a program that comes too early', async () => {
    const view = await armed(operator, sessionOf(shop, [{ skuId: await goodsFor(shop) }], short(shop)))
    const itemId = itemOf(view)
    // The time stands still, however long the machine takes for all of them.
    shop.clock.set(shop.clock.now())
    const said = new Map<string, number>()
    const lane = async (): Promise<void> => {
      for (let n = 0; n < 250; n += 1) {
        const answer = await shop.app.inject({
          ...{ method: 'POST', url: '/api/shop/seckill/tickets' },
          ...{ headers: { ...ann.headers, 'content-type': 'application/json' }, payload: { itemId } },
        })
        const { code = 'a ticket' } = answer.json<{ code?: string }>()
        said.set(code, (said.get(code) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 40 }, lane))
    expect([...said]).toEqual([['SECKILL_NOT_STARTED', 10_000]])
    expect(await codeOf(ticketOf(ann, itemId))).toBe('SECKILL_NOT_STARTED')

    // A ticket from the first second on, and none from the last on, whatever clock the phone has.
    const { body } = await refusalOf(ann.api.seckill.ticket({ body: { itemId } }))
    expect(body.details).toMatchObject({ startsAt: view.startsAt })
    shop.clock.set(addMs(instantOf(view.startsAt), -1))
    expect(await codeOf(ticketOf(ann, itemId))).toBe('SECKILL_NOT_STARTED')
    shop.clock.set(instantOf(view.startsAt))
    const ticket = await ticketOf(ann, itemId)
    shop.clock.set(instantOf(view.endsAt))
    expect(await codeOf(ticketOf(ben, itemId))).toBe('SECKILL_OVER')
    shop.clock.set(addMs(instantOf(view.startsAt), 30 * secondMs))
    expect(await takeWith(ann, ticket)).toMatchObject({ state: 'won' })
  })

  it('sells nothing outside the window with a ticket from inside it', async () => {
    const view = await running(shop, operator, [{ skuId: await goodsFor(shop) }])
    shop.clock.set(addMs(instantOf(view.endsAt), -10 * secondMs))
    const who = await somebody()
    const ticket = await ticketOf(who, itemOf(view))
    shop.clock.set(instantOf(view.endsAt))
    expect(await takeWith(who, ticket)).toMatchObject({ state: 'ended' })
    shop.clock.set(addMs(instantOf(view.startsAt), -secondMs))
    expect(await takeWith(who, ticket)).toMatchObject({ state: 'not_started' })
    shop.clock.set(addMs(instantOf(view.endsAt), -5 * secondMs))
    expect(await takeWith(who, ticket, freshKey())).toMatchObject({ state: 'won' })
  })

  it('tells whoever waits that it was stopped, at once', async () => {
    const view = await running(shop, operator, [{ skuId: await goodsFor(shop) }])
    const ticket = await ticketOf(ben, itemOf(view))
    await operator.seckillDesk.stop({ params: { id: view.id } })
    expect(await takeWith(ben, ticket)).toMatchObject({ state: 'stopped' })
    expect(await codeOf(ticketOf(ben, itemOf(view)))).toBe('SECKILL_STOPPED')
  })
})

describe('A11 a ticket', () => {
  it('is nobody else’s, with or without their own sign-in', async () => {
    const { ticket } = await ticketOf(ann, await sale())
    expect(await codeOf(ben.api.seckill.take({ body: { ticket } }))).toBe('SECKILL_TICKET_OTHERS')
    const { statusCode, body } = await shop.app.inject({
      ...{ method: 'POST', url: '/api/shop/seckill/takes', payload: { ticket } },
      headers: { 'content-type': 'application/json', 'idempotency-key': freshKey() },
    })
    expect([statusCode, JSON.parse(body)]).toMatchObject([403, { code: 'SECKILL_TICKET_OTHERS' }])
    expect(await takeWith(ann, { ticket, proof: null, expiresAt: '', serverTime: '' })).toMatchObject({ state: 'won' })
  })

  it('is refused with any of its bytes changed', async () => {
    const { ticket } = await ticketOf(ann, await sale())
    const bytes = Buffer.from(ticket, 'base64url')
    const said = new Set<string>()
    for (let place = 0; place < bytes.length; place += 1) {
      const altered = Buffer.from(bytes)
      altered[place] = (altered[place] ?? 0) ^ 1
      said.add(await codeOf(ann.api.seckill.take({ body: { ticket: altered.toString('base64url') } })))
    }
    for (const text of ['x', `${ticket}AA`, ticket.slice(0, -2)]) {
      said.add(await codeOf(ann.api.seckill.take({ body: { ticket: text } })))
    }
    expect([...said]).toEqual(['SECKILL_TICKET_INVALID'])
  })

  it('works once: the same request finds its answer, another is refused', async () => {
    const itemId = await sale({ perMember: 2 })
    const who = await somebody()
    const [ticket, key] = [await ticketOf(who, itemId), freshKey()]
    const first = await takeWith(who, ticket, key)
    expect(first).toMatchObject({ state: 'won' })
    const again = await who.api.seckill.take({ body: { ticket: ticket.ticket, again: true }, idempotencyKey: key })
    expect({ ...again, serverTime: '' }).toEqual({ ...first, serverTime: '' })
    expect(await codeOf(takeWith(who, ticket))).toBe('SECKILL_TICKET_USED')
  })

  it('is told what it won when it asks again and says nothing of that, though nothing is left', async () => {
    const itemId = await sale({ total: 1 })
    const who = await somebody()
    const [ticket, key] = [await ticketOf(who, itemId), freshKey()]
    const first = await takeWith(who, ticket, key)
    expect(first).toMatchObject({ state: 'won' })
    const again = await takeWith(who, ticket, key)
    expect({ ...again, serverTime: '' }).toEqual({ ...first, serverTime: '' })
  })

  it('is over after a minute; what it has won is still told', async () => {
    const itemId = await sale({ perMember: 2 })
    const who = await somebody()
    const [used, unused] = [await ticketOf(who, itemId), await ticketOf(who, itemId)]
    const key = freshKey()
    const first = await takeWith(who, used, key)
    shop.clock.advance(minuteMs)
    expect(await codeOf(takeWith(who, unused))).toBe('SECKILL_TICKET_EXPIRED')
    const again = await who.api.seckill.take({ body: { ticket: used.ticket, again: true }, idempotencyKey: key })
    expect({ ...again, serverTime: '' }).toEqual({ ...first, serverTime: '' })
  })

  it('asks for the work that was set, and takes no other for it', async () => {
    const itemId = await sale({}, 10)
    const who = await somebody()
    const { ticket, proof } = await ticketOf(who, itemId)
    expect(proof?.bits).toBe(10)
    const solution = solutionOf(proof ?? { salt: '', bits: 1 })
    for (const wrong of [undefined, 'x', `${solution}1`]) {
      const body = { ticket, ...(wrong === undefined ? {} : { solution: wrong }) }
      expect(await codeOf(who.api.seckill.take({ body }))).toBe('SECKILL_PROOF_MISSING')
    }
    expect(await who.api.seckill.take({ body: { ticket, solution } })).toMatchObject({ state: 'won' })
  })

  it('is limited for one member, one device and one network', async () => {
    const limits = shop.get(Limits)
    const itemId = await sale({ total: 100, perMember: 99 })
    limits.rescale({ ip: 1, others: 1 })
    try {
      const who = await somebody()
      const ask = () => who.api.seckill.ticket({ body: { itemId } })
      const said = await Promise.allSettled(Array.from({ length: 41 }, ask))
      expect(said.filter(({ status }) => status === 'rejected').length).toBe(1)
      const refused = await refusalOf(ask())
      expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED'])
      expect(refused.body.details).toMatchObject({ retryAfterSeconds: expect.any(Number) as number })
    } finally {
      limits.rescale({ ip: 10_000, others: 10_000 })
    }
  })
})

describe('A12 who reserves and does not pay', () => {
  it('holds no more than a few at once', async () => {
    const who = await somebody()
    const goods = [await sale(), await sale(), await sale(), await sale()]
    for (const itemId of goods.slice(0, MOST_OPEN)) await won(who, itemId)
    const refused = await refusalOf(ticketOf(who, goods[MOST_OPEN] ?? ''))
    expect([refused.status, refused.body.code]).toEqual([429, 'SECKILL_TOO_MANY_OPEN'])
    const { items } = await who.api.seckill.takes({ query: { state: 'won' } })
    await who.api.seckill.giveUp({ params: { id: items[0]?.id ?? '' } })
    await won(who, goods[MOST_OPEN] ?? '')
  })

  it('waits longer each time it lets go, and the reason is on record', async () => {
    const who = await somebody()
    const itemId = await sale({ total: 9 })
    const lets = async (): Promise<void> => {
      await won(who, itemId)
      shop.clock.advance(6 * minuteMs)
      await shop.sweep('seckill.lapse')
    }
    await lets()
    await lets()
    const first = await refusalOf(ticketOf(who, itemId))
    expect([first.status, first.body.code]).toEqual([429, 'SECKILL_COOLING_DOWN'])
    const wait = (refusal: typeof first): number =>
      (refusal.body.details as { retryAfterSeconds: number }).retryAfterSeconds
    shop.clock.advance(wait(first) * secondMs)
    await lets()
    const second = await refusalOf(ticketOf(who, itemId))
    expect(wait(second)).toBeGreaterThan(wait(first))
    const rows = await shop.database.rows(
      `select reason, times from risk_decisions where member_id = $1 order by reason`,
      [who.memberId],
    )
    expect(rows).toEqual([{ reason: 'cooling_down', times: 2 }])
  })

  it('counts an order that is not paid like goods that are not ordered', async () => {
    const who = await somebody()
    const itemId = await sale({ total: 9 })
    for (let n = 0; n < 2; n += 1) {
      const { id } = await orderOfTake(who, await won(who, itemId))
      await who.api.order.cancel({ params: { id } })
    }
    expect(await codeOf(ticketOf(who, itemId))).toBe('SECKILL_COOLING_DOWN')
  })
})

it('a member has no more than they may, whatever they try', async () => {
  const itemId = await sale({ total: 50, perMember: 2 })
  const who = await somebody()
  const said = await Promise.allSettled(Array.from({ length: 12 }, () => grab(who, itemId)))
  const states = said.map((one) => (one.status === 'fulfilled' ? one.value.state : 'refused'))
  expect(states.filter((state) => state === 'won').length).toBe(2)
  expect(await codeOf(ticketOf(who, itemId))).toBe('SECKILL_LIMIT')
})

it('leaves a sound shop', async () => {
  shop.clock.advance(BEGINS_IN_MS)
  await shop.sweep()
  await expectSoundShop(shop)
})
