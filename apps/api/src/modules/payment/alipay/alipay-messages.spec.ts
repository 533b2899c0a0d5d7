import { instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { answerIn, noticeEvidence, refundAnswerIn, refundStatus, trade, tradeNotice } from './alipay-messages.js'

const ACCOUNT = { appId: '2021000000000001', sellerId: '2088000000000001' }
const PAID_AT = '2026-03-01 10:00:00'
const PAID_INSTANT = instantOf('2026-03-01T02:00:00Z')

const TRADE = { out_trade_no: 'A1', trade_no: '2026030122001', total_amount: '99.07' }

const answerTo = (fields: object) => answerIn(trade.parse({ ...TRADE, ...fields }), ACCOUNT)

const EVIDENCE = {
  attemptNo: 'A1',
  channelTxn: '2026030122001',
  appId: ACCOUNT.appId,
  merchantId: ACCOUNT.sellerId,
  currency: 'CNY',
  amountFen: 9_907,
  paidAt: PAID_INSTANT,
}

describe('what a query says of a trade', () => {
  it.each(['TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'])('%s with a time of payment is paid', (state) => {
    const answer = answerTo({ trade_status: state, send_pay_date: PAID_AT })
    expect(answer).toEqual({ kind: 'paid', evidence: { source: 'query', ...EVIDENCE } })
  })

  it.each([
    ['WAIT_BUYER_PAY', 'unpaid'],
    ['TRADE_CLOSED', 'closed'],
    ['TRADE_SUCCESS', 'unknown'],
    ['TRADE_FINISHED', 'unknown'],
  ])('%s without one is %s', (state, kind) => {
    expect(answerTo({ trade_status: state }).kind).toBe(kind)
  })

  it('waiting is unpaid whatever time it comes with', () => {
    expect(answerTo({ trade_status: 'WAIT_BUYER_PAY', send_pay_date: PAID_AT }).kind).toBe('unpaid')
  })

  it.each([
    [{ trade_status: 'TRADE_PENDING' }],
    [{ trade_status: 'TRADE_SUCCESS', total_amount: '99.075' }],
    [{ trade_status: 'TRADE_SUCCESS', total_amount: 99.07 }],
    [{ trade_status: 'TRADE_SUCCESS', send_pay_date: '2026-03-01T10:00:00Z' }],
    [{ trade_status: 'TRADE_SUCCESS', trade_no: '' }],
  ])('%j has a form that nothing is concluded from', (fields) => {
    expect(trade.safeParse({ ...TRADE, ...fields }).success).toBe(false)
  })
})

describe('what a notice says of a trade', () => {
  const told = (fields: object) =>
    noticeEvidence(
      tradeNotice.parse({
        ...TRADE,
        notify_id: 'n1',
        app_id: 'another app',
        seller_id: 'another seller',
        ...fields,
      }),
    )

  it('names the app and the seller of the notice, not ours, so that they can be compared', () => {
    expect(told({ trade_status: 'TRADE_SUCCESS', gmt_payment: PAID_AT })).toEqual({
      source: 'notice',
      ...EVIDENCE,
      appId: 'another app',
      merchantId: 'another seller',
    })
  })

  it('is a payment still when the trade was closed by giving all of it back', () => {
    expect(told({ trade_status: 'TRADE_CLOSED', gmt_payment: PAID_AT })?.paidAt).toBe(PAID_INSTANT)
  })

  it.each(['WAIT_BUYER_PAY', 'TRADE_CLOSED', 'TRADE_SUCCESS'])('is no payment when %s has no time', (state) => {
    expect(told({ trade_status: state })).toBeUndefined()
  })
})

describe('what a query says of a refund', () => {
  const refund = (fields: object) => refundAnswerIn(refundStatus.parse(fields), 'R1')
  const FOUND = { out_request_no: 'R1', trade_no: 'T1', refund_amount: '99.07' }

  it('is success by one word, with the amount of this refund', () => {
    const answer = refund({ ...FOUND, refund_status: 'REFUND_SUCCESS', total_amount: '200.00' })
    expect(answer).toEqual({ kind: 'succeeded', channelRefundId: 'T1:R1', amountFen: 9_907 })
  })

  it.each([
    ['nothing at all', {}, 'missing'],
    ['no status', FOUND, 'missing'],
    ['a failure', { ...FOUND, refund_status: 'REFUND_FAIL' }, 'abnormal'],
    ['that it is on its way', { ...FOUND, refund_status: 'REFUND_PROCESSING' }, 'processing'],
    ['a word nobody knows', { ...FOUND, refund_status: 'refund_success' }, 'processing'],
    ['success without an amount', { out_request_no: 'R1', refund_status: 'REFUND_SUCCESS' }, 'processing'],
    ['another refund', { ...FOUND, out_request_no: 'R2', refund_status: 'REFUND_SUCCESS' }, 'unknown'],
  ])('%s is no success: %j is %s', (_, fields, kind) => {
    expect(refund(fields).kind).toBe(kind)
  })
})
