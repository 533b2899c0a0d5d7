import { afterEach, describe, expect, it, vi } from 'vitest'
import { pay } from './pay'
import { phoneOfAnswer } from './phone-proof'
import { quickProof } from './quick-proof'

describe('paying in the Alipay mini program', () => {
  afterEach(() => vi.unstubAllGlobals())

  it.each([
    ['9000', 'done'],
    ['8000', 'processing'],
    ['6004', 'processing'],
    ['6002', 'processing'],
    ['5000', 'processing'],
    ['6001', 'cancelled'],
    ['4000', 'failed'],
    ['1', 'failed'],
    [undefined, 'failed'],
  ])('reads %s as %s', async (resultCode, outcome) => {
    const tradePay = vi.fn((options: { success(answer: { resultCode: string | undefined }): void }) =>
      options.success({ resultCode }),
    )
    vi.stubGlobal('my', { tradePay })
    expect(await pay({ kind: 'trade', tradeNo: '2026112422001' })).toBe(outcome)
    expect(tradePay.mock.calls[0]?.[0]).toMatchObject({ tradeNO: '2026112422001' })
  })

  it('has failed when the cashier did not open, and knows no other cashier', async () => {
    vi.stubGlobal('my', { tradePay: (options: { fail(): void }) => options.fail() })
    expect(await pay({ kind: 'trade', tradeNo: '1' })).toBe('failed')
    expect(await pay({ kind: 'redirect', url: 'http://127.0.0.1/' })).toBe('unsupported')
  })
})

describe('who somebody is in the Alipay mini program', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is asked silently, and may stay unknown', async () => {
    const getAuthCode = vi.fn((options: { scopes: string; success(answer: { authCode?: string }): void }) =>
      options.success({ authCode: 'a1' }),
    )
    vi.stubGlobal('my', { getAuthCode })
    expect(await quickProof()).toEqual({ method: 'alipay', code: 'a1' })
    expect(getAuthCode.mock.calls[0]?.[0].scopes).toBe('auth_base')
    vi.stubGlobal('my', { getAuthCode: (options: { fail(): void }) => options.fail() })
    expect(await quickProof()).toBeNull()
  })
})

describe('a phone as Alipay seals it', () => {
  const sealed = { response: 'Q0lQSEVS', sign: 'c2lnbg==', sign_type: 'RSA2', encrypt_type: 'AES', charset: 'UTF-8' }

  it('goes on unopened, as text or as an object, without fields nobody knows', () => {
    expect(phoneOfAnswer(JSON.stringify(sealed))).toEqual(sealed)
    expect(phoneOfAnswer({ ...sealed, more: 'x' })).toEqual(sealed)
    expect(phoneOfAnswer({ response: 'a', sign: 'b', charset: '' })).toEqual({ response: 'a', sign: 'b' })
  })

  it('is nothing when it is not sealed, not signed or not readable', () => {
    for (const answer of [
      undefined,
      null,
      'no json',
      '{}',
      { response: 'a' },
      { response: { code: '40001' }, sign: 'b' },
    ])
      expect(phoneOfAnswer(answer)).toBeNull()
  })
})
