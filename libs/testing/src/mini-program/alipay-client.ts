import { answering, bodyOf, CAPSULE, emptyQuery, systemOf, type ClientParts, type Options } from './client.js'
import { moving, showing, type Api, type Outcome, type Words } from './client-pages.js'
import { files, type FileNames } from './client-files.js'
import { NoAnswer, type WireAnswer } from './wire.js'

const ok = (_name: string, more: Options = {}): Outcome => ({ ok: true, answer: { success: true, ...more } })
const fail = (_name: string, why: string, more: Options = {}): Outcome => ({
  ok: false,
  answer: { error: 2, errorMessage: why, ...more },
})
const words: Words = { ok, fail }

const NO_ANSWER: Record<NoAnswer['reason'], Options> = {
  method: { error: 2, errorMessage: 'invalid method' },
  host: { error: 4, errorMessage: 'request domain is not in the list' },
  network: { error: 12, errorMessage: 'network error' },
  timeout: { error: 13, errorMessage: 'request timeout' },
}
const HTTP_ERROR = { error: 19, errorMessage: 'http status error' }

/** Alipay reports every status outside 2xx as a failure, with the answer beside it. */
const outcomeOf = ({ status, headers, body }: WireAnswer): Outcome => {
  const answer = { status, headers, data: body }
  return status >= 200 && status < 300 ? { ok: true, answer } : { ok: false, answer: { ...HTTP_ERROR, ...answer } }
}

const requests = (parts: ClientParts): Api => ({
  request(options: Options) {
    const headers = {
      'content-type': 'application/json',
      ...(options['headers'] as Record<string, string> | undefined),
    }
    const data = options['data']
    void parts.wire
      .exchange({
        url: String(options['url']),
        method: String(options['method'] ?? 'GET').toUpperCase(),
        headers,
        body: bodyOf(data),
        timeoutMs: Number(options['timeout'] ?? 30_000),
      })
      .then(outcomeOf, (error: unknown) => ({
        ok: false,
        answer: NO_ANSWER[error instanceof NoAnswer ? error.reason : 'network'],
      }))
      .then((outcome) => answering(parts, options, outcome))
    return { abort: () => undefined }
  },
  getNetworkType(options: Options) {
    const { online } = parts.device
    answering(
      parts,
      options,
      ok('getNetworkType', { networkAvailable: online, networkType: online ? 'WIFI' : 'NOTREACHABLE' }),
    )
  },
  onNetworkStatusChange(listener: (change: Options) => void) {
    parts.device.onNetwork((isConnected) =>
      parts.guard(() => listener(parts.inside({ isConnected, networkType: isConnected ? 'WIFI' : 'NOTREACHABLE' }))),
    )
  },
})

const memory = ({ device, inside }: ClientParts): Api => {
  const keep = ({ key, data }: Options): Options => {
    try {
      device.remember(String(key), data)
      return inside({ success: true })
    } catch (error) {
      return inside({ success: false, error: 15, errorMessage: (error as Error).message })
    }
  }
  return {
    getStorageSync: ({ key }: Options) => inside({ data: device.memory.get(String(key)) ?? null, success: true }),
    setStorageSync: keep,
    setStorage: keep,
    removeStorageSync: ({ key }: Options) => void device.memory.delete(String(key)),
    clearStorageSync: () => device.memory.clear(),
  }
}

const system = (parts: ClientParts): Api => {
  const all = (): Options => parts.inside({ ...systemOf(parts.device, 'Android'), app: 'alipay' })
  return {
    getSystemInfoSync: all,
    getWindowInfo: all,
    getMenuButtonBoundingClientRect: () => parts.inside(CAPSULE),
    getLaunchOptionsSync: () => parts.inside(parts.launch),
    getEnterOptionsSync: () => parts.inside(parts.launch),
    canIUse: (name: string) => name !== 'saveFileToDingTalk' && name !== 'isIDE',
    createSelectorQuery: () => emptyQuery(parts),
    createIntersectionObserver: () => ({
      relativeToViewport: () => undefined,
      observe: () => undefined,
      disconnect: () => undefined,
    }),
    onAppShow: () => undefined,
    onAppHide: () => undefined,
    onError: () => undefined,
  }
}

