import { newId } from '@jishi/kernel/id'
import { addMinutes } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stockRules } from '../../src/audit/invariants/stock.js'
import { InventoryFacade, InventoryModule, type StockOwner } from '../../src/modules/inventory/index.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp
let inventory: InventoryFacade

beforeAll(async () => {
  shop = await startTestApp({ modules: [InventoryModule], routeCheck: false, worker: false, env: SLOW_MACHINE })
  inventory = shop.get(InventoryFacade)
})
afterAll(() => shop.close())

const newSku = async (qty: number): Promise<string> => {
  const skuId = newId(shop.clock)
  await shop.database.transaction((tx) => inventory.receive(tx, { skuId, qty, reference: `opening:${skuId}` }))
  return skuId
}
const newOwner = (): StockOwner => ({ kind: 'order', id: newId(shop.clock) })
const arm = (activityId: string, skuId: string, qty: number, reference = '1') =>
  shop.database.transaction((tx) => inventory.arm(tx, { activityId, reference, lines: [{ skuId, qty }] }))
const take = (activityId: string, owner: StockOwner, ...lines: { skuId: string; qty: number }[]) =>
  shop.database.transaction((tx) =>
    inventory.takeFromActivity(tx, activityId, {
      owner,
      lines: lines.map((line) => ({ lineId: newId(shop.clock), ...line })),
      expiresAt: addMinutes(shop.clock.now(), 5),
    }),
  )
const keep = (owner: StockOwner) => shop.database.transaction((tx) => inventory.keep(tx, owner))
const release = (owner: StockOwner) => shop.database.transaction((tx) => inventory.release(tx, owner, 'closed'))
const disarm = (activityId: string) => shop.database.transaction((tx) => inventory.disarm(tx, activityId))
const leftOf = async (activityId: string, skuId: string) =>
  (await inventory.leftOfActivity(shop.database, activityId, [skuId])).get(skuId)
const levelOf = async (skuId: string) => (await inventory.levels(shop.database, [skuId])).get(skuId)
const linesOf = (owner: StockOwner) =>
  shop.database.rows<{ lineId: string; qty: number }>(
    `select line_id as "lineId", qty from stock_reservations where owner_id = $1 and state in ('held', 'firm')`,
    [owner.id],
  )
const releaseSome = async (owner: StockOwner, qty: number, reference: string) => {
  const lines = (await linesOf(owner)).map(({ lineId }) => ({ lineId, qty }))
  return shop.database.transaction((tx) => inventory.releasePieces(tx, { owner, reference, lines }))
}
const consume = async (owner: StockOwner) => {
  const lines = await linesOf(owner)
  return shop.database.transaction((tx) => inventory.consume(tx, owner, `shipment:${newId(shop.clock)}`, lines))
}

/** What holds of stock whoever owns it; lines of orders are none of this module's. */
const SOUND = ['S1', 'S2', 'S4', 'S13']
async function expectSoundStock(): Promise<void> {
  for (const rule of stockRules) {
    if (!SOUND.includes(rule.id) || !('sql' in rule)) continue
    expect(await shop.database.rows(rule.sql), rule.id).toEqual([])
  }
  const apart = await shop.database.rows(
    `select s.sku_id from stocks s where s.reserved <> coalesce((select sum(qty) from stock_reservations r
        where r.sku_id = s.sku_id and r.state in ('held', 'firm')), 0)`,
  )
  expect(apart).toEqual([])
}

