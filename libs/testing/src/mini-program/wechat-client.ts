import { answering, bodyOf, CAPSULE, emptyQuery, systemOf, type ClientParts, type Options } from './client.js'
import { moving, showing, type Api } from './client-pages.js'
import { files, type FileNames } from './client-files.js'
import { NoAnswer } from './wire.js'

const FAILED: Record<NoAnswer['reason'], string> = {
  method: 'fail method is invalid',
  host: 'fail url not in domain list',
  network: 'fail net::ERR_INTERNET_DISCONNECTED',
  timeout: 'fail timeout',
}
const NO_PRIVACY = { errno: 104, errMsg: 'fail privacy permission is not authorized' }

const ok = (name: string, more: Options = {}) => ({ ok: true, answer: { errMsg: `${name}:ok`, ...more } })
const fail = (name: string, why: string, more: Options = {}) => ({
  ok: false,
  answer: { errMsg: `${name}:fail ${why}`, ...more },
})

const words = { ok, fail }

const requests = (parts: ClientParts): Api => ({
  request(options: Options) {
    const headers = Object.fromEntries(
      Object.entries((options['header'] ?? {}) as Record<string, string>).map(([key, value]) => [
        key.toLowerCase(),
        value,
      ]),
    )
    const data = options['data']
    void parts.wire
      .exchange({
        url: String(options['url']),
        method: String(options['method'] ?? 'GET').toUpperCase(),
        headers,
        body: bodyOf(data),
        timeoutMs: Number(options['timeout'] ?? 60_000),
      })
      .then(
        ({ status, headers: header, body }) => ok('request', { statusCode: status, header, data: body }),
        (error: unknown) => ({
          ok: false,
          answer: { errMsg: `request:${FAILED[error instanceof NoAnswer ? error.reason : 'network']}` },
        }),
      )
      .then((outcome) => answering(parts, options, outcome))
    return { abort: () => undefined }
  },
  getNetworkType(options: Options) {
    answering(parts, options, ok('getNetworkType', { networkType: parts.device.online ? 'wifi' : 'none' }))
  },
  onNetworkStatusChange(listener: (change: Options) => void) {
    parts.device.onNetwork((isConnected) =>
      parts.guard(() => listener(parts.inside({ isConnected, networkType: isConnected ? 'wifi' : 'none' }))),
    )
  },
})

const memory = ({ device, inside, ...parts }: ClientParts): Api => ({
  getStorageSync: (key: string) => (device.memory.has(key) ? inside(device.memory.get(key)) : ''),
  setStorageSync: (key: string, value: unknown) => device.remember(key, value),
  removeStorageSync: (key: string) => void device.memory.delete(key),
  clearStorageSync: () => device.memory.clear(),
  setStorage(options: Options) {
    try {
      device.remember(String(options['key']), options['data'])
      answering({ device, inside, ...parts }, options, ok('setStorage'))
    } catch (error) {
      answering({ device, inside, ...parts }, options, fail('setStorage', (error as Error).message))
    }
  },
})

const system = (parts: ClientParts): Api => {
  const all = (): Options => parts.inside(systemOf(parts.device, 'android'))
  return {
    getSystemInfoSync: all,
    getWindowInfo: all,
    getDeviceInfo: all,
    getAppBaseInfo: all,
    getMenuButtonBoundingClientRect: () => parts.inside(CAPSULE),
    getLaunchOptionsSync: () => parts.inside({ ...parts.launch, referrerInfo: {} }),
    getEnterOptionsSync: () => parts.inside({ ...parts.launch, referrerInfo: {} }),
    getAccountInfoSync: () => parts.inside({ miniProgram: { appId: '', envVersion: 'release', version: '' } }),
    canIUse: () => true,
    nextTick: (run: () => void) => setTimeout(() => parts.guard(run), 0),
    createSelectorQuery: () => emptyQuery(parts),
    createIntersectionObserver: () => ({
      relativeToViewport: () => undefined,
      observe: () => undefined,
      disconnect: () => undefined,
    }),
    onAppShow: () => undefined,
    offAppShow: () => undefined,
    onAppHide: () => undefined,
    onError: () => undefined,
  }
}

type PrivacyWord = { event: string; buttonId?: string }
type PrivacyListener = (resolve: (word: PrivacyWord) => void, about: Options) => void

/** WeChat's stop before anything personal: the first use asks the program, whose button is the person's answer. */
export class PrivacyGate {
  private listener: PrivacyListener | undefined

  constructor(private readonly parts: ClientParts) {}

  listen(listener: PrivacyListener): void {
    this.listener = listener
  }

  /** The client's own button is the person's word, whether something waits for it or not. */
  agree(): void {
    this.parts.device.privacyAgreed = true
  }

  /** Answers whether the function may go on. */
  async passes(api: string): Promise<boolean> {
    const { device } = this.parts
    if (device.privacyAgreed) return true
    const { listener } = this
    if (listener === undefined) return false
    return new Promise<boolean>((resolve) => {
      this.parts.guard(() =>
        listener(
          ({ event }) => {
            if (event === 'agree') resolve(device.privacyAgreed)
            if (event === 'disagree') resolve(false)
          },
          this.parts.inside({ referrer: api }),
        ),
      )
    })
  }
}

