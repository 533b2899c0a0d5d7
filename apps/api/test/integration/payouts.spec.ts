import { DomainError } from '@jishi/kernel/errors'
import { fen } from '@jishi/kernel/money'
import { dayMs, hourMs, minuteMs, secondMs } from '@jishi/kernel/time'
import { newId } from '@jishi/kernel/id'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PayoutFacade } from '../../src/modules/payment/index.js'
import { codeOf, expectSoundShop, freshKey, operatorOf } from '../support/buying.js'
import { passTime } from '../support/payment-facts.js'
import { known, payOutTo, payoutFacts, setAside, withdrawalOf, type MadePayout } from '../support/payout-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  await shop.simulator.settled()
  // Days pass in here, and a session does not last that long.
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, `138000062${String((shoppers += 1)).padStart(2, '0')}`)
})

/** What the facade refuses for. */
const refusedFor = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  )
const arrive = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}
const sent = async (over: Parameters<typeof payOutTo>[2] = {}): Promise<MadePayout> => {
  const payout = await payOutTo(shop, ann, over)
  await arrive()
  return payout
}
const confirms = async ({ payoutNo }: MadePayout): Promise<void> => {
  await shop.simulator.confirmTransfer(payoutNo)
  await arrive()
}
const asked = async (afterMs: number): Promise<void> => {
  await passTime(shop, afterMs)
  await shop.sweep('payment.payouts')
  await arrive()
}
const transferOf = async (no: string) =>
  (await shop.simulator.transfers()).find(({ outBillNo, outBizNo }) => outBillNo === no || outBizNo === no)
const on = ({ payoutId }: MadePayout, note = '会员来电') => ({
  params: { id: payoutId },
  body: { note },
  idempotencyKey: freshKey(),
})
const faulty = (operation: string, kind: string, times = 1, value?: number | string) => ({
  channel: 'wechat' as const,
  operation,
  kind,
  times,
  ...(value === undefined ? {} : { value }),
})

