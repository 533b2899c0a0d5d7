import { encode } from 'uqr'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { drawCode } from './code-picture'
import { answerIn, holdAnswer, takeOauthAnswer } from './oauth-answer'
import { payByBridge } from './wechat-bridge'

const call = {
  appId: 'wx0',
  timeStamp: '1',
  nonceStr: 'n',
  package: 'prepay_id=1',
  signType: 'RSA',
  paySign: 's',
} as const

describe('the answer in an address', () => {
  it('is taken out, and everything else stays', () => {
    expect(answerIn('?id=o1&code=c%201&state=ab12')).toEqual({ answer: { code: 'c 1', state: 'ab12' }, rest: '?id=o1' })
    expect(answerIn('?code=c&state=s')).toEqual({ answer: { code: 'c', state: 's' }, rest: '' })
  })

  it('is none without both parts', () => {
    for (const search of ['', '?id=o1', '?code=c', '?state=s', '?code=&state=s']) expect(answerIn(search)).toBeNull()
  })

  it('leaves the address before anything can read it, and is handed out once', () => {
    window.history.replaceState(null, '', '/pkg-order/pay-result/pay-result?id=o1&code=c&state=s')
    holdAnswer()
    expect(window.location.pathname + window.location.search).toBe('/pkg-order/pay-result/pay-result?id=o1')
    expect(takeOauthAnswer()).toEqual({ code: 'c', state: 's' })
    expect(takeOauthAnswer()).toBeNull()
  })
})

describe('paying in WeChat’s browser', () => {
  const put = (message: string | undefined): void => {
    Object.assign(window, {
      WeixinJSBridge: {
        invoke: (_name: string, _call: unknown, then: (answer: { err_msg?: string }) => void) =>
          then(message === undefined ? {} : { err_msg: message }),
      },
    })
  }
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => {
    Reflect.deleteProperty(window, 'WeixinJSBridge')
    vi.useRealTimers()
  })

  it.each([
    ['get_brand_wcpay_request:ok', 'done'],
    ['get_brand_wcpay_request:cancel', 'cancelled'],
    ['get_brand_wcpay_request:fail', 'failed'],
    [undefined, 'failed'],
  ])('reads %s as %s', async (message, outcome) => {
    put(message)
    expect(await payByBridge(call)).toBe(outcome)
  })

  it('waits for a bridge that comes late, and gives up on one that never comes', async () => {
    const late = payByBridge(call)
    put('get_brand_wcpay_request:ok')
    document.dispatchEvent(new Event('WeixinJSBridgeReady'))
    expect(await late).toBe('done')
    Reflect.deleteProperty(window, 'WeixinJSBridge')
    const never = payByBridge(call)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await never).toBe('unsupported')
  })
})

describe('a code to scan', () => {
  it('is drawn on this device, dot for dot, on a light ground', () => {
    const text = 'weixin://wxpay/bizpayurl?pr=Xk29dQ7zz'
    const svg = decodeURIComponent(drawCode(text).replace('data:image/svg+xml,', ''))
    const { size, data } = encode(text, { ecc: 'M', border: 4 })
    const drawn = data.map((row) => row.map(() => false))
    for (const [, x, y, run] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      if (Number(run) === size) continue
      for (let step = 0; step < Number(run); step += 1) (drawn[Number(y)] as boolean[])[Number(x) + step] = true
    }
    expect(drawn).toEqual(data)
    expect(svg).toContain('fill="#ffffff"')
    expect(svg.match(/https?:\/\/[^"]+/g)).toEqual(['http://www.w3.org/2000/svg'])
  })
})
