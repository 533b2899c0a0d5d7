import { addShopDays, dayMs, shopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { TAX_BUREAU, type TaxBureau } from '../../src/modules/invoice/tax-bureau.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, refusalOf } from '../support/buying.js'
import {
  askFor,
  COMPANY,
  giveBack,
  issue,
  liveOf,
  newNumber,
  paidOrder,
  PERSON,
  receive,
  receivedOrder,
  reverse,
  takeAndIssue,
} from '../support/invoice-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let ben: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800093001', '安小姐')
  ben = await shopperOf(shop, '13800093002', '贝先生')
  skuId = (await new MadeGoods(shop).product({ stock: 200 })).skus[0]?.skuId ?? ''
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

const on = (id: string) => ({ params: { id } })
const ofOrder = (who: Shopper, id: string) => who.api.invoice.ofOrder(on(id))
const reasonOf = async (action: Promise<unknown>) => (await refusalOf(action)).body.details

describe('asking', () => {
  it('is for what was paid, from payment on, once an order', async () => {
    const orderId = await paidOrder(shop, ann, skuId)
    const { payableFen } = await ann.api.order.order(on(orderId))
    expect(await ofOrder(ann, orderId)).toMatchObject({ amountFen: payableFen, hindrance: null, items: [] })
    const key = freshKey()
    const body = { orderId, holder: COMPANY, email: 'lin@example.com' }
    const asked = await ann.api.invoice.ask({ body, idempotencyKey: key })
    expect(asked).toMatchObject({ state: 'requested', amountFen: payableFen, dueAt: null, holder: COMPANY })
    expect(asked.allowedActions).toEqual(['change', 'withdraw'])
    expect((await ann.api.invoice.ask({ body, idempotencyKey: key })).id).toBe(asked.id)
    expect(await reasonOf(askFor(ann, orderId))).toEqual({ reason: 'EXISTS' })
    expect(await ofOrder(ann, orderId)).toMatchObject({ hindrance: 'EXISTS', items: [{ id: asked.id }] })
    expect((await ann.api.invoice.mine({ query: {} })).items[0]?.id).toBe(asked.id)
  })

  it('is nobody else’s', async () => {
    const orderId = await paidOrder(shop, ann, skuId)
    expect(await codeOf(askFor(ben, orderId))).toBe('NOT_FOUND')
    expect(await codeOf(ofOrder(ben, orderId))).toBe('NOT_FOUND')
    const { id } = await askFor(ann, orderId)
    expect(await codeOf(ben.api.invoice.one(on(id)))).toBe('NOT_FOUND')
    expect(await codeOf(ben.api.invoice.withdraw(on(id)))).toBe('NOT_FOUND')
    expect((await ben.api.invoice.mine({ query: {} })).items).toEqual([])
  })

  it('reads a tax number as it is pasted, and says what is wrong with one', async () => {
    const orderId = await paidOrder(shop, ann, skuId)
    const wrong = (taxNo: string) => reasonOf(askFor(ann, orderId, { holder: { ...COMPANY, taxNo } as typeof COMPANY }))
    expect(await wrong('91110108551385082A')).toEqual({ flaw: 'check' })
    expect(await wrong('9111010855138508')).toEqual({ flaw: 'length' })
    expect(await wrong('91110108551385082I')).toEqual({ flaw: 'form' })
    const pasted = { ...COMPANY, taxNo: '９1110108 5513 8508 2q' } as typeof COMPANY
    expect((await askFor(ann, orderId, { holder: pasted })).holder).toEqual(COMPANY)
  })

  it('can be changed and taken back until somebody takes it', async () => {
    const orderId = await receivedOrder(shop, operator, ann, skuId)
    const { id } = await askFor(ann, orderId)
    const body = { holder: PERSON, email: 'new@example.com' }
    expect(await ann.api.invoice.change({ ...on(id), body })).toMatchObject({ kind: 'personal', ...body })
    await operator.invoiceDesk.take(on(id))
    expect(await codeOf(ann.api.invoice.change({ ...on(id), body }))).toBe('INVOICE_ACTION_NOT_ALLOWED')
    expect(await codeOf(ann.api.invoice.withdraw(on(id)))).toBe('INVOICE_ACTION_NOT_ALLOWED')
    await operator.invoiceDesk.putBack(on(id))
    expect(await ann.api.invoice.withdraw(on(id))).toMatchObject({ state: 'withdrawn', allowedActions: [] })
    expect((await askFor(ann, orderId)).state).toBe('requested')
  })

  it('ends a year after receipt', async () => {
    const orderId = await receivedOrder(shop, operator, ann, skuId)
    const back = (days: number) =>
      shop.database.execute(`update orders set completed_at = completed_at - make_interval(days => $2) where id = $1`, [
        orderId,
        days,
      ])
    await back(365)
    expect(await reasonOf(askFor(ann, orderId))).toEqual({ reason: 'TOO_LATE' })
    await back(-365)
  })
})

