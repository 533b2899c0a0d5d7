import { Gateway } from '@jishi/testing/mini-program/gateway'
import type { Page } from 'playwright-core'

type Answer = { valid: true; outTradeNo: string } | { valid: false; reason: string }

/** What somebody does with WeChat's payment sheet the next time; then they pay. */
type AtTheSheet = 'pay' | 'cancel'

export interface Sheet {
  next: AtTheSheet
  /** How often it was shown. */
  shown: number
  /** Why calls were refused that WeChat would not have shown a sheet for. */
  readonly refusals: string[]
}

const answered = async (gateway: Gateway, sheet: Sheet, call: unknown): Promise<string> => {
  const { signType: _signType, ...signed } = call as Record<string, string>
  const answer = await gateway.post<Answer>('/wechat/verify-pay-sign', signed)
  if (!answer.valid) {
    sheet.refusals.push(answer.reason)
    return 'get_brand_wcpay_request:fail'
  }
  sheet.shown += 1
  const mood = sheet.next
  sheet.next = 'pay'
  await gateway.post(`/payments/${answer.outTradeNo}/${mood}`)
  return mood === 'pay' ? 'get_brand_wcpay_request:ok' : 'get_brand_wcpay_request:cancel'
}

/**
 * Puts WeChat's bridge into every page, a moment after the page is there, as WeChat's browser does. The sheet behind it
 * shows nothing before the gateway has found the call signed for this payment.
 */
export const giveBridge = async (page: Page, consoleUrl: string): Promise<Sheet> => {
  const gateway = new Gateway(consoleUrl)
  const sheet: Sheet = { next: 'pay', shown: 0, refusals: [] }
  await page.context().exposeFunction('showSheet', (call: unknown) => answered(gateway, sheet, call))
  await page.context().addInitScript(() => {
    const wechat = window as unknown as Record<string, unknown> & { showSheet(call: unknown): Promise<string> }
    setTimeout(() => {
      wechat['WeixinJSBridge'] = {
        invoke(name: string, call: unknown, then: (answer: { err_msg: string }) => void): void {
          if (name !== 'getBrandWCPayRequest') then({ err_msg: `${name}:fail` })
          else void wechat.showSheet(call).then((words) => then({ err_msg: words }))
        },
      }
      document.dispatchEvent(new Event('WeixinJSBridgeReady'))
    }, 200)
  })
  return sheet
}
