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

it('#34–#38 a process dies between fetching, staging, matching and posting, and the day comes out as if it had not', async () => {
  const paid = [await desk.pay(), await desk.pay()]
  const other = await desk.pay()
  const missing = await desk.pay()
  await desk.plant(
    { kind: 'fee', number: other.attemptNo, fen: 30 },
    { kind: 'short', number: missing.attemptNo },
    { kind: 'long', number: 'STRANGER000000000009', fen: 300 },
  )
  // The sweep opens the day and finds no bill yet: what follows is the work of one process after another.
  await desk.at(desk.day, 25)
  await shop.sweep('payment.bills')
  const { id } = await shop.database.one<{ id: string }>(
    `select id from bill_files where wallet = 'wechat' and bill_date = $1`,
    [desk.day],
  )
  await desk.at(desk.day, 34.5)
  const days = shop.get(ReconcileDays)
  const crash = Crash.on(shop.database)
  let deaths = 0
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    crash.at(step)
    await days.run({ fileId: id }).catch(() => undefined)
    const died = crash.happened
    crash.restart()
    if (!died) break
    deaths += 1
  }
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
