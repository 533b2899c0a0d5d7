import type { JsapiCall } from '@jishi/contracts/payment/payment.schema'
import type { PayOutcome } from '../types'

interface Bridge {
  invoke(name: string, call: JsapiCall, then: (answer: { err_msg?: string }) => void): void
}

const READY_WITHIN_MS = 4_000

const bridgeOf = (): Bridge | undefined => (window as { WeixinJSBridge?: Bridge }).WeixinJSBridge

export const outcomeOfBridge = (message: string | undefined): PayOutcome => {
  if (message === 'get_brand_wcpay_request:ok') return 'done'
  return message === 'get_brand_wcpay_request:cancel' ? 'cancelled' : 'failed'
}

/** WeChat puts its bridge into the page a moment after the page itself is there. */
const bridge = (): Promise<Bridge | null> =>
  new Promise((resolve) => {
    const present = bridgeOf()
    if (present) return resolve(present)
    const timer = setTimeout(() => resolve(bridgeOf() ?? null), READY_WITHIN_MS)
    const ready = (): void => {
      clearTimeout(timer)
      resolve(bridgeOf() ?? null)
    }
    document.addEventListener('WeixinJSBridgeReady', ready, { once: true })
  })

/** WeChat's own payment sheet, inside WeChat's browser. */
export const payByBridge = async (call: JsapiCall): Promise<PayOutcome> => {
  const found = await bridge()
  if (!found) return 'unsupported'
  return new Promise((resolve) => {
    found.invoke('getBrandWCPayRequest', call, (answer) => resolve(outcomeOfBridge(answer.err_msg)))
  })
}
