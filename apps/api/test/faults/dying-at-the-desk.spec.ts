import { hourMs, minuteMs, secondMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { BREAKER_RULES } from '../../src/modules/payment/domain/breaker.js'
import { ChannelGates } from '../../src/modules/payment/gate/channel-gates.js'
import { Incidents } from '../../src/modules/payment/incidents.js'
import { SendRefund } from '../../src/modules/payment/send-refund.js'
import { freshKey, orderOf, placeNow, startPaying } from '../support/buying.js'
import { DyingStage } from '../support/dying-stage.js'
import { expectDeathAtEach, type UntilDeath } from '../support/fail-points.js'
import { asks, paysFor } from '../support/friend-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { payOutTo, payoutFacts, type MadePayout } from '../support/payout-desk.js'
import type { Shopper } from '../support/shopper.js'
import type { WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const PRICE_FEN = 9_900

let stage: DyingStage
let shop: WholeShop
let ann: Shopper
let skuId: string
let people = 0

beforeAll(async () => {
  stage = await DyingStage.open()
  shop = stage.shop
  skuId = (await new MadeGoods(shop).product({ stock: 500, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())
beforeEach(async () => {
  await stage.quiet()
  ann = await somebody()
})

const somebody = (): Promise<Shopper> => stage.somebody(`138000646${String((people += 1)).padStart(2, '0')}`)
const placed = async (): Promise<string> => (await placeNow(ann, [{ skuId, qty: 1 }])).id
const paid = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const orderId = await placed()
  const { attemptNo } = await startPaying(ann, orderId)
  await stage.paid(attemptNo)
  return { orderId, attemptNo }
}
/** How often the desk's act is in the audit log. */
const acted = async (action: string, id: string): Promise<number> =>
  (
    await shop.database.one<{ n: number }>(
      `select count(*)::int as n from audit_log where action = $1 and subject_id = $2::text`,
      [action, id],
    )
  ).n
const openIncidents = async (kind: string, reference: string): Promise<number> =>
  (
    await shop.database.one<{ n: number }>(
      `select count(*)::int as n from payment_incidents where kind = $1 and reference = $2 and resolved_at is null`,
      [kind, reference],
    )
  ).n

/** Of an order that ann asked ben to pay, and he did. */
const paidByFriend = async () => {
  const ben = await somebody()
  const orderId = await placed()
  const { id, attemptNo } = await paysFor(ben, await asks(ann, orderId))
  await stage.paid(attemptNo)
  return { ben, orderId, id, attemptNo }
}
type PaidByFriend = Awaited<ReturnType<typeof paidByFriend>>
/** All of it came back, once and to the friend. */
const expectBackToFriend = async ({ ben, orderId, id, attemptNo }: PaidByFriend): Promise<void> => {
  await stage.comesBack(attemptNo, PRICE_FEN)
  expect(await ben.api.friendPay.payment({ params: { id } })).toMatchObject({ refundedFen: PRICE_FEN, refundingFen: 0 })
  expect(await orderOf(ann, orderId)).toMatchObject({ state: 'refunded', refundedFen: PRICE_FEN })
  const to = await shop.database.rows<{ memberId: string }>(
    `select r.member_id as "memberId" from refunds r join payment_attempts a on a.id = r.attempt_id
       join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id where t.order_id = $1`,
    [orderId],
  )
  expect(to).toEqual([{ memberId: ben.memberId }])
}

/** A refund that its channel has ended as often as it is begun by itself. */
const stoppedRefund = async (): Promise<{ id: string; attemptNo: string }> => {
  const { orderId, attemptNo } = await paid()
  await (
    await stage.cancellationOf(orderId)
  )()
  const latest = () =>
    shop.database.one<{ id: string; refundNo: string; state: string }>(
      `select r.id, r.refund_no as "refundNo", r.state from refunds r join payment_attempts a on a.id = r.attempt_id
        where a.attempt_no = $1 order by r.try_no desc limit 1`,
      [attemptNo],
    )
  for (let tries = 0; tries < 5; tries += 1) {
    const { refundNo } = await latest()
    await shop.database.transaction((tx) => shop.get(SendRefund).applyAnswer(tx, refundNo, { kind: 'closed' }))
  }
  const { id, state } = await latest()
  expect(state).toBe('closed')
  return { id, attemptNo }
}
const noticeOf = async () => {
  const { attemptNo } = await paid()
  const [row] = (await stage.desk.finance.payments({ query: { q: attemptNo } })).items
  const { id, notices } = await stage.desk.finance.payment({ params: { id: row?.id ?? '' } })
  return { id, attemptNo, call: { params: { id, noticeId: notices[0]?.id ?? '' }, idempotencyKey: freshKey() } }
}
const payout = async (): Promise<MadePayout> => {
  const made = await payOutTo(shop, await somebody())
  await passTime(shop, minuteMs)
  return made
}
const onPayout = ({ payoutId }: MadePayout) => ({
  ...{ params: { id: payoutId }, body: { note: '会员来电' }, idempotencyKey: freshKey() },
})
const comesTo = (made: MadePayout, ...ends: string[]): Promise<void> =>
  eventually(async () => {
    await passTime(shop, hourMs)
    await shop.sweep('payment.payouts')
    return ends.includes((await payoutFacts(shop, made)).state)
  })

/** What nobody waits for is waited for here: a wallet that falls silent is written down beside the payments that made it known. */
const writing = async (work: () => Promise<unknown>): Promise<void> => {
  const { database } = shop
  const transaction = database.transaction
  const writes: Promise<unknown>[] = []
  database.transaction = (inside) => {
    const write = transaction(inside)
    writes.push(write)
    return write
  }
  try {
    await work()
    await Promise.all(writes)
  } finally {
    await Promise.allSettled(writes)
    database.transaction = transaction
  }
}
const gate = () => shop.get(ChannelGates).of('wechat')
const fallsSilent = (): Promise<void> =>
  writing(async () => {
    for (let times = 0; times < BREAKER_RULES.failures; times += 1)
      await gate().run('pay', () => Promise.resolve({ kind: 'unknown', reason: 'no answer' }))
  })
/** Any answer opens the gate again; the incident stays until somebody has paid. */
const answersAgain = () => gate().run('owe', () => Promise.resolve({ kind: 'missing' }))

const LIVES: Readonly<Record<string, (untilDeath: UntilDeath) => Promise<void>>> = {
  'ending an incident': async (untilDeath) => {
    const reference = `DYING${freshKey().replaceAll('-', '').slice(0, 15)}`
    await shop.database.transaction((tx) => shop.get(Incidents).open(tx, 'mismatch', reference, {}))
    const [incident] = (await stage.desk.finance.incidents({ query: { q: reference } })).items
    const params = { id: incident?.id ?? '' }
    const call = { params, body: { reason: '已与渠道核对' }, idempotencyKey: freshKey() }
    await untilDeath(() => stage.desk.finance.resolveIncident(call))
    expect((await stage.desk.finance.resolveIncident(call)).resolvedAt).not.toBeNull()
    expect(await acted('payment.incident_resolved', params.id)).toBe(1)
  },
  'having a refund sent again that had stopped': async (untilDeath) => {
    const { id, attemptNo } = await stoppedRefund()
    const call = { params: { id }, idempotencyKey: freshKey() }
    await untilDeath(() => stage.desk.finance.restartRefund(call))
    await stage.desk.finance.restartRefund(call)
    expect(await acted('payment.refund_restarted', id)).toBe(1)
    await eventually(async () => {
      await passTime(shop, 5 * minuteMs)
      await shop.sweep('payment.refunds')
      return (await attemptFacts(shop, attemptNo)).refunds.some(({ state }) => state === 'succeeded')
    })
    await stage.hears()
    const { refunds } = await attemptFacts(shop, attemptNo)
    expect(refunds.filter(({ state }) => state !== 'closed')).toHaveLength(1)
    expect(await stage.atGateway(attemptNo)).toMatchObject({ refundedFen: PRICE_FEN })
  },
  '#11 giving back what a friend has paid': async (untilDeath) => {
    const friends = await paidByFriend()
    const cancels = await stage.cancellationOf(friends.orderId)
    await untilDeath(cancels)
    await cancels()
    await expectBackToFriend(friends)
  },
  '#9 sending back what a friend has paid': async (untilDeath) => {
    const friends = await paidByFriend()
    await (
      await stage.cancellationOf(friends.orderId)
    )()
    await stage.hears()
    await passTime(shop, minuteMs)
    await untilDeath(() => shop.sweep('payment.refunds'))
    await expectBackToFriend(friends)
  },
  'looking at what a channel told': async (untilDeath) => {
    const { id, call } = await noticeOf()
    await untilDeath(() => stage.desk.finance.revealNotice(call))
    expect(JSON.parse((await stage.desk.finance.revealNotice(call)).raw)).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
    })
    expect(await acted('payment.notice_revealed', id)).toBe(1)
  },
  'having what a channel told told again': async (untilDeath) => {
    const { id, attemptNo, call } = await noticeOf()
    await untilDeath(() => stage.desk.finance.replayNotice(call))
    expect(await stage.desk.finance.replayNotice(call)).toEqual({ status: 200, changed: false })
    expect(await acted('payment.notice_replayed', id)).toBe(1)
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, notices: 1, refunds: [] })
  },
  '#28 having a payout sent again': async (untilDeath) => {
    const made = await payout()
    const call = onPayout(made)
    await untilDeath(() => stage.desk.payout.retry(call))
    await stage.desk.payout.retry(call)
    expect(await acted('payout.retried', made.payoutId)).toBe(1)
    await comesTo(made, 'awaiting')
    await shop.simulator.confirmTransfer(made.payoutNo)
    await comesTo(made, 'succeeded')
    expect((await payoutFacts(shop, made)).told).toEqual(['payment.payout_succeeded'])
  },
  '#29 giving a payout up': async (untilDeath) => {
    const made = await payout()
    await shop.sweep('payment.payouts')
    const call = onPayout(made)
    await untilDeath(() => stage.desk.payout.cancel(call))
    await stage.desk.payout.cancel(call)
    await comesTo(made, 'cancelled')
    expect(await payoutFacts(shop, made)).toMatchObject({ paid: {}, told: ['payment.payout_failed'], incidents: [] })
  },
  'looking at what a channel told of a payout': async (untilDeath) => {
    const made = await payout()
    await shop.sweep('payment.payouts')
    await shop.simulator.confirmTransfer(made.payoutNo)
    await stage.tells(made.payoutNo)
    const { notices } = await stage.desk.payout.detail({ params: { id: made.payoutId } })
    const params = { id: made.payoutId, noticeId: notices[0]?.id ?? '' }
    const call = { params, idempotencyKey: freshKey() }
    await untilDeath(() => stage.desk.payout.revealNotice(call))
    const told = JSON.parse((await stage.desk.payout.revealNotice(call)).raw) as object
    expect(told).toMatchObject({ event_type: 'MCHTRANSFER.BILL.FINISHED' })
    expect(await acted('payout.notice_revealed', made.payoutId)).toBe(1)
  },
  '#33 writing down that a wallet fell silent': async (untilDeath) => {
    await shop.database.execute(`update payment_incidents set resolved_at = opened_at where kind = 'channel_down'`)
    await untilDeath(fallsSilent)
    // Written or not: nobody begins to pay there meanwhile.
    expect(gate().isDown).toBe(true)
    await answersAgain()
    await fallsSilent()
    expect(await openIncidents('channel_down', 'wechat')).toBe(1)
    await answersAgain()
  },
  '#33 finding that a wallet is back': async (untilDeath) => {
    await fallsSilent()
    await answersAgain()
    await passTime(shop, secondMs)
    await paid()
    await untilDeath(() => shop.sweep('payment.channels'))
    await shop.sweep('payment.channels')
    expect(await openIncidents('channel_down', 'wechat')).toBe(0)
  },
}

describe('at the desk and the gate, a process that dies at every boundary of', () => {
  it.each(Object.entries(LIVES))('%s', (_, life) => stage.dies(life))
})

it('every act of an operator in payments has a life to die in', () => {
  expectDeathAtEach(import.meta.url, stage.points)
})

it('leaves a shop without a contradiction', () => stage.end())