describe('the invoices of one order', () => {
  it('are shown the newest first and not without end; the one that lives counts wherever it stands', async () => {
    const orderId = await paidOrder(shop, ann, skuId)
    const { id } = await askFor(ann, orderId)
    await shop.database.execute(
      `with made as (
         insert into invoices (id, order_id, order_no, member_id, kind, buyer_enc, state, version, amount_fen, created_at)
         select gen_random_uuid(), i.order_id, i.order_no, i.member_id, i.kind, i.buyer_enc, 'withdrawn', 1, i.amount_fen,
                i.created_at + make_interval(secs => n)
           from invoices i, generate_series(1, 51) n where i.id = $1
         returning id, member_id, amount_fen, created_at
       )
       insert into invoice_events (invoice_id, seq, action, to_state, actor_kind, actor_id, amount_fen, happened_at)
       select id, 1, 'ask', 'withdrawn', 'member', member_id, amount_fen, created_at from made`,
      [id],
    )
    const { items, hindrance } = await ofOrder(ann, orderId)
    expect(items).toHaveLength(50)
    expect(items.map((item) => item.id)).not.toContain(id)
    expect(items.map(({ createdAt }) => createdAt)).toEqual(
      items
        .map(({ createdAt }) => createdAt)
        .sort()
        .reverse(),
    )
    expect(hindrance).toBe('EXISTS')
  })
})

