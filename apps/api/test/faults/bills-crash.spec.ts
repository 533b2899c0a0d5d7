import { afterAll, beforeAll, expect, it } from 'vitest'
import { ReconcileDays } from '../../src/modules/payment/bills/reconcile-days.js'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { ReconDesk } from '../support/recon-desk.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ReconDesk

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
})
afterAll(() => shop.close())

const MOST_STEPS = 400

/** One process after another works on a file, each dying a step later than the one before; answers how many died. */
const deathsOver = async (fileId: string): Promise<number> => {
  const days = shop.get(ReconcileDays)
  const crash = Crash.on(shop.database)
  let deaths = 0
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    crash.at(step)
    await days.run({ fileId }).catch(() => undefined)
    const died = crash.happened
    crash.restart()
    if (!died) break
    deaths += 1
  }
  return deaths
}
/** The files of the day, opened before there is any bill: what follows is the work of one process after another. */
const filesOf = async (): Promise<{ trade: string; funds: string }> => {
  await desk.at(desk.day, 25)
  await shop.sweep('payment.bills')
  const files = await shop.database.rows<{ id: string; kind: 'trade' | 'funds' }>(
    `select id, kind from bill_files where wallet = 'wechat' and bill_date = $1`,
    [desk.day],
  )
  await desk.at(desk.day, 34.5)
  const idOf = (wanted: string): string => files.find(({ kind }) => kind === wanted)?.id ?? ''
  return { trade: idOf('trade'), funds: idOf('funds') }
}

it('#34–#38 a process dies between fetching, staging, matching and posting, and the day comes out as if it had not', async () => {
  const paid = [await desk.pay(), await desk.pay()]
  const other = await desk.pay()
  const missing = await desk.pay()
  await desk.plant(
    { kind: 'fee', number: other.attemptNo, fen: 30 },
    { kind: 'short', number: missing.attemptNo },
    { kind: 'long', number: 'STRANGER000000000009', fen: 300 },
  )
  const deaths = await deathsOver((await filesOf()).trade)
  expect(deaths).toBeGreaterThan(10)
  expect(deaths).toBeLessThan(MOST_STEPS)

  const client = await operatorOf(shop, ['finance'])
  expect(await desk.dayOf(client)).toMatchObject({ state: 'reconciled', matched: 2, problem: null })
  const found = await desk.differences(client)
  expect(found.map(({ kind, number }) => `${kind} ${number}`).sort()).toEqual(
    [`fee ${other.attemptNo}`, `suspense ${missing.attemptNo}`, 'long STRANGER000000000009'].sort(),
  )
  const postings = await shop.database.rows(
    `select t.reference from ledger_txns t join bill_rows r on t.reference = r.id::text where t.kind = 'bill.settled' and r.attempt_no = any($1)`,
    [paid.map(({ attemptNo }) => attemptNo)],
  )
  expect(postings).toHaveLength(2)
  await shop.sweep()
  await shop.settle()
  await expectSoundShop(shop)
})

it('#34 it dies between a flow and the bank, and each withdrawal is booked once', async () => {
  await desk.next()
  const paid = await desk.pay()
  await desk.pay()
  await desk.plant(
    { kind: 'withdraw', fen: 3_000 },
    { kind: 'withdraw', fen: 900_000 },
    { kind: 'flow_fee', number: paid.attemptNo, fen: 5 },
    { kind: 'flow_other', fen: -70 },
  )
  const { trade, funds } = await filesOf()
  await shop.get(ReconcileDays).run({ fileId: trade })
  const bank = await desk.balance('bank')
  const deaths = await deathsOver(funds)
  expect(deaths).toBeGreaterThan(10)
  expect(deaths).toBeLessThan(MOST_STEPS)
  expect((await desk.balance('bank')) - bank).toBe(3_000)
  const client = await operatorOf(shop, ['finance'])
  expect((await desk.dayOf(client)).flow).toMatchObject({
    ...{ state: 'reconciled', problem: null, withdrawn: { count: 2, fen: 903_000, bookedFen: 3_000 } },
  })
  const found = await desk.differences(client)
  expect(found.map(({ kind }) => kind).sort()).toEqual(['flow_fee', 'flow_other', 'uncovered'])
  await shop.sweep()
  await shop.settle()
  await expectSoundShop(shop)
})