const others = (parts: ClientParts): Api => {
  const { device } = parts
  return {
    showToast(options: Options) {
      device.toasts.push(String(options['content']))
      answering(parts, options, ok('showToast'))
    },
    confirm(options: Options) {
      device.modals.push({ title: String(options['title'] ?? ''), content: String(options['content'] ?? '') })
      answering(parts, options, ok('confirm', { confirm: true }))
    },
    setClipboard(options: Options) {
      device.clipboard = String(options['text'])
      answering(parts, options, ok('setClipboard'))
    },
    makePhoneCall(options: Options) {
      device.calls.push(String(options['number']))
      answering(parts, options, ok('makePhoneCall'))
    },
    setNavigationBar: (options: Options) => answering(parts, options, ok('setNavigationBar')),
  }
}

const people = (parts: ClientParts): Api => ({
  getAuthCode(options: Options) {
    if (!parts.device.online) {
      answering(parts, options, { ok: false, answer: NO_ANSWER.network })
      return
    }
    const { person, mood } = parts
    const asked = mood.codeOfApp === undefined ? { ...person } : { ...person, appId: mood.codeOfApp }
    void parts.gateway.post<{ code: string }>('/alipay/codes', asked).then(({ code }) => {
      answering(parts, options, ok('getAuthCode', { authCode: code, authSuccessScopes: ['auth_base'] }))
    })
  },
  getPhoneNumber(options: Options) {
    void parts.gateway.post<Options>('/alipay/phone', { ...parts.person }).then((sealed) => {
      answering(parts, options, ok('getPhoneNumber', { response: JSON.stringify(sealed) }))
    })
  },
})

const RESULT: Record<string, string> = {
  close: '6001',
  fail: '4000',
  'lose the network': '6002',
  unsure: '8000',
  'pay, unsure': '6004',
}

interface Listed {
  outTradeNo: string
  transactionId: string | null
}

/** The cashier of the wallet: the result code proves nothing, and sometimes the wallet itself does not know. */
const payments = (parts: ClientParts): Api => ({
  tradePay(options: Options) {
    const pay = async (): Promise<Outcome> => {
      const { cashier } = parts.mood
      parts.mood.cashier = 'pay'
      const { items } = await parts.gateway.get<{ items: Listed[] }>('/payments')
      const trade = items.find(({ transactionId }) => transactionId === options['tradeNO'])
      if (trade === undefined) return ok('tradePay', { resultCode: '4000' })
      if (cashier === 'pay' || cashier === 'pay, unsure') await parts.gateway.pay(trade.outTradeNo)
      if (cashier === 'lose the network') parts.device.setNetwork('lost')
      return ok('tradePay', { resultCode: RESULT[cashier] ?? '9000' })
    }
    void pay().then((outcome) => answering(parts, options, outcome))
  },
})

/** What Alipay does when a button with an open-type is tapped. */
export const tapAlipayButton = (parts: ClientParts, openType: string, button: unknown): void => {
  if (openType !== 'getAuthorize') return
  if (parts.mood.givesPhone) parts.send(button, 'getauthorize', parts.inside({}))
  else parts.send(button, 'error', parts.inside({ errorMessage: '用户取消授权' }))
}

/** By its documents a download names the path and no status; the client asks for the album by itself. */
const FILES: FileNames = {
  chosen: 'apFilePaths',
  downloaded: (apFilePath) => ({ apFilePath }),
  may: () => Promise.resolve(true),
}

/** The object a program knows as `my`. */
export const alipayApi = (parts: ClientParts): Api => ({
  ...requests(parts),
  ...memory(parts),
  ...moving(parts, words),
  ...showing(parts, words),
  ...system(parts),
  ...others(parts),
  ...people(parts),
  ...payments(parts),
  ...files(parts, words, FILES),
})
