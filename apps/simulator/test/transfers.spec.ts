import { Rsa } from 'wechatpay-axios-plugin'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { refusal, TestMerchant, type SdkAnswer } from './merchant.js'
import { TestWechatApp } from './wechat-app.js'

/**
 * WeChat's transfers as its documentation has them (payments.md §3.7, pay.wechatpay.cn 4012716434 and its neighbours). The
 * merchant's side is the SDK as it is; nothing here is taken from the simulator or from the product.
 */
const BILLS = 'v3/fund-app/mch-transfer/transfer-bills'
const HOUR_MS = 3_600_000

type Body = Record<string, unknown>

let merchant: TestMerchant
let appid: string
let openid: string
let made = 0

beforeAll(async () => {
  merchant = await TestMerchant.open({ refundSettleMs: 20 })
  const app = new TestWechatApp(merchant)
  appid = app.miniProgram.appid
  openid = (await app.code()).openid
})
afterEach(async () => {
  merchant.received.length = 0
  await merchant.console('DELETE', '/faults')
  await merchant.console('DELETE', '/clock')
})
afterAll(() => merchant.leave())

const nextNo = (): string => `TR${String((made += 1)).padStart(10, '0')}`
const bill = (no: string, changes: Body = {}): Body => ({
  appid,
  out_bill_no: no,
  transfer_scene_id: '1005',
  openid,
  transfer_amount: 5_000,
  transfer_remark: '佣金提现',
  notify_url: merchant.notifyUrl,
  transfer_scene_report_infos: [
    { info_type: '岗位类型', info_content: '推广员' },
    { info_type: '报酬说明', info_content: '推广佣金' },
  ],
  ...changes,
})
const create = (no: string, changes: Body = {}, headers: Record<string, string> = {}): Promise<SdkAnswer> =>
  merchant.post(BILLS, bill(no, changes), headers)
const query = (no: string): Promise<SdkAnswer> => merchant.get(`${BILLS}/out-bill-no/${no}`)
const stateOf = async (no: string): Promise<unknown> => (await query(no)).data['state']
const cancel = (no: string): Promise<SdkAnswer> => merchant.post(`${BILLS}/out-bill-no/${no}/cancel`, {})
const phone = (no: string, act: 'confirm' | 'fail', body?: Body) =>
  merchant.console('POST', `/transfers/${no}/${act}`, body ?? {})
const comesTo = (no: string, state: string): Promise<void> =>
  vi.waitFor(async () => expect(await stateOf(no)).toBe(state), { timeout: 20_000, interval: 10 })
const told = (no: string) => merchant.received.filter(({ resource }) => resource?.['out_bill_no'] === no)
const tells = (no: string): Promise<void> =>
  vi.waitFor(() => expect(told(no)).toHaveLength(1), { timeout: 20_000, interval: 10 })
const known = async (no: string) => {
  const { items } = (await merchant.console('GET', '/transfers')).json as { items: Body[] }
  return items.filter(({ outBillNo }) => outBillNo === no)
}
const clockAt = (hours: number): Promise<unknown> =>
  merchant.console('PUT', '/clock', { now: new Date(Date.now() + hours * HOUR_MS).toISOString() })

