import { mkdtemp, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash, sign, verify, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../src/simulator.js'
import type { Simulator } from '../src/simulator.js'
import { digestOf, decimalSerialOf, signedByMerchant } from '../src/unionpay/signature.js'
import type { UnionpayKeys } from '../src/unionpay/account.js'

type Fields = Record<string, string>

let directory: string
let simulator: Simulator
let merchantServer: Server
let backUrl: string
const told: Fields[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jishi-unionpay-'))
  simulator = await startSimulator({ port: 0, dataDir: directory, notifyScheduleScale: 0.0001 })
  merchantServer = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      told.push(Object.fromEntries(new URLSearchParams(body)))
      response.end('ok')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => merchantServer.once('listening', resolve))
  backUrl = `http://127.0.0.1:${(merchantServer.address() as AddressInfo).port}/back`
})
afterAll(async () => {
  await simulator.close()
  merchantServer.close()
  await rm(directory, { recursive: true, force: true })
})
beforeEach(() => told.splice(0))

/** Signing as the specification words it, written here once more and from nothing of the simulator's. */
const signedBy = (fields: Fields, changes: Fields = {}): Fields => {
  const { unionpay } = simulator.merchant
  const certId = BigInt(`0x${new X509Certificate(unionpay.signCertificate).serialNumber}`).toString()
  const whole: Fields = {
    version: '5.1.0',
    encoding: 'UTF-8',
    signMethod: '01',
    merId: unionpay.merId,
    certId,
    ...fields,
  }
  const text = Object.keys(whole)
    .filter((name) => whole[name] !== '')
    .sort()
    .map((name) => `${name}=${whole[name] ?? ''}`)
    .join('&')
  const hex = createHash('sha256').update(text).digest('hex')
  return {
    ...whole,
    signature: sign('sha256', Buffer.from(hex), unionpay.signPrivateKey).toString('base64'),
    ...changes,
  }
}

let numbers = 0
const newNumber = (): string => `26030100000000${String((numbers += 1)).padStart(6, '0')}`

const TIME = '20260301100000'
const order = (orderId: string, changes: Fields = {}): Fields => ({
  accessType: '0',
  txnType: '01',
  txnSubType: '01',
  bizType: '000201',
  channelType: '08',
  orderId,
  txnTime: TIME,
  txnAmt: '9907',
  currencyCode: '156',
  frontUrl: 'http://127.0.0.1:9/back',
  backUrl,
  ...changes,
})

