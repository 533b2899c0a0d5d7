import { createClient } from '@jishi/contracts/client'
import { orderRoutes } from '@jishi/contracts/order/order.routes'
import { identityRoutes } from '@jishi/contracts/identity/identity.routes'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, fieldsRefused } from './api-error'
import { createSend, errorOf } from './http'

const fetched = vi.fn<typeof fetch>()
const pause = vi.fn<(ms: number) => Promise<void>>()
const signedOut = vi.fn<() => void>()
const client = createClient(
  { order: orderRoutes, identity: identityRoutes },
  createSend({ fetch: fetched, pause, signedOut }),
)
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
const refused = (status: number, code: string, headers?: Record<string, string>): Response =>
  answer(status, { code, message: `told ${code}`, requestId: 'req-1' }, headers)
const ship = () =>
  client.order.ship({
    params: { id: '0192f0c4-1c2d-7abc-8def-0123456789ab' },
    body: { carrierCode: 'SF', trackingNo: 'SF1234567890123' },
  })
const headersOf = (call: number): Record<string, string> =>
  fetched.mock.calls[call]?.[1]?.headers as Record<string, string>
const failure = async (work: Promise<unknown>): Promise<ApiError> => {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (!(error instanceof ApiError)) throw new TypeError('not an ApiError')
  return error
}

beforeEach(() => {
  fetched.mockReset()
  pause.mockReset()
  pause.mockResolvedValue()
  signedOut.mockReset()
})

describe('a call', () => {
  it('carries our header and the cookie, and a key where the route needs one', async () => {
    fetched.mockImplementation(() => Promise.resolve(answer(200, { items: [], nextCursor: null })))
    await client.order.adminOrders({ query: { state: 'paid', q: '2611 2203' } })
    await ship()
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/admin/orders?state=paid&q=2611%202203')
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ credentials: 'same-origin', method: 'GET' })
    expect(headersOf(0)['X-Jishi-Csrf']).toBe('1')
    expect(headersOf(0)['Idempotency-Key']).toBeUndefined()
    expect(headersOf(1)['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
  })

  it('keeps its key over the repeats of one action', async () => {
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    fetched.mockResolvedValueOnce(refused(503, 'OVERLOADED', { 'retry-after': '2' }))
    fetched.mockResolvedValueOnce(answer(200, { id: 'shipped' }))
    await expect(ship()).resolves.toEqual({ id: 'shipped' })
    const keys = [0, 1, 2].map((call) => headersOf(call)['Idempotency-Key'])
    expect(new Set(keys).size).toBe(1)
    expect(pause.mock.calls).toEqual([[250], [2000]])
  })

  it('is not repeated when that could do harm or would take long', async () => {
    fetched.mockImplementation(() => Promise.reject(new TypeError('Failed to fetch')))
    const body = { username: 'a', password: 'b' }
    expect((await failure(client.identity.operatorSignIn({ body }))).code).toBe('NETWORK')
    expect(fetched).toHaveBeenCalledTimes(1)
    fetched.mockReset()
    fetched.mockImplementation(() => Promise.resolve(refused(429, 'RATE_LIMITED', { 'retry-after': '60' })))
    expect((await failure(client.order.adminCounts())).retryAfterSeconds).toBe(60)
    expect(fetched).toHaveBeenCalledTimes(1)
  })

  it('gives up after three tries', async () => {
    fetched.mockImplementation(() => Promise.reject(new TypeError('Failed to fetch')))
    const error = await failure(client.order.adminCounts())
    expect([error.code, error.unanswered, fetched.mock.calls.length]).toEqual(['NETWORK', true, 3])
  })

  it('tells a late answer from a missing one', async () => {
    fetched.mockImplementation(() => Promise.reject(new DOMException('late', 'TimeoutError')))
    expect((await failure(ship())).code).toBe('TIMEOUT')
  })

  it('shows the way back in when the session has ended, but not for a wrong password', async () => {
    fetched.mockResolvedValueOnce(refused(401, 'UNAUTHENTICATED'))
    expect((await failure(client.order.adminCounts())).code).toBe('UNAUTHENTICATED')
    expect(signedOut).toHaveBeenCalledTimes(1)
    fetched.mockResolvedValueOnce(refused(401, 'SIGN_IN_FAILED'))
    const body = { username: 'a', password: 'b' }
    expect((await failure(client.identity.operatorSignIn({ body }))).code).toBe('SIGN_IN_FAILED')
    expect(signedOut).toHaveBeenCalledTimes(1)
  })
})

describe('a refusal', () => {
  it('keeps its code, words, number and details', () => {
    const body = { code: 'SHIPMENT_NO_TAKEN', message: '该运单号已用于其他订单', requestId: 'req-9', details: { a: 1 } }
    const error = errorOf(409, body, null, 'ours')
    expect(error).toMatchObject({ ...body, status: 409 })
    expect(error.unanswered).toBe(false)
  })
  it('that is not ours is unknown and keeps the number we sent', () => {
    expect(errorOf(502, undefined, null, 'ours')).toMatchObject({ code: 'UNKNOWN', requestId: 'ours' })
    expect(errorOf(500, { code: 'toString' }, null, 'ours').code).toBe('UNKNOWN')
  })
  it('has words even when the server sent none', () => {
    expect(errorOf(403, { code: 'FORBIDDEN' }, null, 'ours').message).toBe('你没有权限进行此操作')
  })
  it('names the fields it is about', () => {
    const details = [{ path: 'trackingNo', message: 'bad' }, null, { path: 3 }]
    const error = errorOf(400, { code: 'VALIDATION_FAILED', details }, null, '')
    expect([...fieldsRefused(error)]).toEqual([['trackingNo', 'bad']])
    expect(fieldsRefused(errorOf(409, { code: 'SHIPMENT_NO_TAKEN', details }, null, '')).size).toBe(0)
  })
})
