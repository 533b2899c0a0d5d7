import { addShopDays, minuteMs, type ShopDay } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { BILL_SOURCES, type BillSource } from '../../src/modules/payment/bills/bill-source.js'
import { ReconcileDays } from '../../src/modules/payment/bills/reconcile-days.js'
import { freshKey } from '../support/buying.js'
import { DyingStage } from '../support/dying-stage.js'
import { expectDeathAtEach, type UntilDeath } from '../support/fail-points.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { ReconDesk, type Plant } from '../support/recon-desk.js'
import type { WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const [BACK_FEN, STRANGE_FEN, BANK_FEN] = [1_000, 300, 500]

let stage: DyingStage
let shop: WholeShop
let desk: ReconDesk
let strangers = 0

beforeAll(async () => {
  stage = await DyingStage.open()
  shop = stage.shop
  desk = await ReconDesk.open(shop, 10_000, {
    somebody: (phone) => stage.somebody(phone),
    hears: async (attemptNo) => {
      if (attemptNo !== '') await stage.tells(attemptNo)
      await stage.hears()
    },
  })
})
afterAll(() => shop.close())
beforeEach(() => stage.quiet())

const sweeps = (): Promise<number> => shop.sweep('payment.bills')
/** The morning after the day, when its bill is there. */
const morning = (hour = 10.5): Promise<void> => desk.at(addShopDays(desk.day, 1), hour)
/** What the sweeps do by themselves in the hours that follow. */
const hoursPass = async (): Promise<void> => {
  for (const hour of [11.6, 12.7]) {
    await morning(hour)
    await sweeps()
  }
  await stage.hears()
}
const dayOf = (day = desk.day) => desk.dayOf(stage.desk, day)
/** Of the bill; what the account itself says otherwise is a matter of its flow. */
const found = async (day = desk.day): Promise<string[]> =>
  (await desk.differences(stage.desk, day))
    .filter(({ kind }) => !kind.startsWith('flow_'))
    .map(({ kind, number }) => `${kind} ${number}`)
    .sort()
/** What left for the bank on a day, and how often that was posted. */
const toBank = async (): Promise<number[]> =>
  (
    await shop.database.rows<{ fen: number }>(
      `select e.amount_fen as fen from bill_flows m join ledger_txns t on t.reference = m.id::text and t.kind = 'bill.withdrawn'
         join ledger_entries e on e.txn_id = t.id and e.account_code = 'bank' where m.bill_date = $1::date`,
      [desk.day],
    )
  ).map(({ fen }) => fen)
const settledRows = async (attemptNo: string): Promise<number> =>
  (
    await shop.database.one<{ n: number }>(
      `select count(*)::int as n from ledger_txns t join bill_rows r on t.reference = r.id::text
        where t.kind = 'bill.settled' and r.attempt_no = $1`,
      [attemptNo],
    )
  ).n
const incidentsOf = async (number: string): Promise<string[]> =>
  (
    await shop.database.rows<{ kind: string }>(
      `select kind from payment_incidents where reference = $1 and resolved_at is null`,
      [number],
    )
  ).map(({ kind }) => kind)

/** Part of a payment went back at the channel; whether anybody here has heard of it is for the life to say. */
const givenBack = async (attemptNo: string): Promise<string> => {
  const refundNo = await desk.refund(attemptNo, BACK_FEN)
  await eventually(async () => (await stage.atGateway(attemptNo))?.refundedFen === BACK_FEN)
  return refundNo
}
/** A bill goes on saying what it said: it may be fetched again. */
const said: Plant[] = []
const plants = (...more: Plant[]): Promise<void> => {
  said.push(...more.map((plant) => ({ ...plant, day: desk.day })))
  return desk.plant(...said)
}

/** A day whose bill has rows of numbers that nobody here knows. */
const strangeDay = async (rows: number): Promise<void> => {
  await desk.next()
  await desk.pay()
  const rowsOfStrangers = Array.from({ length: rows }, () => {
    strangers += 1
    return { kind: 'long', number: `STRANGER${String(strangers).padStart(12, '0')}`, fen: STRANGE_FEN }
  })
  await plants(...rowsOfStrangers)
  await morning()
  await sweeps()
}
const anyOpen = async (): Promise<{ id: string; number: string }> => {
  const open = (await desk.differences(stage.desk)).find(({ kind, state }) => kind === 'long' && state === 'open')
  if (open === undefined) throw new Error('all strangers are settled')
  return open
}
const proposing = (id: string) => {
  const body = { action: 'to_suspense' as const, reason: '待查付款人' }
  const call = { params: { id }, body, idempotencyKey: freshKey() }
  return () => stage.desk.reconciliation.propose(call)
}
const adjusted = async (id: string): Promise<number> =>
  (
    await shop.database.one<{ n: number }>(
      `select count(*)::int as n from ledger_txns t join recon_resolutions x on x.id::text = t.reference
        where t.kind = 'bill.adjusted' and x.break_id = $1`,
      [id],
    )
  ).n

/** Of the day before: what no bill had, which is short as soon as the next bill was read. */
let missing: readonly string[] = []
let shortDay: ShopDay
let fewStrangers: ShopDay

/** While the account's own flow is still being written. */
const withoutFlows = async (work: () => Promise<unknown>): Promise<void> => {
  const sources = shop.app.get<BillSource[]>(BILL_SOURCES).filter(({ wallet }) => wallet === 'wechat')
  const fetches = sources.map((source) => source.fetchFlow)
  for (const source of sources)
    source.fetchFlow = () => Promise.resolve({ kind: 'later', problem: 'not_yet', reason: 'it is being written' })
  await work()
  sources.forEach((source, at) => Object.assign(source, { fetchFlow: fetches[at] }))
}

type Life = (untilDeath: UntilDeath) => Promise<void>

const MORNINGS: Readonly<Record<string, Life>> = {
  '#34 #36 #38 a day of bills, from its opening to the last row and to the day before': async (untilDeath) => {
    const before = { day: desk.day, missing }
    shortDay = before.day
    await desk.next()
    const known = await desk.pay()
    const heardOnlyThere = await givenBack(known.attemptNo)
    const short = await desk.pay()
    const shortBack = await givenBack(short.attemptNo)
    await stage.tells(short.attemptNo, true)
    await plants(
      { kind: 'short', number: short.attemptNo },
      { kind: 'short', number: shortBack },
      { kind: 'withdraw', fen: BANK_FEN },
    )
    await morning()
    await untilDeath(sweeps)
    await hoursPass()
    expect(await dayOf()).toMatchObject({ state: 'reconciled', matched: 2, problem: null })
    expect([(await dayOf()).flow?.state, await toBank()]).toEqual(['reconciled', [BANK_FEN]])
    missing = [short.attemptNo, shortBack]
    expect(await found()).toEqual(missing.map((number) => `suspense ${number}`).sort())
    expect(await settledRows(known.attemptNo)).toBe(2)
    const { refunds } = await attemptFacts(shop, known.attemptNo)
    expect(refunds.map(({ refundNo, state }) => [refundNo, state])).toEqual([[heardOnlyThere, 'succeeded']])
    expect(await found(before.day)).toEqual(before.missing.map((number) => `short ${number}`).sort())
    for (const number of before.missing) expect(await incidentsOf(number)).toEqual(['outcome_unknown'])
  },
  '#34 a bill that is not there yet': async (untilDeath) => {
    await desk.next()
    const { attemptNo } = await desk.pay()
    await desk.plant(...said, { kind: 'late' })
    await morning()
    await untilDeath(sweeps)
    expect(await settledRows(attemptNo)).toBe(0)
    await plants()
    await hoursPass()
    expect(await dayOf()).toMatchObject({ state: 'reconciled', matched: 1, problem: null })
    expect(await settledRows(attemptNo)).toBe(1)
  },
  '#34 a flow of the account that is not there yet': async (untilDeath) => {
    await desk.next()
    await desk.pay()
    await plants({ kind: 'withdraw', fen: BANK_FEN })
    await morning()
    await withoutFlows(() => untilDeath(sweeps))
    await hoursPass()
    expect([(await dayOf()).flow?.state, await toBank()]).toEqual(['reconciled', [BANK_FEN]])
  },
  '#34 a day without a bill': async (untilDeath) => {
    await desk.next()
    await morning()
    await untilDeath(sweeps)
    await hoursPass()
    expect(await dayOf()).toMatchObject({ state: 'empty', problem: null })
  },
}

const TURNS: Readonly<Record<string, Life>> = {
  '#34 a withdrawal that waits for the bill of an earlier day': async (untilDeath) => {
    await desk.next()
    const { day: early } = desk
    await desk.pay()
    await desk.next()
    await desk.pay()
    const withdrawn = { kind: 'withdraw', fen: BANK_FEN }
    await desk.plant(...said, { kind: 'late', day: early }, withdrawn)
    await morning()
    await withoutFlows(sweeps)
    const { id } = await shop.database.one<{ id: string }>(
      `select id from bill_files where wallet = 'wechat' and kind = 'funds' and bill_date = $1::date`,
      [desk.day],
    )
    await untilDeath(() => shop.get(ReconcileDays).run({ fileId: id }))
    expect(await toBank()).toEqual([])
    await plants(withdrawn)
    await hoursPass()
    expect([(await dayOf(early)).state, (await dayOf()).flow?.state]).toEqual(['reconciled', 'reconciled'])
    expect([(await dayOf()).flow?.problem, await toBank()]).toEqual([null, [BANK_FEN]])
  },
}

const again: (dayOfIt: () => ShopDay) => Life = (dayOfIt) => async (untilDeath) => {
  const day = dayOfIt()
  const [{ id }, was] = [await dayOf(day), await found(day)]
  await untilDeath(() => shop.get(ReconcileDays).run({ fileId: id }))
  await shop.get(ReconcileDays).run({ fileId: id })
  expect(was).not.toEqual([])
  expect(await found(day)).toEqual(was)
  expect((await dayOf(day)).problem).toBeNull()
}

const DESK: Readonly<Record<string, Life>> = {
  'having a day run again': async (untilDeath) => {
    const { id } = await dayOf()
    const call = { params: { id }, idempotencyKey: freshKey() }
    await untilDeath(() => stage.desk.reconciliation.runAgain(call))
    await stage.desk.reconciliation.runAgain(call)
    await sweeps()
    expect((await dayOf()).problem).toBeNull()
    expect(await acted('reconciliation.run_again', id)).toBeGreaterThan(0)
  },
  'running a day again that has rows of strangers': again(() => fewStrangers),
  'running a day again whose bill had not all that we have': again(() => shortDay),
  'carrying a day away as a table': async (untilDeath) => {
    const { id } = await dayOf()
    const taken = await acted('reconciliation.exported', id)
    const call = { params: { id }, idempotencyKey: freshKey() }
    const carries = () => stage.desk.reconciliation.exported(call).catch(() => undefined)
    await untilDeath(carries)
    await carries()
    expect(await acted('reconciliation.exported', id)).toBeGreaterThan(taken)
  },
  'proposing what becomes of a difference': async (untilDeath) => {
    const { id } = await anyOpen()
    const proposes = proposing(id)
    await untilDeath(proposes)
    const { state, resolutions } = await proposes()
    expect([state, resolutions.length, await adjusted(id)]).toEqual(['proposed', 1, 0])
  },
  'approving what was proposed': async (untilDeath) => {
    const { id, number } = await anyOpen()
    await proposing(id)()
    const call = { params: { id }, idempotencyKey: freshKey() }
    await untilDeath(() => stage.otherDesk.reconciliation.approve(call))
    expect((await stage.otherDesk.reconciliation.approve(call)).state).toBe('resolved')
    expect([await adjusted(id), await incidentsOf(number)]).toEqual([1, []])
  },
  'rejecting what was proposed': async (untilDeath) => {
    const { id } = await anyOpen()
    await proposing(id)()
    const call = { params: { id }, body: { note: '先问渠道' }, idempotencyKey: freshKey() }
    await untilDeath(() => stage.otherDesk.reconciliation.reject(call))
    const { state, resolutions } = await stage.otherDesk.reconciliation.reject(call)
    expect([state, resolutions.at(0)?.state, await adjusted(id)]).toEqual(['open', 'rejected', 0])
  },
}

const acted = async (action: string, id: string): Promise<number> =>
  (
    await shop.database.one<{ n: number }>(
      `select count(*)::int as n from audit_log where action = $1 and (subject_id = $2::text or after ->> 'fileId' = $2)`,
      [action, id],
    )
  ).n

const lives = (all: Readonly<Record<string, Life>>): void => {
  it.each(Object.entries(all))('%s', (_, life) => stage.dies(life))
}

describe('over bills, a process that dies at every boundary of', () => {
  lives(MORNINGS)
})

describe('at the desk of reconciliation, a process that dies at every boundary of', () => {
  beforeAll(async () => {
    await strangeDay(2)
    fewStrangers = desk.day
    await strangeDay(20)
  })
  lives(DESK)
})

describe('while a bill is missing, a process that dies at every boundary of', () => {
  lives(TURNS)
})

it('every step of a day of bills has a life to die in', () => {
  expectDeathAtEach(import.meta.url, stage.points)
})

it('leaves a shop without a contradiction', async () => {
  await passTime(shop, minuteMs)
  await stage.end()
})