describe('issuing', () => {
  it('asks the tax bureau only for what may be recorded, and answers the same call the same', async () => {
    const asked = vi.spyOn(shop.app.get<TaxBureau>(TAX_BUREAU), 'number')
    const { id } = await askFor(ann, await receivedOrder(shop, operator, ann, skuId))
    const said = { number: newNumber(), issuedOn: shopDay(shop.clock.now()) }
    const blue = { ...on(id), body: { ...said, link: 'https://x.cn/1' }, idempotencyKey: freshKey() }
    expect(await codeOf(operator.invoiceDesk.issue(blue))).toBe('INVOICE_ACTION_NOT_ALLOWED')
    expect(await codeOf(reverse(shop, operator, id))).toBe('INVOICE_ACTION_NOT_ALLOWED')
    await operator.invoiceDesk.take(on(id))
    expect(await codeOf(issue(shop, operator, id, newNumber(), null))).toBe('INVOICE_ACTION_NOT_ALLOWED')
    expect(asked).not.toHaveBeenCalled()
    expect((await operator.invoiceDesk.issue(blue)).blue).toEqual(said)
    expect((await operator.invoiceDesk.issue(blue)).blue).toEqual(said)
    expect(await codeOf(issue(shop, operator, id))).toBe('INVOICE_ACTION_NOT_ALLOWED')
    expect(asked).toHaveBeenCalledTimes(1)
    asked.mockRestore()
  })

  it('waits for receipt, is due a week after it, and needs a document and a day that can be', async () => {
    const orderId = await paidOrder(shop, ann, skuId)
    const { id } = await askFor(ann, orderId)
    expect(await reasonOf(operator.invoiceDesk.take(on(id)))).toMatchObject({ reason: 'NOT_RECEIVED' })
    await receive(shop, operator, ann, orderId)
    const due = await operator.invoiceDesk.detail(on(id))
    expect(due).toMatchObject({ overdue: false, allowedActions: ['take', 'refuse'], leftFen: due.amountFen })
    const { completedAt } = await shop.database.one<{ completedAt: number }>(
      'select completed_at as "completedAt" from orders where id = $1',
      [orderId],
    )
    expect(Date.parse(due.dueAt ?? '') - completedAt).toBe(7 * dayMs)
    await operator.invoiceDesk.take(on(id))
    const today = shopDay(shop.clock.now())
    const said = (issuedOn: string, link: string | null) =>
      operator.invoiceDesk.issue({ ...on(id), body: { number: newNumber(), issuedOn, link } })
    expect(await reasonOf(said(today, null))).toMatchObject({ reason: 'NO_DOCUMENT' })
    expect(await codeOf(said(addShopDays(today, 1), 'https://x.cn/1'))).toBe('INVOICE_DATE_WRONG')
    expect(await codeOf(said(addShopDays(today, -2), 'https://x.cn/1'))).toBe('INVOICE_DATE_WRONG')
    expect(await codeOf(said(today, 'http://x.cn/1'))).toBe('VALIDATION_FAILED')
    const { blue } = await said(today, 'https://x.cn/1')
    expect(await ann.api.invoice.one(on(id))).toMatchObject({
      ...{ state: 'issued', blue, document: { type: null, link: 'https://x.cn/1' } },
      allowedActions: ['ask_resend'],
    })
  })

  it('registers a number of the tax bureau once', async () => {
    const one = await askFor(ann, await receivedOrder(shop, operator, ann, skuId))
    const two = await askFor(ann, await receivedOrder(shop, operator, ann, skuId))
    const { blue } = await takeAndIssue(shop, operator, one.id)
    await operator.invoiceDesk.take(on(two.id))
    expect(await codeOf(issue(shop, operator, two.id, blue?.number))).toBe('INVOICE_NUMBER_TAKEN')
    expect((await operator.invoiceDesk.detail(on(two.id))).state).toBe('issuing')
    const { items } = await operator.invoiceDesk.list({ query: { number: blue?.number ?? '' } })
    expect(items.map(({ id }) => id)).toEqual([one.id])
  })

  it('is refused with a reason its buyer reads, and may be asked for again', async () => {
    const orderId = await receivedOrder(shop, operator, ann, skuId)
    const { id } = await askFor(ann, orderId)
    await operator.invoiceDesk.refuse({ ...on(id), body: { note: '抬头与税号不符' } })
    expect(await ann.api.invoice.one(on(id))).toMatchObject({ state: 'refused', refusal: '抬头与税号不符' })
    expect((await askFor(ann, orderId)).state).toBe('requested')
  })

  it('sends its message again when asked, once a day', async () => {
    const { id } = await askFor(ann, await receivedOrder(shop, operator, ann, skuId))
    await takeAndIssue(shop, operator, id)
    const body = { email: 'second@example.com' }
    expect(await reasonOf(operator.invoiceDesk.sent(on(id)))).toMatchObject({ reason: 'NOT_ASKED' })
    expect((await ann.api.invoice.resend({ ...on(id), body })).email).toBe('second@example.com')
    expect(await reasonOf(ann.api.invoice.resend({ ...on(id), body }))).toMatchObject({ reason: 'LATELY' })
    expect((await operator.invoiceDesk.list({ query: { resend: 'true' } })).items.map((item) => item.id)).toContain(id)
    await operator.invoiceDesk.sent(on(id))
    expect((await operator.invoiceDesk.list({ query: { resend: 'true' } })).items.map((item) => item.id)).not.toContain(
      id,
    )
  })
})