describe('a transfer', () => {
  it('waits for its payee, moves when they say yes, arrives, and is told once', async () => {
    const no = nextNo()
    const created = await create(no)
    expect(created.status).toBe(200)
    expect(created.data).toEqual({
      out_bill_no: no,
      transfer_bill_no: expect.stringMatching(/^\d{20,64}$/),
      create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+08:00$/),
      state: 'WAIT_USER_CONFIRM',
      package_info: expect.stringMatching(/^.{16,}$/),
    })
    const transferNo = String(created.data['transfer_bill_no'])
    const waiting = await query(no)
    expect(waiting.data).toMatchObject({
      ...{ mch_id: merchant.simulator.merchant.mchid, appid, openid, out_bill_no: no, transfer_bill_no: transferNo },
      ...{ state: 'WAIT_USER_CONFIRM', transfer_amount: 5_000, transfer_remark: '佣金提现' },
    })
    expect((await merchant.get(`${BILLS}/transfer-bill-no/${transferNo}`)).data).toEqual(waiting.data)

    expect((await phone(no, 'confirm')).status).toBe(200)
    await comesTo(no, 'SUCCESS')
    await tells(no)
    expect(told(no)[0]).toMatchObject({
      verified: true,
      envelope: {
        ...{ event_type: 'MCHTRANSFER.BILL.FINISHED', resource_type: 'encrypt-resource' },
        resource: { algorithm: 'AEAD_AES_256_GCM', original_type: 'mch_payment', associated_data: 'mch_payment' },
      },
      resource: {
        ...{ out_bill_no: no, transfer_bill_no: transferNo, state: 'SUCCESS', transfer_amount: 5_000, openid },
        mch_id: merchant.simulator.merchant.mchid,
      },
    })
    expect((await phone(no, 'confirm')).status).toBe(409)
  })

  it('is taken back by the merchant while its payee has not said yes, and no more after that', async () => {
    const no = nextNo()
    await create(no)
    const taken = await cancel(no)
    expect(taken.data).toMatchObject({ out_bill_no: no, state: 'CANCELING' })
    await comesTo(no, 'CANCELLED')
    await tells(no)
    expect(told(no)[0]?.resource).toMatchObject({ state: 'CANCELLED' })
    expect((await cancel(no)).data['state']).toBe('CANCELLED')
    expect((await phone(no, 'confirm')).status).toBe(409)

    const other = nextNo()
    await create(other)
    await phone(other, 'confirm')
    expect(await refusal(cancel(other))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    await comesTo(other, 'SUCCESS')
    expect(await refusal(cancel(other))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('ends without money for a reason of the payee’s, and says which', async () => {
    const no = nextNo()
    await create(no)
    await phone(no, 'fail', { reason: 'PAYEE_ACCOUNT_ABNORMAL' })
    expect((await query(no)).data).toMatchObject({ state: 'FAIL', fail_reason: 'PAYEE_ACCOUNT_ABNORMAL' })
    await tells(no)
    expect(told(no)[0]?.resource).toMatchObject({ state: 'FAIL', fail_reason: 'PAYEE_ACCOUNT_ABNORMAL' })
  })

  it('that nobody confirms is still open after a day, and over a little later without having moved', async () => {
    const no = nextNo()
    await create(no)
    await clockAt(24)
    expect(await stateOf(no)).toBe('WAIT_USER_CONFIRM')
    await clockAt(26)
    expect(await stateOf(no)).toBe('FAIL')
    expect((await phone(no, 'confirm')).status).toBe(409)
    expect((await create(no)).data).not.toHaveProperty('package_info')
  })
})

describe('the number of a transfer', () => {
  it('with the same words is the same transfer, however far it has come', async () => {
    const no = nextNo()
    const first = (await create(no)).data
    expect((await create(no)).data).toEqual(first)
    await phone(no, 'confirm')
    await comesTo(no, 'SUCCESS')
    const { package_info: _confirmed, ...rest } = first
    expect((await create(no)).data).toEqual({ ...rest, state: 'SUCCESS' })
    expect(await known(no)).toHaveLength(1)
  })

  it.each<[string, () => Body | Promise<Body>]>([
    ['another amount', () => ({ transfer_amount: 5_001 })],
    ['another payee', async () => ({ openid: (await new TestWechatApp(merchant).code()).openid })],
    ['another remark', () => ({ transfer_remark: '退款' })],
    ['another scene', () => ({ transfer_scene_id: '1000' })],
  ])('with %s is refused, and nothing is made of it', async (_, changes) => {
    const no = nextNo()
    await create(no)
    expect(await refusal(create(no, await changes()))).toMatchObject({ status: 400, code: 'ALREADY_EXISTS' })
    expect(await known(no)).toMatchObject([{ amountFen: 5_000, remark: '佣金提现' }])
  })

  it('that was never used is not found, nor can it be taken back', async () => {
    expect(await refusal(query('NEVERUSED001'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await refusal(cancel('NEVERUSED001'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })
})

describe('what a transfer may not be', () => {
  it.each<[string, Body, string]>([
    ['less than ten fen', { transfer_amount: 9 }, 'PARAM_ERROR'],
    ['of half a fen', { transfer_amount: 100.5 }, 'PARAM_ERROR'],
    ['without a remark', { transfer_remark: '' }, 'PARAM_ERROR'],
    ['with a remark of 33 characters', { transfer_remark: '佣'.repeat(33) }, 'PARAM_ERROR'],
    ['with a character of four bytes', { transfer_remark: '佣金🎉' }, 'PARAM_ERROR'],
    ['for a scene nobody has', { transfer_scene_id: '9999' }, 'PARAM_ERROR'],
    ['without what its scene has to report', { transfer_scene_report_infos: [] }, 'PARAM_ERROR'],
    ['told to an address with a query', { notify_url: 'https://shop.test/notify?a=1' }, 'PARAM_ERROR'],
    ['to somebody the app does not know', { openid: 'o-nobody' }, 'PARAM_ERROR'],
    ['from an app that is not the merchant’s', { appid: 'wx0000000000000000' }, 'APPID_MCHID_NOT_MATCH'],
  ])('%s', async (_, changes, code) => {
    const no = nextNo()
    expect(await refusal(create(no, changes))).toMatchObject({ status: 400, code })
    expect(await refusal(query(no))).toMatchObject({ status: 404 })
  })

  it.each(['with-a-dash', 'with_a_line', 'X'.repeat(33)])('under the number %s', async (no) => {
    expect(await refusal(create(no))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
  })

  it('under 32 characters, ten fen and 32 characters of remark it may be', async () => {
    const no = 'L'.repeat(32)
    const smallest = await create(no, { transfer_amount: 10, transfer_remark: '佣'.repeat(32) })
    expect(smallest.data).toMatchObject({ out_bill_no: no, state: 'WAIT_USER_CONFIRM' })
  })

  it('asked for, or asked about, by anybody else', async () => {
    const url = `${merchant.simulator.url}/${BILLS}`
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'nobody' }
    const asked = await fetch(url, { method: 'POST', headers, body: JSON.stringify(bill(nextNo())) })
    expect([asked.status, ((await asked.json()) as Body)['code']]).toEqual([401, 'SIGN_ERROR'])
    expect((await fetch(`${url}/out-bill-no/${nextNo()}`, { headers })).status).toBe(401)
  })
})

describe('the name of a payee', () => {
  const sealedFor = (which: 'key' | 'certificate', name = '林小满') => {
    const { platformPublicKey, platformPublicKeyId, platformCertificate, platformCertificateSerial } =
      merchant.simulator.merchant
    const [serial, pem] =
      which === 'key' ? [platformPublicKeyId, platformPublicKey] : [platformCertificateSerial, platformCertificate]
    const user_name = Rsa.encrypt(name, Rsa.from(pem, Rsa.KEY_TYPE_PUBLIC))
    return { user_name, headers: { 'Wechatpay-Serial': serial } }
  }

  it('is needed from 2000 yuan on, and not below', async () => {
    const no = nextNo()
    expect(await refusal(create(no, { transfer_amount: 200_000 }))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    expect((await create(no, { transfer_amount: 199_999 })).status).toBe(200)
  })

  it.each(['key', 'certificate'] as const)('is read under the serial of the %s that sealed it', async (which) => {
    const no = nextNo()
    const { user_name, headers } = sealedFor(which)
    await create(no, { transfer_amount: 200_000, user_name }, headers)
    expect(await known(no)).toMatchObject([{ userName: '林小满', amountFen: 200_000 }])
    // Sealed anew it is other bytes and the same words.
    const again = sealedFor(which)
    expect(again.user_name).not.toBe(user_name)
    const repeated = await create(no, { transfer_amount: 200_000, user_name: again.user_name }, headers)
    expect(repeated.data['state']).toBe('WAIT_USER_CONFIRM')
    const other = sealedFor(which, '王大满')
    const renamed = create(no, { transfer_amount: 200_000, user_name: other.user_name }, headers)
    expect(await refusal(renamed)).toMatchObject({ code: 'ALREADY_EXISTS' })
  })

  it('is refused in plain words, and under a serial that did not seal it or none at all', async () => {
    const { user_name, headers } = sealedFor('key')
    const { platformCertificateSerial } = merchant.simulator.merchant
    const cases: [Body, Record<string, string>][] = [
      [{ user_name: '林小满' }, headers],
      [{ user_name }, { 'Wechatpay-Serial': platformCertificateSerial }],
      [{ user_name }, { 'Wechatpay-Serial': 'PUB_KEY_ID_9' }],
      [{ user_name }, {}],
    ]
    for (const [changes, given] of cases)
      expect(await refusal(create(nextNo(), changes, given))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
  })
})

describe('an answer that is not 200 says nothing of the money', () => {
  it.each(['error_5xx_after_apply', 'bad_signature', 'unsigned'])(
    '%s: the transfer is there, and the same number is the same one',
    async (kind) => {
      const no = nextNo()
      await merchant.fault('transfer', kind)
      await refusal(create(no))
      expect(await stateOf(no)).toBe('WAIT_USER_CONFIRM')
      const { data } = await create(no)
      expect(data).toMatchObject({ state: 'WAIT_USER_CONFIRM', package_info: expect.any(String) as string })
      expect(await known(no)).toHaveLength(1)
    },
  )

  it('nor does one that never comes: it hangs after it has kept the transfer', async () => {
    const no = nextNo()
    await merchant.fault('transfer', 'timeout_after_apply')
    const hanging = create(no).catch(() => undefined)
    await comesTo(no, 'WAIT_USER_CONFIRM')
    expect((await create(no)).data['state']).toBe('WAIT_USER_CONFIRM')
    expect(await known(no)).toHaveLength(1)
    void hanging
  })

  it.each([
    ['error_5xx', 500, 'SYSTEM_ERROR'],
    ['rate_limited', 429, 'FREQUENCY_LIMITED'],
    ['not_enough', 403, 'NOT_ENOUGH'],
  ])('%s before anything was done: the number is still free', async (kind, status, code) => {
    const no = nextNo()
    await merchant.fault('transfer', kind)
    expect(await refusal(create(no))).toMatchObject({ status, code })
    expect(await refusal(query(no))).toMatchObject({ status: 404 })
    expect((await create(no)).data['state']).toBe('WAIT_USER_CONFIRM')
  })
})

describe('how a transfer ended', () => {
  it('is told again until it is taken, never under a lie that the merchant would believe', async () => {
    const no = nextNo()
    await create(no)
    merchant.answerStatus = 500
    await phone(no, 'confirm')
    await vi.waitFor(() => expect(told(no).length).toBeGreaterThan(2), { timeout: 20_000, interval: 10 })
    const refused = told(no).length
    merchant.answerStatus = 200
    // Whatever comes from here on is taken: then nothing of this transfer is told beside what follows.
    await vi.waitFor(() => expect(told(no).length).toBeGreaterThan(refused), { timeout: 20_000, interval: 10 })
    await merchant.simulator.idle()
    expect(told(no).every(({ resource }) => resource?.['state'] === 'SUCCESS')).toBe(true)
  })

  it.each(['forge', 'bad_signature', 'signtest', 'unsigned', 'unknown_serial'])('%s is not taken', async (kind) => {
    const no = nextNo()
    await create(no)
    await merchant.fault('transfer_notify', kind)
    await phone(no, 'confirm')
    await tells(no)
    const { id } = told(no)[0]?.envelope ?? {}
    const copies = merchant.received.filter(({ envelope }) => envelope['id'] === id)
    expect(copies.map(({ verified }) => verified)).toEqual([false, true])
  })
})