interface PayCall {
  timeStamp: string
  nonceStr: string
  package: string
  paySign: string
}

/** The cashier of the client: it believes only what the merchant signed, and asks the person. */
const payments = (parts: ClientParts, appId: string): Api => ({
  requestPayment(options: Options) {
    const { timeStamp, nonceStr, package: prepaid, paySign } = options as unknown as PayCall
    const pay = async (): Promise<ReturnType<typeof fail>> => {
      const call = { appId, timeStamp, nonceStr, package: prepaid, paySign }
      const { valid, outTradeNo } = await parts.gateway.post<{ valid: boolean; outTradeNo: string }>(
        '/wechat/verify-pay-sign',
        call,
      )
      if (!valid) return fail('requestPayment', '支付验证签名失败')
      const { cashier } = parts.mood
      parts.mood.cashier = 'pay'
      if (cashier === 'close') return fail('requestPayment', 'cancel')
      if (cashier === 'fail') return fail('requestPayment', 'system error', { errCode: -1 })
      if (cashier === 'lose the network') parts.device.setNetwork('lost')
      if (cashier === 'unsure' || cashier === 'lose the network') return fail('requestPayment', 'no response')
      await parts.gateway.pay(outTradeNo)
      return cashier === 'pay, unsure' ? fail('requestPayment', 'no response') : ok('requestPayment')
    }
    void pay().then((outcome) => answering(parts, options, outcome))
  },
})

interface OrderConfirm {
  businessType: string
  extraData: { transaction_id: string }
}

/** The component that asks whether the goods came, and the person who says yes. */
const receipts = (parts: ClientParts): Api => ({
  openBusinessView(options: Options) {
    const { businessType, extraData } = options as unknown as OrderConfirm
    const confirm = async (): Promise<ReturnType<typeof fail>> => {
      if (businessType !== 'weappOrderConfirm') return fail('openBusinessView', 'invalid businessType')
      await parts.gateway.post(`/wechat/orders/${extraData.transaction_id}/confirm-receipt`, {})
      return ok('openBusinessView', { extraData: { status: 'success' } })
    }
    void confirm()
      .catch(() => fail('openBusinessView', 'order not found'))
      .then((outcome) => answering(parts, options, outcome))
  },
})

const people = (parts: ClientParts, gate: PrivacyGate): Api => ({
  login(options: Options) {
    if (!parts.device.online) {
      answering(parts, options, fail('login', 'request:fail'))
      return
    }
    const { person, mood } = parts
    const asked = mood.codeOfApp === undefined ? { ...person } : { ...person, appId: mood.codeOfApp }
    void parts.gateway
      .post<{ code: string }>('/wechat/codes', asked)
      .then(({ code }) => answering(parts, options, ok('login', { code })))
  },
  onNeedPrivacyAuthorization: (listener: PrivacyListener) => gate.listen(listener),
  setClipboardData(options: Options) {
    void gate.passes('setClipboardData').then((passes) => {
      if (!passes) return answering(parts, options, { ok: false, answer: NO_PRIVACY })
      parts.device.clipboard = String(options['data'])
      return answering(parts, options, ok('setClipboardData'))
    })
  },
})

/** What WeChat does when a button with an open-type is tapped. */
export const tapWechatButton = async (
  parts: ClientParts,
  gate: PrivacyGate,
  openType: string,
  button: unknown,
): Promise<void> => {
  if (openType === 'agreePrivacyAuthorization') {
    gate.agree()
    parts.send(button, 'agreeprivacyauthorization', parts.inside({ buttonId: (button as { id: string }).id }))
  }
  if (openType !== 'getPhoneNumber') return
  const detail = async (): Promise<Options> => {
    if (!(await gate.passes('getPhoneNumber'))) return NO_PRIVACY
    if (!parts.mood.givesPhone) return { errMsg: 'getPhoneNumber:fail user deny' }
    const { code } = await parts.gateway.post<{ code: string }>('/wechat/codes', { ...parts.person, kind: 'phone' })
    return { errMsg: 'getPhoneNumber:ok', code }
  }
  parts.send(button, 'getphonenumber', parts.inside(await detail()))
}

/** The album is personal; what a download says comes with its status. */
const fileNames = (gate: PrivacyGate): FileNames => ({
  chosen: 'tempFilePaths',
  downloaded: (tempFilePath, statusCode) => ({ tempFilePath, statusCode }),
  may: (api) => gate.passes(api),
})

/** The object a program knows as `wx`. */
export const wechatApi = (parts: ClientParts, gate: PrivacyGate, appId: string): Api => ({
  ...requests(parts),
  ...memory(parts),
  ...moving(parts, words),
  ...showing(parts, words),
  ...system(parts),
  ...people(parts, gate),
  ...payments(parts, appId),
  ...receipts(parts),
  ...files(parts, words, fileNames(gate)),
})
