import { newId } from '@jishi/kernel/id'
import { addMinutes } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
const reserve = (owner: StockOwner, skuId: string, qty: number): Promise<void> =>
  shop.database.transaction((tx) =>
    inventory.reserve(tx, {
      owner,
      lines: [{ lineId: newId(shop.clock), skuId, qty }],
      expiresAt: addMinutes(shop.clock.now(), 30),
    }),
  )
const keep = (owner: StockOwner) => shop.database.transaction((tx) => inventory.keep(tx, owner))
const release = (owner: StockOwner) => shop.database.transaction((tx) => inventory.release(tx, owner, 'closed'))
const openOf = (owner: StockOwner) =>
  shop.database.rows<{ lineId: string; qty: number }>(
    `select line_id as "lineId", qty from stock_reservations where owner_id = $1 and state in ('held', 'firm')`,
    [owner.id],
  )
const consume = async (owner: StockOwner, pieces?: number) => {
  const open = await openOf(owner)
  const asked = open.map(({ lineId, qty }) => ({ lineId, qty: pieces ?? qty }))
  return shop.database.transaction((tx) => inventory.consume(tx, owner, `shipment:${newId(shop.clock)}`, asked))
}
const levelOf = async (skuId: string) => (await inventory.levels(shop.database, [skuId])).get(skuId)

describe('stock', () => {
  it('is 0 where nothing was ever received', async () => {
    const skuId = newId(shop.clock)
    expect((await inventory.available(shop.database, [skuId])).get(skuId)).toBe(0)
    await expect(reserve(newOwner(), skuId, 1)).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      details: { items: [{ skuId, available: 0 }] },
    })
  })

  it('counts a delivery once, however often it is told', async () => {
    const skuId = newId(shop.clock)
    const { rejected } = await parallel(8, () =>
      shop.database.transaction((tx) => inventory.receive(tx, { skuId, qty: 7, reference: 'note-1' })),
    )
    expect(rejected).toEqual([])
    expect(await levelOf(skuId)).toEqual({ onHand: 7, reserved: 0, available: 7 })
  })

  it('leaves by the piece, never more than is held, and what is left is given back alone', async () => {
    const [skuId, owner] = [await newSku(10), newOwner()]
    await reserve(owner, skuId, 5)
    expect(await consume(owner, 2)).toBe(0)
    await keep(owner)
    expect(await consume(owner, 2)).toBe(2)
    expect(await consume(owner, 4)).toBe(0)
    expect(await levelOf(skuId)).toEqual({ onHand: 8, reserved: 3, available: 5 })
    expect(await consume(owner, 1)).toBe(1)
    expect(await release(owner)).toBe(2)
    expect(await levelOf(skuId)).toEqual({ onHand: 7, reserved: 0, available: 7 })
  })

  it('never promises more than there is', async () => {
    const skuId = await newSku(10)
    const { fulfilled, rejected } = await parallel(16, () => reserve(newOwner(), skuId, 3))
    expect([fulfilled.length, rejected.length]).toEqual([3, 13])
    expect(await levelOf(skuId)).toEqual({ onHand: 10, reserved: 9, available: 1 })
  })

  it('ends a reservation once, whatever is tried at the same time', async () => {
    const skuId = await newSku(10)
    const owner = newOwner()
    await reserve(owner, skuId, 4)
    expect(await consume(owner)).toBe(0)
    await keep(owner)
    await keep(owner)
    const { fulfilled } = await parallel(6, (index) => (index % 2 === 0 ? consume(owner) : release(owner)))
    expect(fulfilled.filter((pieces) => pieces === 4)).toHaveLength(1)
    expect(fulfilled.filter((pieces) => pieces === 0)).toHaveLength(5)
    expect((await levelOf(skuId))?.reserved).toBe(0)
  })

  it('goes back with the transaction that wanted it', async () => {
    const skuId = await newSku(5)
    const failing = shop.database.transaction(async (tx) => {
      const lines = [{ lineId: newId(shop.clock), skuId, qty: 2 }]
      await inventory.reserve(tx, { owner: newOwner(), lines, expiresAt: addMinutes(shop.clock.now(), 30) })
      throw new Error('the rest failed')
    })
    await expect(failing).rejects.toThrow('the rest failed')
    expect(await levelOf(skuId)).toEqual({ onHand: 5, reserved: 0, available: 5 })
  })

  it('refuses to be changed behind its moves', async () => {
    const skuId = await newSku(5)
    const set = (column: string, value: number) =>
      shop.database.execute(`update stocks set ${column} = $2 where sku_id = $1`, [skuId, value])
    await expect(set('reserved', 6)).rejects.toThrow('stocks_reserved_within_on_hand')
    await expect(set('reserved', -1)).rejects.toThrow('stocks_reserved_within_on_hand')
    await expect(shop.database.execute(`delete from stock_moves where sku_id = $1`, [skuId])).rejects.toThrow()
    await expect(shop.database.execute(`update stock_moves set on_hand_delta = 9`)).rejects.toThrow()
  })

  it('is the fold of its moves after any run of steps', async () => {
    const step = fc.record({
      owner: fc.integer({ min: 0, max: 3 }),
      act: fc.constantFrom('reserve', 'keep', 'release', 'consume'),
      qty: fc.integer({ min: 1, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const skuId = await newSku(10)
        const owners = Array.from({ length: 4 }, newOwner)
        const begun = new Set<number>()
        for (const { owner: index, act, qty } of steps) {
          const owner = owners[index] as StockOwner
          if (act === 'reserve' && !begun.has(index)) {
            const taken = await reserve(owner, skuId, qty).then(
              () => true,
              () => false,
            )
            if (taken) begun.add(index)
          } else if (act === 'keep') await keep(owner)
          else if (act === 'release') await release(owner)
          else if (act === 'consume') await consume(owner)
        }
        const fold = await shop.database.one(
          `select (select sum(on_hand_delta) from stock_moves where sku_id = $1) as "onHand",
                  (select sum(reserved_delta) from stock_moves where sku_id = $1) as reserved,
                  (select coalesce(sum(qty), 0) from stock_reservations
                    where sku_id = $1 and state in ('held', 'firm')) as open`,
          [skuId],
        )
        const level = await levelOf(skuId)
        expect(fold).toEqual({ onHand: level?.onHand, reserved: level?.reserved, open: level?.reserved })
      }),
      { numRuns: 15 },
    )
  })
})
