import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AlipayMerchant, refused, type Answer } from './alipay-merchant.js'

/**
 * Alipay's transfers as its documentation has them (payments.md §4.3). The merchant's side is the SDK as it is, which proves every
 * answer's signature; nothing here is taken from the simulator or from the product.
 */
const PRODUCT = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' }

type Body = Record<string, unknown>

let merchant: AlipayMerchant
let openId: string
let made = 0

beforeAll(async () => {
  merchant = await AlipayMerchant.open()
  openId = await merchant.openId({ openid: 'payee-of-the-tests' })
})
afterEach(() => merchant.console('DELETE', '/faults'))
afterAll(() => merchant.leave())

const nextNo = (): string => `PO_${String((made += 1)).padStart(10, '0')}`
const byName = { identity: '13800000000', identity_type: 'ALIPAY_LOGON_ID', name: '林小满' }
const transfer = (no: string, changes: Body = {}): Promise<Answer> =>
  merchant.v3('fund/trans/uni/transfer', {
    ...PRODUCT,
    out_biz_no: no,
    trans_amount: '50.00',
    order_title: '佣金提现',
    payee_info: { identity: openId, identity_type: 'ALIPAY_OPEN_ID' },
    ...changes,
  })
const query = (no: string): Promise<Answer> => merchant.v3('fund/trans/common/query', { ...PRODUCT, out_biz_no: no })
const known = async (no: string) => {
  const { items } = (await merchant.console('GET', '/transfers')).json as { items: Body[] }
  return items.filter(({ outBizNo }) => outBizNo === no)
}
const ends = (no: string, act: 'confirm' | 'fail', body: Body = {}) =>
  merchant.console('POST', `/transfers/${no}/${act}`, body)

describe('a transfer', () => {
  it.each([
    ['an account of the app', {}],
    ['an account by its name', { payee_info: byName }],
  ])('to %s is done at once, and found by either number', async (_, changes) => {
    const no = nextNo()
    const { status, data } = await transfer(no, changes)
    expect(status).toBe(200)
    expect(data).toMatchObject({
      ...{ out_biz_no: no, status: 'SUCCESS', order_id: expect.stringMatching(/^\d{16,32}$/) as string },
      trans_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
    })
    // The amount is said by the answer to a question only.
    expect(data).not.toHaveProperty('trans_amount')
    const found = await query(no)
    expect(found.data).toMatchObject({ out_biz_no: no, order_id: data['order_id'], status: 'SUCCESS' })
    expect(found.data['trans_amount']).toBe('50.00')
    expect((await merchant.v3('fund/trans/common/query', { order_id: data['order_id'] })).data).toEqual(found.data)
  })

  it('that is being dealt with stays so until it ends with the money or without it', async () => {
    const [arrives, fails] = [nextNo(), nextNo()]
    for (const no of [arrives, fails]) {
      await merchant.fault('transfer', 'abnormal')
      expect((await transfer(no)).data['status']).toBe('DEALING')
      expect((await transfer(no)).data['status']).toBe('DEALING')
      expect((await query(no)).data['status']).toBe('DEALING')
    }
    await ends(arrives, 'confirm')
    await ends(fails, 'fail', { reason: 'PAYEE_ACC_OCUPIED' })
    expect((await query(arrives)).data).toMatchObject({ status: 'SUCCESS', trans_amount: '50.00' })
    expect((await query(fails)).data).toMatchObject({ status: 'FAIL', error_code: 'PAYEE_ACC_OCUPIED' })
    expect((await transfer(fails)).data['status']).toBe('FAIL')
    expect((await ends(fails, 'confirm')).status).toBe(409)
  })
})

