import { instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import type { QueryAnswer, RefundAnswer } from '../payment-channel.js'
import { answerIn, refundAnswerIn, refundTakenIn, toldIn } from './unionpay-messages.js'
import { fieldsOfAnswer, fieldsOfForm, instantOfUnionpay, momentAfter, unionpayTime } from './unionpay-wire.js'

const PAID = {
  merId: '777290058110048',
  orderId: '26030101ABCDEFGHJKMN',
  txnTime: '20260301100000',
  queryId: '622603011000001234567',
  txnAmt: '9907',
  currencyCode: '156',
  traceTime: '0301100107',
  respCode: '00',
  origRespCode: '00',
}

describe('times', () => {
  it('are of the shop’s own zone, to the second and back', () => {
    const instant = instantOf('2026-12-31T23:59:59+08:00')
    expect(unionpayTime(instant)).toBe('20261231235959')
    expect(instantOfUnionpay('20261231235959')).toBe(instant)
  })

  it.each(['2026123123595', '20261331000000', '20260230000000', '2026-12-31', ''])('%s is none', (text) => {
    expect(instantOfUnionpay(text)).toBeUndefined()
  })

  it('without a year are the first after the order, over the end of a year too', () => {
    expect(momentAfter('0301100107', '20260301100000')).toBe(instantOf('2026-03-01T10:01:07+08:00'))
    expect(momentAfter('0101000003', '20261231235958')).toBe(instantOf('2027-01-01T00:00:03+08:00'))
  })
})

describe('text of pairs', () => {
  it('is split at the first sign of equality, and not inside of braces', () => {
    expect(fieldsOfAnswer('a=b==&c={d=e&f=g}&h=')).toEqual({ a: 'b==', c: '{d=e&f=g}', h: '' })
  })

  it.each(['', 'a', '=b', 'a=1&a=2', 'a=1&&b=2', 'a b=1', '<html>=1'])('%j is none', (text) => {
    expect(fieldsOfAnswer(text)).toBeUndefined()
  })

  it.each(['', 'a=1&a=2', 'a[b]=1', 'a=1&=2'])('a form %j is none', (text) => {
    expect(fieldsOfForm(Buffer.from(text))).toBeUndefined()
  })
})

describe('an answer to a question', () => {
  it.each(['00', 'A6'])('that it succeeded (%s) is evidence with every fact', (origRespCode) => {
    expect(answerIn({ ...PAID, origRespCode })).toEqual({
      kind: 'paid',
      evidence: {
        source: 'query',
        attemptNo: PAID.orderId,
        channelTxn: PAID.queryId,
        appId: PAID.merId,
        merchantId: PAID.merId,
        currency: 'CNY',
        amountFen: 9907,
        paidAt: instantOf('2026-03-01T10:01:07+08:00'),
      },
    })
  })

  it.each<[Partial<typeof PAID>, QueryAnswer['kind']]>([
    [{ respCode: '34' }, 'missing'],
    [{ respCode: '11' }, 'unknown'],
    [{ respCode: '03' }, 'unknown'],
    [{ origRespCode: '03' }, 'unknown'],
    [{ origRespCode: '04' }, 'unknown'],
    [{ origRespCode: '05' }, 'unknown'],
    [{ origRespCode: '42' }, 'unknown'],
    [{ origRespCode: '64' }, 'unpaid'],
    [{ txnAmt: '99.07' }, 'unknown'],
    [{ queryId: '' }, 'unknown'],
    [{ traceTime: '1301100107' }, 'unknown'],
  ])('%j is %s', (changes, kind) => {
    expect(answerIn({ ...PAID, ...changes }).kind).toBe(kind)
  })

  it('in another currency keeps its name, so that it is no money of ours', () => {
    expect(answerIn({ ...PAID, currencyCode: '840' })).toMatchObject({ evidence: { currency: '840' } })
  })
})

describe('a refund', () => {
  it.each<[string, RefundAnswer['kind']]>([
    ['00', 'processing'],
    ['A6', 'processing'],
    ['12', 'processing'],
    ['03', 'unknown'],
    ['05', 'unknown'],
    ['37', 'unknown'],
    ['36', 'abnormal'],
  ])('taken with %s is %s', (respCode, kind) => {
    expect(refundTakenIn({ respCode, respMsg: 'x' }, 'R1').kind).toBe(kind)
  })

  it.each<[Record<string, string>, RefundAnswer['kind']]>([
    [{}, 'succeeded'],
    [{ origRespCode: '05' }, 'processing'],
    [{ origRespCode: '01' }, 'closed'],
    [{ respCode: '34' }, 'missing'],
    [{ respCode: '11' }, 'unknown'],
    [{ txnAmt: '' }, 'unknown'],
  ])('asked for with %j is %s', (changes, kind) => {
    expect(refundAnswerIn({ ...PAID, ...changes }).kind).toBe(kind)
  })
})

describe('a notice', () => {
  const NOTICE = { ...PAID, encoding: 'UTF-8', txnType: '01' }

  it('names its payment by number and time', () => {
    expect(toldIn(NOTICE)).toMatchObject({
      txnType: '01',
      succeeded: true,
      namedAt: instantOf('2026-03-01T10:00:00+08:00'),
      evidence: { source: 'notice', attemptNo: PAID.orderId, amountFen: 9907 },
    })
    expect(toldIn({ ...NOTICE, respCode: '01' })).toMatchObject({ succeeded: false })
  })

  it.each([{ encoding: 'GBK' }, { txnType: '31' }, { txnAmt: '' }, { txnTime: '20260230000000' }, { merId: '' }])(
    'with %j is none',
    (changes) => {
      expect(toldIn({ ...NOTICE, ...changes })).toBeUndefined()
    },
  )
})
