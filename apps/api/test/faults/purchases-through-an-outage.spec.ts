import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { MIGRATIONS } from '../../migrations/index.js'
import { migrate } from '../../src/infra/database/migrate.js'
import type { EmbeddedPostgres } from '../../src/infra/postgres/embedded-postgres.js'
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded-postgres.js'
import { isAlive } from '../../src/infra/postgres/server.js'
import { migrateQueue } from '../../src/infra/queue/queue-backend.js'
import { expectSoundShop, freshKey, quoteNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 240_000 })

const SHOPPERS = 6
const ORDERS_EACH = 5
const PATIENCE_MS = 60_000

let dataDir: string
let server: EmbeddedPostgres
let shop: WholeShop
let skuId: string
let shoppers: Shopper[]
const refusals = new Set<string>()

beforeAll(async () => {
  // Durable, unlike the cluster of the run: what is acknowledged here must be on the disk.
  dataDir = mkdtempSync(join(tmpdir(), 'jishi-outage-'))
  chmodSync(dataDir, 0o755)
  server = await startEmbeddedPostgres({ dataDir })
  await migrate(server.url, MIGRATIONS)
  await migrateQueue(server.url)
  shop = await startWholeShop({ database: { url: server.url, name: 'jishi', drop: async () => undefined } })
  skuId = (await new MadeGoods(shop).product({ stock: 1_000, pricesFen: [6_900] })).skus[0]?.skuId ?? ''
  shoppers = await Promise.all(Array.from({ length: SHOPPERS }, (_, n) => shopperOf(shop, `1380000700${n}`)))
})

afterAll(async () => {
  await shop.close()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** As every client of ours does: the same request under the same key until it is answered with something else than 503. */
const through = async <Answer>(action: () => Promise<Answer>): Promise<Answer> => {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await action()
    } catch (error) {
      const code = error instanceof Refused ? error.body.code : String(error)
      refusals.add(code)
      const passing = error instanceof Refused && (error.status === 503 || code === 'IDEMPOTENCY_IN_FLIGHT')
      if (!passing || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

const buy = async (who: Shopper): Promise<{ orderId: string; attemptNo: string }> => {
  const lines = [{ skuId, qty: 1 }]
  const { quoteId } = await through(() => quoteNow(who, lines))
  const idempotencyKey = freshKey()
  const body = { source: 'buyNow', lines, addressId: who.addressId, quoteId } as const
  const order = await through(() => who.api.order.place({ body, idempotencyKey }))
  const { attemptNo } = await through(() => startPaying(who, order.id))
  await shop.simulator.pay(attemptNo)
  return { orderId: order.id, attemptNo }
}

it('#23 Postgres killed under load costs those who buy a moment, and nobody an order or a fen', async () => {
  const bought: { orderId: string; attemptNo: string }[] = []
  const buying = shoppers.map(async (who) => {
    for (let n = 0; n < ORDERS_EACH; n += 1) bought.push(await buy(who))
  })
  await expect.poll(() => bought.length, { timeout: 60_000 }).toBeGreaterThan(2)
  process.kill(server.pid, 'SIGKILL')
  await expect.poll(() => isAlive(server.pid)).toBe(false)
  server = await startEmbeddedPostgres({ dataDir })
  await Promise.all(buying)

  expect(new Set(bought.map(({ orderId }) => orderId)).size).toBe(SHOPPERS * ORDERS_EACH)
  expect(
    [...refusals].filter((code) => !['UNAVAILABLE', 'OVERLOADED', 'IDEMPOTENCY_IN_FLIGHT'].includes(code)),
  ).toEqual([])

  // Notices that met the outage come again, as the channel repeats them; then what was told is heard.
  await shop.simulator.settled(60_000)
  await shop.database.execute('update outbox set retry_at = now() where settled_at is null')
  await shop.settle()
  const orders = await shop.database.rows<{ state: string; n: number }>(
    'select state, count(*)::int as n from orders group by state order by state',
  )
  expect(orders).toEqual([{ state: 'paid', n: SHOPPERS * ORDERS_EACH }])
  await expectSoundShop(shop)
})
