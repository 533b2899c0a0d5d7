import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { freePort } from '@jishi/testing/free-port'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { begun, countsOf, goodsFor, itemOf } from '../support/seckill-desk.js'
import { Rush, runners, tally, withTicket, type Runner, type Said } from '../support/seckill-rush.js'
import type { ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 600_000 })

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))
const STOCK = 300
const MEMBERS = 1_500
const AT_ONCE = 100

let shop: WholeShop
let operator: ShopClient
const children: ChildProcess[] = []

beforeAll(async () => {
  if (!existsSync(MAIN)) throw new Error('build the API first: node scripts/start.mjs does')
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
}, 120_000)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shop.close()
})

interface Program {
  readonly url: string
  kill(): Promise<void>
}

/** The built program beside the shop, on its database and with its keys. */
const start = async (env: Record<string, string> = {}): Promise<Program> => {
  const port = await freePort()
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...{ PATH: process.env['PATH'], JISHI_MODE: 'test', LOG_LEVEL: 'silent', PORT: String(port) },
      ...{ DATABASE_URL: shop.databaseUrl, DATA_DIR: shop.simulator.dataDir },
      ...{ SIMULATOR_PORT: String(shop.simulator.port), NOTIFY_BASE_URL: shop.url },
      ...SLOW_MACHINE,
      ...env,
    },
  })
  children.push(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await eventually(() => /ready/m.test(output) || child.exitCode !== null, 90_000)
  expect(child.exitCode).toBeNull()
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
  }
}

/** Each asks until they are told; whoever got no answer asks again with the same key at whoever is there now. */
const rushThrough = async (
  itemId: string,
  urlNow: () => string,
  onAnswer: (answered: number) => Promise<void> | undefined,
): Promise<Map<string, { said: Said; takeId?: string }>> => {
  const answers = new Map<string, { said: Said; takeId?: string }>()
  let next = 0
  const lane = async (): Promise<void> => {
    let rush = new Rush(urlNow(), 1)
    while (next++ < MEMBERS) {
      let [runner] = runners(shop, itemId, 1) as [Runner]
      let again = false
      for (;;) {
        const answer = await rush.send(runner, again)
        if (answer.said === 'SECKILL_TICKET_EXPIRED') {
          runner = withTicket(shop, itemId, runner)
          continue
        }
        if (!['lost', 'queued', 'UNAVAILABLE', 'OVERLOADED'].includes(answer.said)) {
          answers.set(runner.memberId, answer)
          await onAnswer(answers.size)
          break
        }
        again = true
        await new Promise((resolve) => setTimeout(resolve, 50))
        rush.close()
        rush = new Rush(urlNow(), 1)
      }
    }
    rush.close()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return answers
}

/** Everybody was told once and for good: as many have won as there were, and those who were told so are those who hold one. */
const assertSold = async (itemId: string, answers: Map<string, { said: Said; takeId?: string }>): Promise<void> => {
  expect(tally([...answers.values()].map(({ said }) => said))).toEqual({ won: STOCK, sold_out: MEMBERS - STOCK })
  const takes = await shop.database.rows<{ id: string; memberId: string }>(
    'select id, member_id as "memberId" from seckill_takes where item_id = $1',
    [itemId],
  )
  expect(takes.length).toBe(STOCK)
  for (const { id, memberId } of takes) expect(answers.get(memberId)?.takeId).toBe(id)
  expect(await countsOf(shop, itemId)).toMatchObject({ drawn: STOCK, sold: 0 })
}

it('killed in the middle of a rush and started again, it sells what there is, once', async () => {
  let program = await start()
  const view = await begun(shop, operator, [{ skuId: await goodsFor(shop, STOCK), total: STOCK }])
  let restarting: Promise<void> | undefined
  const answers = await rushThrough(
    itemOf(view),
    () => program.url,
    (answered) => {
      if (answered !== 120) return restarting
      restarting = program.kill().then(async () => {
        program = await start()
      })
      return restarting
    },
  )
  await assertSold(itemOf(view), answers)
  await program.kill()
})

describe.skipIf(!hasRedis())('with Redis in front', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  it('loses Redis and itself in the middle of a rush, and sells what there is, once', async () => {
    let redis = server
    const env = () => ({ REDIS_URL: redis.url })
    let program = await start(env())
    const view = await begun(shop, operator, [{ skuId: await goodsFor(shop, STOCK), total: STOCK }])
    let restarting: Promise<void> | undefined
    const answers = await rushThrough(
      itemOf(view),
      () => program.url,
      (answered) => {
        if (answered === 60) return server.stop()
        if (answered !== 150) return restarting
        restarting = program.kill().then(async () => {
          redis = await startRedis()
          program = await start(env())
        })
        return restarting
      },
    )
    await assertSold(itemOf(view), answers)
    await program.kill()
    await redis.stop()
  })
})

it('leaves a sound shop', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})
