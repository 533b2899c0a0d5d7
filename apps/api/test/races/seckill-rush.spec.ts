import { addMs, instantOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectSoundShop, operatorOf, orderOf, pay, stockOf } from '../support/buying.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { countsOf, goodsFor, itemOf, orderOfTake, running, short, won } from '../support/seckill-desk.js'
import { Rush, runners, tally, type Said } from '../support/seckill-rush.js'
import { cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 900_000 })

/** `SECKILL_STOCK=5000 SECKILL_MEMBERS=20000` is the size of the record; every run has at least a tenth of it. */
const STOCK = Number(process.env['SECKILL_STOCK'] ?? 500)
const MEMBERS = Number(process.env['SECKILL_MEMBERS'] ?? 2_000)
const AT_ONCE = 200

const engines: { name: string; skipped: boolean; redis: boolean }[] = [
  { name: 'Postgres alone', skipped: false, redis: false },
  { name: 'Redis in front of Postgres', skipped: !hasRedis(), redis: true },
]

for (const { name, skipped, redis } of engines) {
  describe.skipIf(skipped)(`a rush with ${name}`, () => {
    let shop: WholeShop
    let operator: ShopClient
    let server: RedisServer | undefined

    beforeAll(async () => {
      server = redis ? await startRedis() : undefined
      shop = await startWholeShop({
        env: { ...SLOW_MACHINE, ...(server === undefined ? {} : { REDIS_URL: server.url }) },
      })
      operator = await operatorOf(shop)
    }, 120_000)
    afterAll(async () => {
      await shop.close()
      await server?.stop()
    })

    const rushOf = async (itemId: string, count: number, qty = 1): Promise<Said[]> => {
      const rush = new Rush(shop.url, AT_ONCE)
      const said: Said[] = []
      await rush.all(runners(shop, itemId, count, qty), (_, answer) => said.push(answer.said))
      rush.close()
      return said
    }

    it(`sells ${STOCK} to ${MEMBERS} members, one each`, async () => {
      const skuId = await goodsFor(shop, STOCK)
      const view = await running(shop, operator, [{ skuId, total: STOCK }])
      const began = performance.now()
      const said = await rushOf(itemOf(view), MEMBERS)
      const ms = performance.now() - began
      process.stderr.write(
        `${name}: ${MEMBERS} decisions in ${Math.round(ms)} ms, ${Math.round((MEMBERS * 1_000) / ms)}/s\n`,
      )
      expect(tally(said)).toEqual({ won: STOCK, sold_out: MEMBERS - STOCK })
      const { members, units } = await shop.database.one<{ members: number; units: number }>(
        'select count(distinct member_id)::int as members, sum(qty)::int as units from seckill_takes where item_id = $1',
        [itemOf(view)],
      )
      expect({ members, units }).toEqual({ members: STOCK, units: STOCK })
      expect(await countsOf(shop, itemOf(view))).toEqual({ total: STOCK, drawn: STOCK, sold: 0, returned: 0 })
    })

    it('sells the only one once', async () => {
      const view = await running(shop, operator, [{ skuId: await goodsFor(shop, 1), total: 1 }])
      expect(tally(await rushOf(itemOf(view), 100))).toEqual({ won: 1, sold_out: 99 })
    })

    it('sells six of seven by twos, and the last to who wants one', async () => {
      const view = await running(shop, operator, [{ skuId: await goodsFor(shop, 7), total: 7, perMember: 2 }])
      const said = tally(await rushOf(itemOf(view), 40, 2))
      expect(said['won']).toBe(3)
      const who = await shopperOf(shop, '13800077001')
      const take = await won(who, itemOf(view))
      await pay(shop, who, (await orderOfTake(who, take)).id)
      expect(await countsOf(shop, itemOf(view))).toEqual({ total: 7, drawn: 6, sold: 1, returned: 0 })
    })

    it('gives back what nobody ordered within the hold and two minutes, and sells it again', async () => {
      const skuId = await goodsFor(shop, 3)
      const view = await running(shop, operator, [{ skuId, total: 3 }])
      const itemId = itemOf(view)
      expect(tally(await rushOf(itemId, 30))).toEqual({ won: 3, sold_out: 27 })
      shop.clock.advance(view.payWithinMinutes * minuteMs + 2 * minuteMs)
      await shop.sweep()
      expect(await countsOf(shop, itemId)).toMatchObject({ drawn: 0 })
      expect(tally(await rushOf(itemId, 30))).toEqual({ won: 3, sold_out: 27 })
    })

    it('ends: what is left is for sale again, what was bought is not', async () => {
      const skuId = await goodsFor(shop, 5)
      const view = await running(shop, operator, [{ skuId, total: 4 }], short(shop))
      const who = await shopperOf(shop, '13800077002')
      const order = await orderOfTake(who, await won(who, itemOf(view)))
      await pay(shop, who, order.id)
      shop.clock.set(addMs(instantOf(view.endsAt), secondMs))
      await shop.sweep()
      shop.clock.advance(20 * minuteMs)
      await shop.sweep()
      const after = await operator.seckillDesk.one({ params: { id: view.id } })
      expect(after).toMatchObject({ state: 'ended', sold: 1, drawn: 0 })
      expect(after.settledAt).not.toBeNull()
      expect(after.items[0]).toMatchObject({ returned: 3 })
      expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
      expect((await orderOf(who, order.id)).state).toBe('paid')
    })

    it('sells once more what the shop takes back in the middle of it, and loses none of it at the end', async () => {
      const skuId = await goodsFor(shop, 4)
      const view = await running(shop, operator, [{ skuId, total: 4 }])
      const itemId = itemOf(view)
      const orders: string[] = []
      for (const phone of ['13800077011', '13800077012', '13800077013', '13800077014']) {
        const who = await shopperOf(shop, phone)
        const { id } = await orderOfTake(who, await won(who, itemId))
        await pay(shop, who, id)
        orders.push(id)
      }
      const back = (ids: readonly string[]) => Promise.all(ids.map((id) => cancelPieces(operator, id)))
      const [during] = await Promise.all([rushOf(itemId, 60), back(orders.slice(0, 2))])
      await shop.settle()
      expect(tally([...during, ...(await rushOf(itemId, 20))])['won']).toBe(2)
      expect(await countsOf(shop, itemId)).toEqual({ total: 4, drawn: 2, sold: 2, returned: 0 })
      shop.clock.advance(view.payWithinMinutes * minuteMs + minuteMs)
      await shop.sweep()
      const ended = operator.seckillDesk.stop({ params: { id: view.id } }).then(() => shop.sweep('seckill.turn'))
      await Promise.all([ended, back(orders.slice(2))])
      await shop.settle()
      await shop.sweep()
      expect(await countsOf(shop, itemId)).toEqual({ total: 4, drawn: 0, sold: 0, returned: 4 })
      expect(await stockOf(shop, skuId)).toEqual({ onHand: 4, reserved: 0 })
    })

    it('leaves a sound shop', async () => {
      await shop.sweep()
      await expectSoundShop(shop)
    })
  })
}