describe('a payout through WeChat', () => {
  it('waits for its payee, who sees how to confirm, and is posted once with the tax that was kept', async () => {
    const payout = await sent({ taxWithheldFen: fen(800) })
    const mine = await ann.api.payout.mine({ params: { id: payout.payoutId } })
    expect(mine).toMatchObject({ state: 'awaiting', amountFen: 5_000, taxWithheldFen: 800, sentFen: 4_200 })
    const transfer = await transferOf(payout.payoutNo)
    expect(mine.confirm).toEqual({
      mchId: '1900000001',
      appId: 'wx00000000514a1502',
      package: transfer?.packageInfo,
    })
    expect(transfer?.amountFen).toBe(4_200)

    await confirms(payout)
    expect(await payoutFacts(shop, payout)).toEqual({
      state: 'succeeded',
      steps: ['recorded', 'awaiting', 'succeeded'],
      paid: { commission_withdrawing: 5_000, 'payout:wechat': -4_200, tax_withheld: -800 },
      told: ['payment.payout_succeeded'],
      incidents: [],
      notices: ['paid_out'],
    })
    expect((await ann.api.payout.mine({ params: { id: payout.payoutId } })).confirm).toBeNull()
    const ben = await shopperOf(shop, '13800006299')
    expect(await codeOf(ben.api.payout.mine({ params: { id: payout.payoutId } }))).toBe('NOT_FOUND')
  })

  it('is the same one for the same subject, even after it has ended', async () => {
    const payout = await sent()
    expect(await setAside(shop, payout.order)).toMatchObject({ payoutNo: payout.payoutNo })
    await confirms(payout)
    expect(await setAside(shop, payout.order)).toMatchObject({ payoutId: payout.payoutId })
    expect(await shop.get(PayoutFacade).stateOf(shop.database, payout.order.subject)).toBe('succeeded')
    await arrive()
    expect((await shop.simulator.transfers()).filter(({ outBillNo }) => outBillNo === payout.payoutNo)).toHaveLength(1)
  })

  it('carries a name from 2000 yuan on, sealed so that only the channel reads it', async () => {
    const large = { amountFen: fen(200_000) }
    expect(await refusedFor(payOutTo(shop, ann, large))).toBe('PAYOUT_NAME_NEEDED')
    const payout = await sent({ ...large, realName: '欧阳小满' })
    expect((await transferOf(payout.payoutNo))?.userName).toBe('欧阳小满')
    const { payee } = await operator.payout.detail({ params: { id: payout.payoutId } })
    expect(payee.realName).toBe('欧***')
    const { kept } = await shop.database.one<{ kept: string }>('select payee_enc as kept from payouts where id = $1', [
      payout.payoutId,
    ])
    expect(kept).not.toContain('欧阳')
  })

  it('is refused where it could not be sent: too little, nobody known at the wallet', async () => {
    expect(await refusedFor(payOutTo(shop, ann, { amountFen: fen(9) }))).toBe('PAYOUT_TOO_SMALL')
    expect(await refusedFor(payOutTo(shop, ann, { amountFen: fen(15), taxWithheldFen: fen(6) }))).toBe(
      'PAYOUT_TOO_SMALL',
    )
    const ben = await shopperOf(shop, '13800006298')
    expect(await refusedFor(setAside(shop, withdrawalOf(shop, ben)))).toBe('PAYEE_UNKNOWN')
  })

  it('tells once that nothing left when the channel ends it', async () => {
    const payout = await sent()
    await shop.simulator.failTransfer(payout.payoutNo, 'PAYEE_ACCOUNT_ABNORMAL')
    await arrive()
    await asked(hourMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({
      ...{ state: 'failed', paid: {}, told: ['payment.payout_failed'], notices: ['ended'] },
    })
    const detail = await operator.payout.detail({ params: { id: payout.payoutId } })
    expect(detail).toMatchObject({ endedReason: 'PAYEE_ACCOUNT_ABNORMAL', allowedActions: [], nextQuestionAt: null })
  })

  it('what a channel said of it is read under audit only, and not with the key of another payout', async () => {
    const payout = await sent()
    await confirms(payout)
    const { id, notices } = await operator.payout.detail({ params: { id: payout.payoutId } })
    expect(notices).toEqual([{ id: expect.any(String), effect: 'paid_out', receivedAt: expect.any(String) }])
    const params = { id, noticeId: notices[0]?.id ?? '' }
    const { raw, opened } = await operator.payout.revealNotice({ params, idempotencyKey: freshKey() })
    expect(raw).toContain('MCHTRANSFER.BILL.FINISHED')
    expect(opened).toContain(payout.payoutNo)
    const trail = await shop.database.rows(
      `select action, permission from audit_log where subject_kind = 'payout' and subject_id = $1`,
      [id],
    )
    expect(trail).toEqual([{ action: 'payout.notice_revealed', permission: 'payment.notice' }])
    const other = await sent()
    const foreign = { params: { ...params, id: other.payoutId }, idempotencyKey: freshKey() }
    expect(await codeOf(operator.payout.revealNotice(foreign))).toBe('NOT_FOUND')
    const reader = await operatorOf(shop, ['service'])
    expect(await codeOf(reader.payout.revealNotice({ params, idempotencyKey: freshKey() }))).toBe('FORBIDDEN')
  })

  it('#29: unconfirmed for a day it is asked for, cancelled at the channel, and the money is set free once', async () => {
    const payout = await sent()
    await asked(dayMs - hourMs)
    expect((await payoutFacts(shop, payout)).state).toBe('awaiting')
    await asked(hourMs + minuteMs)
    await asked(hourMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({
      ...{ state: 'cancelled', steps: ['recorded', 'awaiting', 'cancelling', 'cancelled'] },
      ...{ paid: {}, told: ['payment.payout_failed'] },
    })
    expect((await transferOf(payout.payoutNo))?.state).toBe('CANCELLED')
    await asked(2 * dayMs)
    expect((await payoutFacts(shop, payout)).told).toEqual(['payment.payout_failed'])
  })

  it('finds the way to confirm again when the answer that had it was lost', async () => {
    await shop.simulator.setFaults(faulty('transfer', 'error_5xx_after_apply'))
    const payout = await sent()
    expect((await ann.api.payout.mine({ params: { id: payout.payoutId } })).confirm).toBeNull()
    await asked(minuteMs)
    const { state, confirm } = await ann.api.payout.mine({ params: { id: payout.payoutId } })
    expect([state, confirm?.package]).toEqual(['awaiting', (await transferOf(payout.payoutNo))?.packageInfo])
  })
})

describe('too little in the account', () => {
  it('leaves it open with a task; an operator has the same number sent again', async () => {
    await shop.simulator.setFaults(faulty('transfer', 'not_enough'))
    const payout = await sent()
    expect(await payoutFacts(shop, payout)).toMatchObject({
      ...{ state: 'recorded', incidents: ['payout_not_enough'], told: [] },
    })
    const { items } = await operator.payout.list({ query: { troubled: 'true' } })
    const shown = items.find(({ payoutNo }) => payoutNo === payout.payoutNo)
    expect(shown).toMatchObject({ allowedActions: ['retry', 'cancel'], incidents: ['payout_not_enough'] })

    const call = on(payout)
    await operator.payout.retry(call)
    await operator.payout.retry(call)
    await arrive()
    await confirms(payout)
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'succeeded', incidents: [] })
    const { audits } = await shop.database.one<{ audits: number }>(
      `select count(*)::int as audits from audit_log where action = 'payout.retried' and subject_id = $1`,
      [payout.payoutId],
    )
    expect(audits).toBe(1)
  })
})

