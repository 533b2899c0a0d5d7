import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionView, SmsSent } from '@jishi/contracts/identity/identity.schema'
import { startTestSimulator, type TestSimulator } from '@jishi/testing/simulator'
import { IdentityModule } from '../../src/modules/identity/index.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

const VERSION = '2026-01'
let simulator: TestSimulator
let shop: TestApp

const post = async <T>(path: string, payload: object) => {
  const answer = await shop.app.inject({ method: 'POST', url: path, payload })
  return { status: answer.statusCode, body: answer.json<T>(), headers: answer.headers }
}
const ask = (phone: string) =>
  post<SmsSent & { code?: string }>('/api/shop/auth/sms', { phone, purpose: 'sign_in', consentVersion: VERSION })
const deliveryOf = async (): Promise<string> =>
  (
    await shop.database.one<{ delivery: string }>(
      'select delivery from sms_codes order by created_at desc, id desc limit 1',
    )
  ).delivery

beforeAll(async () => {
  simulator = await startTestSimulator()
  const env = { DATA_DIR: simulator.dataDir, SIMULATOR_PORT: String(simulator.port) }
  shop = await startTestApp({ modules: [IdentityModule], routeCheck: false, worker: false, env })
})
afterAll(async () => {
  await shop.close()
  await simulator.close()
})

describe('the SMS carrier', () => {
  it('takes our signed message and the person reads the code from it', async () => {
    const phone = '13900000001'
    expect((await ask(phone)).status).toBe(200)
    const [code = ''] = await simulator.codesFor(phone)
    const signIn = { method: 'sms', phone, code, consentVersion: VERSION }
    const { status, body } = await post<SessionView>('/api/shop/auth/sign-in', signIn)
    expect(status).toBe(200)
    expect(body.member.phoneMasked).toBe('139****0001')
    expect(await deliveryOf()).toBe('accepted')
  })

  it('sends one message although its first answer was lost', async () => {
    const phone = '13900000002'
    await simulator.setFaults({ channel: 'sms', operation: 'sms', kind: 'error_5xx', times: 1 })
    expect((await ask(phone)).status).toBe(200)
    expect(await simulator.codesFor(phone)).toHaveLength(1)
  })

  it('that is down is told to the person, with a time to come back', async () => {
    const phone = '13900000003'
    await simulator.setFaults({ channel: 'sms', operation: 'sms', kind: 'error_5xx', times: 2 })
    const { status, body, headers } = await ask(phone)
    expect(status).toBe(503)
    expect(body.code).toBe('UNAVAILABLE')
    expect(headers['retry-after']).toBe('60')
    expect(await deliveryOf()).toBe('unknown')
  })

  it('that refuses is not asked twice', async () => {
    const phone = '13900000004'
    await simulator.setFaults({ channel: 'sms', operation: 'sms', kind: 'rate_limited', times: 1 })
    expect((await ask(phone)).status).toBe(503)
    expect(await deliveryOf()).toBe('refused')
    expect(await simulator.codesFor(phone)).toEqual([])
  })
})