describe('money that goes back', () => {
  it('makes a request smaller, and ends it when nothing is left', async () => {
    const orderId = await receivedOrder(shop, operator, ann, skuId, 2)
    const { id, amountFen } = await askFor(ann, orderId)
    await giveBack(shop, operator, ann, orderId)
    const smaller = await ann.api.invoice.one(on(id))
    expect(smaller.amountFen).toBeLessThan(amountFen)
    expect(smaller).toMatchObject({ state: 'requested', amountFen: (await ofOrder(ann, orderId)).amountFen })
    const whole = await paidOrder(shop, ann, skuId, 1)
    const asked = await askFor(ann, whole)
    await giveBack(shop, operator, ann, whole)
    expect((await ann.api.invoice.one(on(asked.id))).state).toBe('dropped')
    expect(await reasonOf(askFor(ann, whole))).toEqual({ reason: 'NOTHING_LEFT' })
  })

  it('reverses what was issued, whole, and asks for the rest anew', async () => {
    const orderId = await receivedOrder(shop, operator, ben, skuId, 2)
    const { id, amountFen } = await askFor(ben, orderId, { holder: PERSON })
    await takeAndIssue(shop, operator, id)
    await giveBack(shop, operator, ben, orderId)
    expect(await ben.api.invoice.one(on(id))).toMatchObject({ state: 'reversing', amountFen })
    const task = await operator.invoiceDesk.detail(on(id))
    expect(task.steps.at(-1)).toMatchObject({ action: 'begin_reversal', actor: 'system' })
    const [line] = task.lines
    expect((line?.amountFen ?? 0) + task.freightFen).toBe(task.leftFen)
    const { red } = await reverse(shop, operator, id)
    const next = await liveOf(ben, orderId)
    expect(next).toMatchObject({ state: 'requested', amountFen: task.leftFen, replacesId: id, holder: PERSON })
    expect(await ben.api.invoice.one(on(id))).toMatchObject({ state: 'reversed', red })
    await takeAndIssue(shop, operator, next.id)
    await giveBack(shop, operator, ben, orderId)
    await reverse(shop, operator, next.id)
    expect(await ofOrder(ben, orderId)).toMatchObject({ amountFen: 0, hindrance: 'NOTHING_LEFT' })
  })

  it('while somebody is at the tax bureau is told by what they record', async () => {
    const orderId = await receivedOrder(shop, operator, ben, skuId, 2)
    const { id, amountFen } = await askFor(ben, orderId)
    await operator.invoiceDesk.take(on(id))
    await giveBack(shop, operator, ben, orderId)
    expect(await ben.api.invoice.one(on(id))).toMatchObject({ state: 'issuing', amountFen })
    expect((await issue(shop, operator, id)).state).toBe('reversing')
    await reverse(shop, operator, id)
    const { id: rest } = await liveOf(ben, orderId)
    await operator.invoiceDesk.take(on(rest))
    await giveBack(shop, operator, ben, orderId)
    expect((await operator.invoiceDesk.putBack(on(rest))).state).toBe('dropped')
  })
})

describe('titles', () => {
  it('are kept once, with one default, and leave nothing behind', async () => {
    const cat = await shopperOf(shop, '13800093003')
    const add = (holder: typeof COMPANY, isDefault = false) => cat.api.invoice.addTitle({ body: { holder, isDefault } })
    const company = await add(COMPANY)
    expect(company.isDefault).toBe(true)
    expect(await codeOf(add({ ...COMPANY, taxNo: '91110108-5513-8508-2q' } as typeof COMPANY))).toBe(
      'INVOICE_TITLE_EXISTS',
    )
    const person = await add(PERSON, true)
    const titles = async () => (await cat.api.invoice.titles()).items
    expect((await titles()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [person.id, true],
      [company.id, false],
    ])
    expect(await codeOf(ben.api.invoice.removeTitle(on(person.id)))).toBe('NOT_FOUND')
    await cat.api.invoice.removeTitle(on(person.id))
    expect(await titles()).toMatchObject([{ id: company.id, isDefault: true }])
    const renamed = { ...COMPANY, title: '小满商贸有限公司' }
    const body = { holder: renamed, isDefault: false }
    expect(await cat.api.invoice.changeTitle({ ...on(company.id), body })).toMatchObject({
      holder: renamed,
      isDefault: true,
    })
  })

  it('are at most twenty, however many come at once', async () => {
    const dan = await shopperOf(shop, '13800093004')
    const add = (n: number) =>
      dan.api.invoice.addTitle({ body: { holder: { kind: 'personal', title: `抬头 ${n}` }, isDefault: n % 2 === 0 } })
    for (let n = 0; n < 18; n += 1) await add(n)
    const outcomes = await Promise.allSettled([18, 19, 20, 21].map(add))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const { items } = await dan.api.invoice.titles()
    expect(items).toHaveLength(20)
    expect(items.filter(({ isDefault }) => isDefault)).toHaveLength(1)
  })
})