const post = (path: string, fields: Fields) =>
  fetch(`${simulator.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

const answerOf = async (path: string, fields: Fields): Promise<Fields> => {
  const text = await (await post(path, fields)).text()
  const pairs = text.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  return Object.fromEntries(pairs) as Fields
}
const opened = (orderId: string, changes: Fields = {}) =>
  post('/gateway/api/frontTransReq.do', signedBy(order(orderId, changes)))
const asked = (orderId: string, changes: Fields = {}, spoilt: Fields = {}) =>
  answerOf(
    '/gateway/api/queryTrans.do',
    signedBy(
      { accessType: '0', txnType: '00', txnSubType: '00', bizType: '000000', orderId, txnTime: TIME, ...changes },
      spoilt,
    ),
  )
const refunded = (orderId: string, origQryId: string, txnAmt: string) =>
  answerOf(
    '/gateway/api/backTransReq.do',
    signedBy({
      ...order(orderId, { txnAmt }),
      frontUrl: '',
      currencyCode: '',
      txnType: '04',
      txnSubType: '00',
      origQryId,
    }),
  )
const act = (orderId: string, action: string) =>
  fetch(`${simulator.url}/console/api/payments/${orderId}/${action}`, { method: 'POST' })

/** By node alone: the certificate that came along verifies, and descends from what the console published. */
const isGenuine = (fields: Fields): boolean => {
  const { rootCertificate, middleCertificate } = simulator.merchant.unionpay
  const [leaf, middle, root] = [fields['signPubKeyCert'] ?? '', middleCertificate, rootCertificate].map(
    (pem) => new X509Certificate(pem),
  ) as [X509Certificate, X509Certificate, X509Certificate]
  const chained = leaf.verify(middle.publicKey) && middle.verify(root.publicKey) && leaf.checkIssued(middle)
  return chained && verify('sha256', digestOf(fields), leaf.publicKey, Buffer.from(fields['signature'] ?? '', 'base64'))
}

describe('a purchase', () => {
  it('is unknown until it is opened and paid, then found, told and given back', async () => {
    const orderId = newNumber()
    expect(await asked(orderId)).toMatchObject({ respCode: '34', orderId })
    const page = await opened(orderId)
    expect([page.status, page.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/cashier\/unionpay\//)])
    expect(await asked(orderId)).toMatchObject({ respCode: '34' })
    const cashier = await fetch(`${simulator.url}${page.headers.get('location') ?? ''}`)
    expect(await cashier.text()).toContain('确认付款')

    expect((await act(orderId, 'pay')).status).toBe(200)
    await simulator.idle()
    const found = await asked(orderId)
    expect(found).toMatchObject({
      respCode: '00',
      origRespCode: '00',
      txnAmt: '9907',
      currencyCode: '156',
      txnTime: TIME,
    })
    expect(isGenuine(found)).toBe(true)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ orderId, respCode: '00', txnType: '01', queryId: found['queryId'] })
    expect(isGenuine(told[0] ?? {})).toBe(true)

    const [one, two, three] = [newNumber(), newNumber(), newNumber()]
    expect(await refunded(one, found['queryId'] ?? '', '9000')).toMatchObject({ respCode: '00' })
    expect(await refunded(one, found['queryId'] ?? '', '9000')).toMatchObject({ respCode: '12' })
    expect(await refunded(two, found['queryId'] ?? '', '908')).toMatchObject({ respCode: '36' })
    expect(await refunded(three, '000', '1')).toMatchObject({ respCode: '35' })
    expect(await asked(one)).toMatchObject({ respCode: '00', origRespCode: '00', txnAmt: '9000' })
    expect(await asked(two)).toMatchObject({ respCode: '34' })
    await simulator.idle()
    expect(told.map(({ txnType }) => txnType)).toEqual(['01', '04'])
  })

  it('is the same one for the same form, and no other for its number', async () => {
    const orderId = newNumber()
    const first = await opened(orderId)
    expect((await opened(orderId)).headers.get('location')).toBe(first.headers.get('location'))
    expect(await (await opened(orderId, { txnAmt: '1' })).text()).toContain('重复交易')
    expect(await (await opened(orderId, { txnTime: '20260301100001' })).text()).toContain('重复交易')
    await act(orderId, 'pay')
    expect(await asked(orderId, { txnTime: '20260301100001' })).toMatchObject({ respCode: '34' })
  })

  it('is not begun after its time, and may be answered by a bank after it', async () => {
    const orderId = newNumber()
    await opened(orderId, { payTimeout: '20260301100100' })
    expect((await act(orderId, 'pay')).status).toBe(409)
    expect((await act(orderId, 'pay-late')).status).toBe(200)
    expect(await asked(orderId)).toMatchObject({ origRespCode: '00' })
  })
})

describe('what is refused', () => {
  it.each<[string, Fields, string]>([
    ['a wrong signature', { txnTime: '20260301100001' }, '11'],
    ['the old version', { version: '5.0.0' }, '10'],
    ['another certificate', { certId: '1' }, '11'],
    ['no signature', { signature: '' }, '11'],
  ])('%s', async (_, spoilt, respCode) => {
    expect(await asked(newNumber(), {}, spoilt)).toMatchObject({ respCode })
  })

  it.each<[string, Fields, string]>([
    ['an order number with a dash', { orderId: '260301-00000001' }, '报文格式错误'],
    ['an amount in yuan', { txnAmt: '99.07' }, '报文格式错误'],
    ['no address for notices', { backUrl: '' }, '报文格式错误'],
    ['another currency', { currencyCode: '840' }, '报文格式错误'],
    ['another merchant', { merId: '000000000000001' }, '商户状态不正确'],
  ])('%s', async (_, changes, words) => {
    expect(await (await opened(newNumber(), changes)).text()).toContain(words)
  })
})

describe('vectors made with openssl', () => {
  const file = (name: string): string => readFileSync(new URL(`./vectors/unionpay/${name}`, import.meta.url), 'utf8')
  const fieldsOf = (text: string): Fields =>
    Object.fromEntries(
      text.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    )
  const keys = { merchant: { certificate: file('merchant.pem'), privateKey: '' } } as UnionpayKeys
  const request = { ...fieldsOf(file('request.txt')), signature: file('request.sig') }

  it('are accepted, and not with a single change', () => {
    expect(decimalSerialOf(file('merchant.pem'))).toBe('69629715588')
    expect(signedByMerchant(request, keys)).toBe(true)
    expect(signedByMerchant({ ...request, txnAmt: '9901' }, keys)).toBe(false)
    expect(signedByMerchant({ ...request, certId: '2' }, keys)).toBe(false)
  })
})
