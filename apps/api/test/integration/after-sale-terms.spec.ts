import { USUAL_AFTER_SALE } from '@jishi/contracts/settings/settings.terms'
import { dayMs, hourMs, isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AfterSaleDesk } from '../support/after-sale-desk.js'
import { expectSoundShop, operatorOf, refusalOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let owner: ShopClient
let desk: AfterSaleDesk
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  owner = await operatorOf(shop)
  desk = new AfterSaleDesk(shop, await shopperOf(shop, '13800009601'), owner)
  skuId = (await new MadeGoods(shop).product({ stock: 50, pricesFen: [3_000] })).skus[0]?.skuId ?? ''
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

const set = async (given: Partial<typeof USUAL_AFTER_SALE>) => {
  const { afterSale } = await owner.settings.all()
  const value = { ...USUAL_AFTER_SALE, ...given }
  return owner.settings.change({ body: { key: 'afterSale', value, expectedVersion: afterSale.version } })
}
/** How long whoever it waits for has, from the step that was just taken. */
const spanOf = async (id: string): Promise<number> => {
  const { deadlineAt } = await desk.one(id)
  const { at } = await shop.database.one<{ at: number }>(
    `select case seq when 1 then a.applied_at else e.happened_at end as at from after_sale_events e join after_sales a on a.id = e.after_sale_id
      where a.id = $1 order by e.seq desc limit 1`,
    [id],
  )
  return Date.parse(deadlineAt ?? '') - at
}

describe('the terms of after-sales', () => {
  it('are an operator’s to set, and a case keeps those it began with', async () => {
    await set({ answerHours: 24, sendBackDays: 10 })
    const before = await desk.apply(await desk.shipped(skuId, 1), 1, {})
    expect(await spanOf(before.id)).toBe(24 * hourMs)
    const options = await desk.who.api.afterSale.options({ params: { id: before.orderId } })
    expect(options.answerWithinMs).toBe(24 * hourMs)

    await set({ answerHours: 36, sendBackDays: 8 })
    await desk.approve(before.id)
    expect(await spanOf(before.id)).toBe(10 * dayMs)
    const after = await desk.apply(await desk.shipped(skuId, 1), 1, {})
    expect(await spanOf(after.id)).toBe(36 * hourMs)
    await desk.approve(after.id)
    expect(await spanOf(after.id)).toBe(8 * dayMs)

    // What was frozen also decides when time takes the step: the case is over at its own deadline and not before.
    await shop.sweep('order.after-sales-due')
    expect((await desk.one(before.id)).state).toBe('awaiting_return')
    await shop.database.execute('update after_sales set deadline_at = $2 where id = $1', [
      ...[before.id, isoOf(shop.clock.now())],
    ])
    await shop.sweep('order.after-sales-due')
    expect((await desk.one(before.id)).state).toBe('closed')
    await desk.withdraw(after.id)
  })

  it('cannot take from buyers what they are owed', async () => {
    for (const [name, value] of [
      ['sendBackDays', 6],
      ['complainDays', 6],
      ['couponGraceDays', 6],
      ['inspectDays', 8],
      ['answerHours', 73],
      ['fastRefundMaxFen', -1],
    ] as const) {
      const { body } = await refusalOf(set({ [name]: value }))
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: `value.${name}` }] })
    }
    // The seven days without a reason are the law's: there is no such setting.
    const { body } = await refusalOf(set({ noReasonDays: 6 } as object))
    expect(body.code).toBe('VALIDATION_FAILED')
  })

  it('say up to which amount, and how often, money goes back at once', async () => {
    const ask = async () => {
      const order = await desk.paid(skuId, 1)
      return desk.apply(order, 1, { kind: 'refund_only', reason: 'not_wanted' })
    }
    await set({ fastRefundMaxFen: 0 })
    const slow = await ask()
    expect(slow).toMatchObject({ fast: false, state: 'requested' })
    await desk.withdraw(slow.id)
    await set({ fastRefundsPerMonth: 1 })
    expect((await ask()).fast).toBe(true)
    const second = await ask()
    expect(second.fast).toBe(false)
    await desk.withdraw(second.id)
    await desk.arrive()
  })
})
