import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TestMerchant } from './merchant.js'

let merchant: TestMerchant
let listener: Server
let answer = '{"result":true,"returnCode":"200","message":"成功"}'
const taken: { param: string; sign: string | null }[] = []

beforeAll(async () => {
  merchant = await TestMerchant.open()
  listener = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
      taken.push({ param: form.get('param') ?? '', sign: form.get('sign') })
      response.end(answer)
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  answer = '{"result":true,"returnCode":"200","message":"成功"}'
  await merchant.console('DELETE', '/faults')
})
afterAll(async () => {
  await merchant.leave()
  await new Promise((resolve) => listener.close(resolve))
})

const md5 = (text: string): string => createHash('md5').update(text).digest('hex').toUpperCase()
const post = async (path: string, form: Record<string, string>): Promise<Record<string, unknown>> => {
  const body = new URLSearchParams(form)
  const reply = await fetch(`${merchant.simulator.url}${path}`, { method: 'POST', body })
  return (await reply.json()) as Record<string, unknown>
}
const subscribe = (number: string, changes: Record<string, unknown> = {}) => {
  const { port } = listener.address() as AddressInfo
  const parameters = { callbackurl: `http://127.0.0.1:${port}/parcel`, salt: 'pinch', resultv2: '1' }
  const param = { company: 'zhongtong', number, key: merchant.simulator.merchant.carrier.key, parameters, ...changes }
  return post('/poll', { schema: 'json', param: JSON.stringify(param) })
}
const query = (num: string, key = merchant.simulator.merchant.carrier.key) => {
  const { customer } = merchant.simulator.merchant.carrier
  const param = JSON.stringify({ com: 'zhongtong', num })
  return post('/poll/query.do', { customer, param, sign: md5(param + key + customer) })
}
const move = (number: string, body: object = {}) => merchant.console('POST', `/carrier/parcels/${number}/move`, body)

describe('the carrier', () => {
  it('watches a number once, for whoever has the key, of a company it knows', async () => {
    expect(await subscribe('ZT100001')).toMatchObject({ result: true, returnCode: '200' })
    expect(await subscribe('ZT100001')).toMatchObject({ result: false, returnCode: '501' })
    expect(await subscribe('ZT100002', { key: 'another' })).toMatchObject({ returnCode: '600' })
    expect(await subscribe('ZT100002', { company: 'nobody' })).toMatchObject({ returnCode: '700' })
    expect(await subscribe('SF100002', { company: 'shunfeng' })).toMatchObject({ returnCode: '701' })
    expect(await post('/poll', { schema: 'json', param: 'no json' })).toMatchObject({ returnCode: '701' })
  })

  it('answers a signed question with the whole history, newest first', async () => {
    await subscribe('ZT100010')
    expect(await query('ZT100010')).toMatchObject({ returnCode: '500' })
    await move('ZT100010')
    await move('ZT100010')
    expect(await query('ZT100010', 'another')).toMatchObject({ returnCode: '503' })
    expect(await query('ZT100010')).toMatchObject({
      ...{ status: '200', state: '0', nu: 'ZT100010', ischeck: '0' },
      data: [{ statusCode: '0' }, { statusCode: '1' }],
    })
  })

  it('tells each step with a signature over the parameter and the salt, and again until it is taken', async () => {
    await subscribe('ZT100020')
    taken.length = 0
    answer = '{"result":false,"returnCode":"500"}'
    await move('ZT100020')
    await merchant.simulator.idle()
    expect(taken).toHaveLength(1)
    expect(taken[0]?.sign).toBe(md5(`${taken[0]?.param}pinch`))
    const { json } = await merchant.console('GET', '/notifications?outTradeNo=ZT100020')
    expect(json).toMatchObject({ items: [{ status: 'pending', attempts: [{ outcome: 'refused' }] }] })
    answer = '{"result":true,"returnCode":"200","message":"成功"}'
    await move('ZT100020', { step: 'sign' })
    await merchant.simulator.idle()
    expect(JSON.parse(taken.at(-1)?.param ?? '')).toMatchObject({
      ...{ status: 'shutdown', lastResult: { state: '3', ischeck: '1' } },
    })
    expect(await move('ZT100020')).toMatchObject({ status: 409 })
  })

  it.each([
    ['lose', 0],
    ['duplicate', 2],
    ['forge', 1],
    ['unsigned', 1],
  ])('a callback may be spoilt: %s', async (kind, times) => {
    const number = `ZT2${kind.padEnd(9, '0').replaceAll(/[^0-9a-z]/g, '')}`
    await subscribe(number)
    taken.length = 0
    await merchant.console('PUT', '/faults', [{ channel: 'carrier', operation: 'notify', kind }])
    await move(number)
    await merchant.simulator.idle()
    expect(taken).toHaveLength(times)
    const genuine = taken.filter(({ param, sign }) => sign === md5(`${param}pinch`))
    expect(genuine).toHaveLength(kind === 'duplicate' ? 2 : 0)
  })
})