describe('the number of a transfer', () => {
  it('with the same words is the same transfer, and moves no money a second time', async () => {
    const no = nextNo()
    const first = await transfer(no)
    expect((await transfer(no)).data).toEqual(first.data)
    expect(await known(no)).toHaveLength(1)
  })

  it.each<[string, Body]>([
    ['another amount', { trans_amount: '50.01' }],
    ['another payee', { payee_info: byName }],
    ['another title', { order_title: '别的' }],
  ])('with %s is refused, and nothing is made of it', async (_, changes) => {
    const no = nextNo()
    await transfer(no)
    expect(await refused(transfer(no, changes))).toMatchObject({
      status: 400,
      code: 'REQUEST_PROCESSING_OR_INCONSISTENT',
    })
    expect(await known(no)).toMatchObject([{ amountFen: 5_000, title: '佣金提现' }])
  })

  it('that was never used is not found', async () => {
    expect((await refused(query('NEVER_USED'))).code).toBe('ORDER_NOT_EXIST')
  })
})

describe('what a transfer may not be', () => {
  it.each<[string, Body, string]>([
    ['less than ten fen', { trans_amount: '0.09' }, 'EXCEED_LIMIT_SM_MIN_AMOUNT'],
    ['more than 50 000 yuan', { trans_amount: '50000.01' }, 'EXCEED_LIMIT_SM_AMOUNT'],
    ['of a tenth of a fen', { trans_amount: '1.001' }, 'INVALID_PARAMETER'],
    ['to a name that is not said', { payee_info: { ...byName, name: undefined } }, 'INVALID_PARAMETER'],
    [
      'to an account the app does not know',
      { payee_info: { identity: 'nobody', identity_type: 'ALIPAY_OPEN_ID' } },
      'PAYEE_NOT_EXIST',
    ],
    ['of another product', { product_code: 'QUICK_WAP_WAY' }, 'INVALID_PARAMETER'],
  ])('%s', async (_, changes, code) => {
    const no = nextNo()
    expect((await refused(transfer(no, changes))).code).toBe(code)
    expect(await known(no)).toEqual([])
  })

  it.each(['with-a-dash', 'X'.repeat(65)])('under the number %s', async (no) => {
    expect((await refused(transfer(no))).status).toBe(400)
    expect(await known(no)).toEqual([])
  })

  it('ten fen, 50 000 yuan and a number of 64 it may be', async () => {
    expect((await transfer(nextNo(), { trans_amount: '0.10' })).data['status']).toBe('SUCCESS')
    expect((await transfer('L'.repeat(64), { trans_amount: '50000.00' })).data['status']).toBe('SUCCESS')
  })
})

describe('an answer that nobody can believe says nothing of the money', () => {
  it.each(['error_5xx_after_apply', 'bad_signature', 'unsigned', 'system_error'])(
    '%s: the money has moved, and the same number moves no more',
    async (kind) => {
      const no = nextNo()
      await merchant.fault('transfer', kind)
      await refused(transfer(no))
      expect((await query(no)).data).toMatchObject({ status: 'SUCCESS', trans_amount: '50.00' })
      expect((await transfer(no)).data['status']).toBe('SUCCESS')
      expect(await known(no)).toHaveLength(1)
    },
  )

  it('nor does one that never comes: it hangs after it has moved the money', async () => {
    const no = nextNo()
    await merchant.fault('transfer', 'timeout_after_apply')
    const impatient = merchant.sdkWith({ timeout: 300 })
    const hanging = impatient.curl('POST', '/v3/alipay/fund/trans/uni/transfer', {
      body: {
        ...PRODUCT,
        ...{ out_biz_no: no, trans_amount: '50.00', order_title: '佣金提现' },
        payee_info: { identity: openId, identity_type: 'ALIPAY_OPEN_ID' },
      },
    })
    await refused(hanging)
    expect((await query(no)).data['status']).toBe('SUCCESS')
    expect((await transfer(no)).data['status']).toBe('SUCCESS')
    expect(await known(no)).toHaveLength(1)
  })

  it.each(['error_5xx', 'not_enough'])('%s before anything was done: the number is still free', async (kind) => {
    const no = nextNo()
    await merchant.fault('transfer', kind)
    await refused(transfer(no))
    expect((await refused(query(no))).code).toBe('ORDER_NOT_EXIST')
    expect((await transfer(no)).data['status']).toBe('SUCCESS')
  })
})