describe('stock of an activity', () => {
  it('leaves the sale when the activity is armed, all of it or none', async () => {
    const [skuId, other] = [await newSku(100), await newSku(3)]
    const [armed, short] = [newId(shop.clock), newId(shop.clock)]
    await arm(armed, skuId, 70)
    expect(await levelOf(skuId)).toEqual({ onHand: 100, reserved: 70, available: 30 })
    expect(await leftOf(armed, skuId)).toBe(70)
    const lines = [
      { skuId, qty: 30 },
      { skuId: other, qty: 4 },
    ]
    const failing = shop.database.transaction((tx) => inventory.arm(tx, { activityId: short, reference: '1', lines }))
    await expect(failing).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      details: { items: [{ skuId: other, available: 3 }] },
    })
    expect(await levelOf(skuId)).toMatchObject({ reserved: 70 })
    await expectSoundStock()
  })

  it('grows while the activity lives, each time once, and not afterwards', async () => {
    const [skuId, activityId] = [await newSku(50), newId(shop.clock)]
    await arm(activityId, skuId, 10, 'first')
    await arm(activityId, skuId, 20, 'second')
    await expect(arm(activityId, skuId, 5, 'second')).rejects.toThrow()
    expect(await leftOf(activityId, skuId)).toBe(30)
    expect(await disarm(activityId)).toBe(30)
    expect(await disarm(activityId)).toBe(0)
    await expect(arm(activityId, skuId, 5, 'third')).rejects.toThrow('is over')
    expect(await levelOf(skuId)).toEqual({ onHand: 50, reserved: 0, available: 50 })
    await expectSoundStock()
  })

  it('is handed to orders and taken home without its counters moving', async () => {
    const [skuId, activityId, owner] = [await newSku(40), newId(shop.clock), newOwner()]
    await arm(activityId, skuId, 40)
    const before = await shop.database.one(`select count(*) as moves from stock_moves where sku_id = $1`, [skuId])
    await take(activityId, owner, { skuId, qty: 5 })
    expect([await leftOf(activityId, skuId), (await levelOf(skuId))?.reserved]).toEqual([35, 40])
    await keep(owner)
    expect(await releaseSome(owner, 2, 'order_refund:1')).toBe(2)
    expect(await leftOf(activityId, skuId)).toBe(37)
    expect(await release(owner)).toBe(3)
    expect(await release(owner)).toBe(0)
    expect([await leftOf(activityId, skuId), (await levelOf(skuId))?.reserved]).toEqual([40, 40])
    expect(await shop.database.one(`select count(*) as moves from stock_moves where sku_id = $1`, [skuId])).toEqual(
      before,
    )
    await take(activityId, owner, { skuId, qty: 40 })
    expect(await leftOf(activityId, skuId)).toBe(0)
    await expectSoundStock()
  })

  it('is shipped out of the stock it lies in, and what comes back after the end is for everybody', async () => {
    const [skuId, activityId] = [await newSku(10), newId(shop.clock)]
    const [shipped, late] = [newOwner(), newOwner()]
    await arm(activityId, skuId, 10)
    await take(activityId, shipped, { skuId, qty: 2 })
    await take(activityId, late, { skuId, qty: 3 })
    await keep(shipped)
    expect(await consume(shipped)).toBe(2)
    expect(await disarm(activityId)).toBe(5)
    expect(await levelOf(skuId)).toEqual({ onHand: 8, reserved: 3, available: 5 })
    expect(await releaseSome(late, 1, 'order_refund:2')).toBe(1)
    expect(await release(late)).toBe(2)
    expect(await levelOf(skuId)).toEqual({ onHand: 8, reserved: 0, available: 8 })
    expect(await leftOf(activityId, skuId)).toBe(0)
    await expectSoundStock()
  })

  it('takes all lines of an order or none, and names what is short', async () => {
    const [skuId, other, activityId] = [await newSku(5), await newSku(5), newId(shop.clock)]
    await arm(activityId, skuId, 5)
    await arm(activityId, other, 1, '2')
    const failing = take(activityId, newOwner(), { skuId, qty: 2 }, { skuId: other, qty: 2 })
    await expect(failing).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      details: { items: [{ skuId: other, available: 1 }] },
    })
    expect(await leftOf(activityId, skuId)).toBe(5)
    await expectSoundStock()
  })

  it('sells its last unit once, of a hundred who want it', async () => {
    const [skuId, activityId] = [await newSku(10), newId(shop.clock)]
    await arm(activityId, skuId, 1)
    const { fulfilled, rejected } = await parallel(100, () => take(activityId, newOwner(), { skuId, qty: 1 }))
    expect([fulfilled.length, rejected.length]).toEqual([1, 99])
    expect(rejected.every((error) => (error as { code?: string }).code === 'OUT_OF_STOCK')).toBe(true)
    await expectSoundStock()
  })

  it('sells seven by pairs three times, however its rows lie', async () => {
    const [skuId, activityId] = [await newSku(10), newId(shop.clock)]
    await arm(activityId, skuId, 7)
    const { fulfilled } = await parallel(20, () => take(activityId, newOwner(), { skuId, qty: 2 }))
    expect(fulfilled).toHaveLength(3)
    expect(await leftOf(activityId, skuId)).toBe(1)
    await expectSoundStock()
  })

  it('loses no unit that comes home while the activity ends', async () => {
    const skuId = await newSku(200)
    for (let round = 0; round < 6; round++) {
      const activityId = newId(shop.clock)
      const owners = Array.from({ length: 8 }, newOwner)
      await arm(activityId, skuId, 20)
      for (const owner of owners) await take(activityId, owner, { skuId, qty: 2 })
      const { rejected } = await parallel(9, (index) => {
        const owner = owners[index]
        return owner === undefined ? disarm(activityId) : release(owner)
      })
      expect(rejected).toEqual([])
      expect(await leftOf(activityId, skuId)).toBe(0)
      expect(await levelOf(skuId)).toEqual({ onHand: 200, reserved: 0, available: 200 })
    }
    await expectSoundStock()
  })

  it('adds up after any run of steps', async () => {
    const step = fc.record({
      what: fc.constantFrom('take', 'keep', 'release', 'some', 'ship', 'end'),
      qty: fc.integer({ min: 1, max: 4 }),
      who: fc.nat({ max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const [skuId, activityId] = [await newSku(12), newId(shop.clock)]
        const owners = Array.from({ length: 4 }, newOwner)
        await arm(activityId, skuId, 9)
        for (const [index, { what, qty, who }] of steps.entries()) {
          const owner = owners[who] ?? newOwner()
          const done = {
            take: async () => ((await linesOf(owner)).length === 0 ? take(activityId, owner, { skuId, qty }) : 0),
            keep: () => keep(owner),
            release: () => release(owner),
            some: () => releaseSome(owner, qty, `some:${activityId}:${index}`),
            ship: () => consume(owner),
            end: () => disarm(activityId),
          }[what as 'take']
          await done().catch((error: unknown) => {
            if ((error as { code?: string }).code !== 'OUT_OF_STOCK') throw error
          })
        }
        await expectSoundStock()
      }),
      { numRuns: 15 },
    )
  })
})
