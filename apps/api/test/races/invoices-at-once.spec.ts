import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf, patiently } from '../support/buying.js'
import {
  applyFor,
  askFor,
  issue,
  liveOf,
  newNumber,
  receivedOrder,
  reverse,
  takeAndIssue,
} from '../support/invoice-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Refused, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800094001')
  skuId = (await new MadeGoods(shop).product({ stock: 100 })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

const on = (id: string) => ({ params: { id } })
const codesOf = (rejected: readonly unknown[]): string[] => [
  ...new Set(rejected.map((error) => (error as Refused).body.code)),
]
/** All money that is on its way has arrived, and everybody has heard of it. */
const rest = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}

describe('invoices at once', () => {
  it('ten requests for one order are one', async () => {
    const orderId = await receivedOrder(shop, operator, ann, skuId)
    const { fulfilled, rejected } = await parallel(10, () => patiently(() => askFor(ann, orderId)))
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['INVOICE_NOT_POSSIBLE'])
  })

  it('one number recorded for two invoices is recorded once', async () => {
    const ids: string[] = []
    for (let n = 0; n < 2; n += 1) {
      const { id } = await askFor(ann, await receivedOrder(shop, operator, ann, skuId))
      await operator.invoiceDesk.take(on(id))
      ids.push(id)
    }
    const number = newNumber()
    const { fulfilled, rejected } = await parallel(2, (n) =>
      patiently(() => issue(shop, operator, ids[n] ?? '', number)),
    )
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['INVOICE_NUMBER_TAKEN'])
  })

  it('a change of its title and an operator who takes it: what was taken is what is seen', async () => {
    const { id } = await askFor(ann, await receivedOrder(shop, operator, ann, skuId))
    const body = { holder: { kind: 'personal' as const, title: '改过的人' }, email: 'b@example.com' }
    const { rejected } = await parallel(2, (n): Promise<unknown> =>
      patiently((): Promise<unknown> =>
        n === 0 ? ann.api.invoice.change({ ...on(id), body }) : operator.invoiceDesk.take(on(id)),
      ),
    )
    expect(codesOf(rejected).filter((code) => code !== 'INVOICE_ACTION_NOT_ALLOWED')).toEqual([])
    const changed = rejected.length === 0
    const { holder } = await operator.invoiceDesk.reveal(on(id))
    expect(holder.title).toBe(changed ? '改过的人' : '小满食品有限公司')
    expect((await operator.invoiceDesk.detail(on(id))).state).toBe('issuing')
  })

  it.each(['taken', 'issued'] as const)(
    'a refund against an invoice that is being %s never leaves too much',
    async (step) => {
      const orderId = await receivedOrder(shop, operator, ann, skuId, 2)
      const { id } = await askFor(ann, orderId)
      const sale = await applyFor(ann, orderId)
      if (step === 'issued') await operator.invoiceDesk.take(on(id))
      const { rejected } = await parallel(2, (n): Promise<unknown> => {
        if (n === 0)
          return sale.state === 'requested' ? patiently(() => operator.afterSale.approve(on(sale.id))) : rest()
        return patiently((): Promise<unknown> =>
          step === 'taken' ? operator.invoiceDesk.take(on(id)) : issue(shop, operator, id),
        )
      })
      expect(rejected).toEqual([])
      await rest()
      const { amountFen: left } = await ann.api.invoice.ofOrder(on(orderId))
      if (step === 'taken') await issue(shop, operator, id)
      const seen = await ann.api.invoice.one(on(id))
      expect(seen.state).toBe(seen.amountFen > left ? 'reversing' : 'issued')
      if (seen.state === 'reversing') {
        await reverse(shop, operator, id)
        expect(await liveOf(ann, orderId)).toMatchObject({ state: 'requested', amountFen: left, replacesId: id })
      }
    },
  )

  it('ten reversals of one are one, and ask for the rest once', async () => {
    const orderId = await receivedOrder(shop, operator, ann, skuId)
    const { id } = await askFor(ann, orderId)
    await takeAndIssue(shop, operator, id)
    await operator.invoiceDesk.beginReversal({ ...on(id), body: { note: '重开' } })
    const { fulfilled, rejected } = await parallel(10, () => patiently(() => reverse(shop, operator, id)))
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['INVOICE_ACTION_NOT_ALLOWED'])
    expect((await ann.api.invoice.ofOrder(on(orderId))).items.map(({ state }) => state)).toEqual([
      'requested',
      'reversed',
    ])
  })

  it('leaves the shop sound', async () => {
    await rest()
    await expectSoundShop(shop)
  })
})
