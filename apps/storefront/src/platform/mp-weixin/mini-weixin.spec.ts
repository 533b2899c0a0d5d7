import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PrivacyAnswer } from '../types'
import { pay } from './pay'
import { AGREE_BUTTON, watchPrivacy } from './privacy'
import { quickProof } from './quick-proof'

const call = {
  appId: 'wx0',
  timeStamp: '1',
  nonceStr: 'n',
  package: 'prepay_id=1',
  signType: 'RSA',
  paySign: 's',
} as const
const jsapi: PayCall = { kind: 'jsapi', call }
interface Options {
  success(answer: unknown): void
  fail(failure: { errMsg?: string }): void
}

/** WeChat's client that ends every call in the same way. */
const client = (end: (options: Options) => void) => {
  const requestPayment = vi.fn(end)
  vi.stubGlobal('wx', { requestPayment, login: end })
  return requestPayment
}

describe('paying in the WeChat mini program', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('hands over exactly the signed fields', async () => {
    const requestPayment = client((options) => options.success({ errMsg: 'requestPayment:ok' }))
    expect(await pay(jsapi)).toBe('done')
    const options = requestPayment.mock.calls[0]?.[0] as unknown as Options & Record<string, unknown>
    const { success: _success, fail: _fail, ...sent } = options
    const { appId: _appId, ...signed } = call
    expect(sent).toEqual(signed)
  })

  it.each([
    ['requestPayment:fail cancel', 'cancelled'],
    ['requestPayment:fail (errCode: -1, ERR)', 'failed'],
    [undefined, 'failed'],
  ])('reads %s as %s', async (errMsg, outcome) => {
    client((options) => options.fail(errMsg === undefined ? {} : { errMsg }))
    expect(await pay(jsapi)).toBe(outcome)
  })

  it('cannot visit an address', async () => {
    expect(await pay({ kind: 'redirect', url: 'http://127.0.0.1/' })).toBe('unsupported')
  })
})

describe('who somebody is in the WeChat mini program', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is a code, or nothing when WeChat gives none', async () => {
    client((options) => options.success({ code: 'c1' }))
    expect(await quickProof()).toEqual({ method: 'weixin', code: 'c1' })
    client((options) => options.success({}))
    expect(await quickProof()).toBeNull()
    client((options) => options.fail({}))
    expect(await quickProof()).toBeNull()
  })
})

describe('privacy in the WeChat mini program', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('answers everything that waits, each once, and names the button that was pressed', () => {
    let need: (resolve: (word: unknown) => void) => void = () => undefined
    vi.stubGlobal('wx', { onNeedPrivacyAuthorization: (listener: typeof need) => (need = listener) })
    const asked: PrivacyAnswer[] = []
    watchPrivacy((answer) => asked.push(answer))
    const first = vi.fn()
    const second = vi.fn()
    need(first)
    need(second)
    asked[1]?.(true)
    asked[1]?.(true)
    for (const resolve of [first, second])
      expect(resolve.mock.calls).toEqual([
        [{ event: 'exposureAuthorization' }],
        [{ event: 'agree', buttonId: AGREE_BUTTON }],
      ])
    need(first)
    asked[2]?.(false)
    expect(first).toHaveBeenLastCalledWith({ event: 'disagree' })
  })

  it('lives with a client that knows nothing of it', () => {
    vi.stubGlobal('wx', {})
    expect(() => watchPrivacy(() => undefined)).not.toThrow()
  })
})