describe('an operator', () => {
  it('gives up what its payee has not confirmed, and no more after that', async () => {
    const payout = await sent()
    await operator.payout.cancel(on(payout))
    await arrive()
    await asked(minuteMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'cancelled', told: ['payment.payout_failed'] })
    expect(await codeOf(operator.payout.cancel(on(payout)))).toBe('PAYOUT_ACTION_NOT_ALLOWED')
    expect(await codeOf(operator.payout.retry(on(payout)))).toBe('PAYOUT_ACTION_NOT_ALLOWED')
    const nowhere = { payoutId: newId(shop.clock), payoutNo: '', order: payout.order }
    expect(await codeOf(operator.payout.retry(on(nowhere)))).toBe('NOT_FOUND')
  })

  it('gives up what the channel never heard of, once no call can be on its way any more', async () => {
    await shop.simulator.setFaults(faulty('transfer', 'lose', 99))
    const payout = await sent()
    await operator.payout.cancel(on(payout))
    await arrive()
    expect((await payoutFacts(shop, payout)).state).toBe('cancelling')
    await asked(minuteMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'cancelled', told: ['payment.payout_failed'] })
    expect(await transferOf(payout.payoutNo)).toBeUndefined()
  })

  it('finds payouts by state, channel and number, page by page', async () => {
    const first = await sent()
    await passTime(shop, secondMs)
    const second = await sent()
    const one = await operator.payout.list({ query: { state: 'awaiting', channel: 'wechat', limit: 1 } })
    expect(one.items.map(({ payoutNo }) => payoutNo)).toEqual([second.payoutNo])
    const rest = await operator.payout.list({ query: { state: 'awaiting', cursor: one.nextCursor ?? '', limit: 1 } })
    expect(rest.items.map(({ payoutNo }) => payoutNo)).toEqual([first.payoutNo])
    const exact = await operator.payout.list({ query: { payoutNo: first.payoutNo } })
    expect(exact.items).toHaveLength(1)
    const service = await operatorOf(shop, ['service'])
    expect(await codeOf(service.payout.list({ query: {} }))).toBe('FORBIDDEN')
  })
})

describe('a payout through Alipay', () => {
  const alipay = { method: 'alipay' } as const

  it('arrives without anybody confirming, believed with its amount', async () => {
    const payout = await sent(alipay)
    expect((await payoutFacts(shop, payout)).state).toBe('processing')
    await asked(11 * secondMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({
      ...{ state: 'succeeded', paid: { commission_withdrawing: 5_000, 'payout:alipay': -5_000 } },
      ...{ told: ['payment.payout_succeeded'] },
    })
  })

  it('goes to a sign-in name with the name of whoever has it', async () => {
    await known(shop, ann, 'alipay')
    const logon = { ...alipay, alipayLogonId: '13800000000' }
    expect(await refusedFor(payOutTo(shop, ann, logon))).toBe('PAYOUT_NAME_NEEDED')
    const payout = await sent({ ...logon, realName: '林小满' })
    await asked(11 * secondMs)
    expect((await payoutFacts(shop, payout)).state).toBe('succeeded')
  })

  it('is waited for while it is dealt with, and told when it fails', async () => {
    await shop.simulator.setFaults({ channel: 'alipay', operation: 'transfer', kind: 'abnormal', times: 1 })
    const payout = await sent(alipay)
    await asked(11 * secondMs)
    expect((await payoutFacts(shop, payout)).state).toBe('processing')
    await shop.simulator.failTransfer(payout.payoutNo, 'PAYEE_USER_INFO_ERROR')
    await asked(minuteMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'failed', told: ['payment.payout_failed'] })
  })
})

it('the books agree', async () => {
  await expectSoundShop(shop)
})
