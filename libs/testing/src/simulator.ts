import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transfersOf, type ConsoleTransfers } from './console-transfers.js'
import { orderCentresOf, type OrderCentres } from './order-centres.js'

export interface ConsolePayment {
  channel: string
  outTradeNo: string
  amountFen: number
  status: 'pending' | 'paid' | 'refunded' | 'closed'
  /** Null where the wallet pays without a page: an Alipay mini program's trade. */
  payUrl: string | null
  createdAt: string
  refundedFen: number
  transactionId: string | null
}

export interface ConsoleAttempt {
  outcome: 'accepted' | 'refused' | 'unreachable' | 'lost'
  httpStatus: number | null
}

export interface ConsoleNotice {
  id: string
  eventType: string
  outTradeNo: string
  outRefundNo: string | null
  status: 'pending' | 'delivered' | 'given_up'
  attempts: ConsoleAttempt[]
}

export interface ConsoleFault {
  channel: 'wechat' | 'wechat_open' | 'alipay' | 'unionpay' | 'sms' | 'carrier'
  operation: string
  kind: string
  times?: number
  value?: number | string | null
}

/** What happens to a parcel next; left out, whatever comes next on a road without trouble. */
export interface ParcelMove {
  step?: 'collect' | 'travel' | 'deliver' | 'problem' | 'sign' | 'refuse' | 'return' | 'returned'
  text?: string
  /** ISO time; the carrier's own now when not given. */
  at?: string
}

export interface WechatCodeOptions {
  /** `login` unless told otherwise: what wx.login, the phone button and web authorisation hand over. */
  kind?: 'login' | 'phone' | 'oauth'
  /** The mini program's, or for `oauth` the official account's, when not given. */
  appId?: string
  openid?: string
  unionid?: string
  phone?: string
}

export interface WechatCode {
  code: string
  openid: string
  unionid: string
  phone: string | null
}

export interface AlipayCodeOptions {
  openid?: string
  phone?: string
  /** Another application's, for codes the shop must not take. */
  appId?: string
}

export interface AlipayPhoneOptions {
  openid?: string
  phone?: string
  /** The wallet's refusal instead of a number, in the open or encrypted like one. */
  error?: 'plain' | 'encrypted'
  /** A payload somebody else signed, or one changed on the way. */
  flaw?: 'forge' | 'bad_signature'
}

/** What `my.getPhoneNumber` hands over. */
export interface AlipayPhonePayload {
  response: string
  sign: string
  sign_type: string
  encrypt_type: string
  charset: string
}

/** The arguments of `wx.requestPayment`, and of the bridge of WeChat's browser. */
export interface WechatPayCall {
  appId: string
  timeStamp: string
  nonceStr: string
  package: string
  signType?: string
  paySign: string
}

export interface TestSimulatorOptions {
  /** Factor on the pauses between repetitions of a notification. */
  notifyScale?: number
  refundSettleMs?: number
  keyMode?: 'public_key' | 'certificate_a' | 'certificate_b'
  /** A directory that outlives the simulator, for tests that kill it and start it again. */
  dataDir?: string
  port?: number
}

/** The gateway simulator as a child, as the product runs it, and its console as functions. */
export interface TestSimulator extends ConsoleTransfers, OrderCentres {
  url: string
  port: number
  /** The directory whose `simulator/merchant.json` the program under test reads. */
  dataDir: string
  payments(): Promise<ConsolePayment[]>
  pay(outTradeNo: string): Promise<ConsolePayment>
  payLate(outTradeNo: string): Promise<ConsolePayment>
  cancel(outTradeNo: string): Promise<ConsolePayment>
  notices(outTradeNo?: string): Promise<ConsoleNotice[]>
  /** Sends further copies of a notification, all at once, and answers how each was taken. */
  resend(id: string, times?: number): Promise<ConsoleAttempt[]>
  setFaults(...faults: ConsoleFault[]): Promise<void>
  /** The numbers the carrier was asked to watch. */
  watchedParcels(): Promise<string[]>
  moveParcel(trackingNo: string, move?: ParcelMove): Promise<void>
  codesFor(phone: string): Promise<string[]>
  /** A code as the phone hands it to an app; without any person named, somebody new. */
  wechatCode(options?: WechatCodeOptions): Promise<WechatCode>
  /** What `my.getAuthCode` hands over; the same phone number always means the same person. */
  alipayCode(options?: AlipayCodeOptions): Promise<{ code: string; openId: string }>
  alipayPhone(options: AlipayPhoneOptions): Promise<AlipayPhonePayload>
  /** Checks a payment call as the phone does before it shows the cashier. */
  verifyPaySign(call: WechatPayCall): Promise<{ valid: boolean; outTradeNo: string | null; reason?: string }>
  /** How often access tokens were asked for, in vain or not. */
  wechatTokenCalls(): Promise<number>
  /** Moves the gateway's business time, for tests with a clock of their own. */
  setClock(now: number): Promise<void>
  /** Resolves when no notification waits to be repeated and no refund to be settled; throws when it takes too long. */
  settled(limitMs?: number): Promise<void>
  reset(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  close(): Promise<void>
}

const ENTRY = fileURLToPath(new URL('../../../apps/simulator/dist/main.js', import.meta.url))
const POLL_MS = 10

/** Five RSA keys take a second of work; test files on one machine share one set of them. */
const KEY_CACHE = join(tmpdir(), `jishi-test-keys-${process.getuid?.() ?? 0}`)

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

async function lendKeys(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'simulator'), { recursive: true, mode: 0o700 })
  const own = join(dataDir, 'simulator', 'keys.json')
  if (!(await exists(own))) await copyFile(join(KEY_CACHE, 'keys.json'), own).catch(() => undefined)
}

async function keepKeys(dataDir: string): Promise<void> {
  const kept = join(KEY_CACHE, 'keys.json')
  const own = join(dataDir, 'simulator', 'keys.json')
  // A newer simulator adds to the keys it is lent; what is kept follows, or every test file would make them anew.
  const [ownSize, keptSize] = await Promise.all([sizeOf(own), sizeOf(kept)])
  if (ownSize === keptSize) return
  await mkdir(KEY_CACHE, { recursive: true, mode: 0o700 })
  const draft = `${kept}.${process.pid}`
  await copyFile(own, draft)
  await rename(draft, kept)
}

function consoleOf(url: string) {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/console/api${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}

async function launch(dataDir: string, options: TestSimulatorOptions): Promise<{ child: ChildProcess; port: number }> {
  await access(ENTRY).catch(() => {
    throw new Error('the simulator is not built: npm run build --workspace @jishi/simulator')
  })
  const child = fork(ENTRY, [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    env: {
      PATH: process.env['PATH'],
      JISHI_MODE: 'test',
      DATA_DIR: dataDir,
      SIMULATOR_PORT: String(options.port ?? 0),
      SIMULATOR_NOTIFY_SCALE: String(options.notifyScale ?? 0.001),
      // A busy machine may be late; that is no answer refused.
      SIMULATOR_NOTIFY_ANSWER_LIMIT_MS: '60000',
      SIMULATOR_REFUND_SETTLE_MS: String(options.refundSettleMs ?? 10),
      SIMULATOR_KEY_MODE: options.keyMode ?? 'public_key',
    },
  })
  const ready = once(child, 'message').then(([message]) => (message as { port: number }).port)
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`the simulator ended with ${String(code)} before it was ready`)
  })
  const port = await Promise.race([ready, ended])
  return { child, port }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/**
 * Starts the simulator on a free port with a throw-away directory. Notifications are repeated a thousand times faster
 * than the real ones and refunds settle almost at once. `pay` and its like return when the gateway has noted it.
 */
export async function startTestSimulator(options: TestSimulatorOptions = {}): Promise<TestSimulator> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'jishi-test-simulator-')))
  await lendKeys(dataDir)
  const { child, port } = await launch(dataDir, options)
  await keepKeys(dataDir)
  const url = `http://127.0.0.1:${port}`
  const call = consoleOf(url)
  const itemsOf = async <T>(path: string): Promise<T[]> => (await call<{ items: T[] }>('GET', path)).items
  const act = (outTradeNo: string, action: string) =>
    call<ConsolePayment>('POST', `/payments/${encodeURIComponent(outTradeNo)}/${action}`)
  const notices = (outTradeNo?: string) =>
    itemsOf<ConsoleNotice>(`/notifications${outTradeNo === undefined ? '' : `?outTradeNo=${outTradeNo}`}`)
  return {
    url,
    port,
    dataDir,
    watchedParcels: async () => (await itemsOf<{ number: string }>('/carrier/parcels')).map(({ number }) => number),
    moveParcel: async (trackingNo, move = {}) => {
      await call('POST', `/carrier/parcels/${encodeURIComponent(trackingNo)}/move`, move)
    },
    payments: () => itemsOf<ConsolePayment>('/payments'),
    pay: (outTradeNo) => act(outTradeNo, 'pay'),
    payLate: (outTradeNo) => act(outTradeNo, 'pay-late'),
    cancel: (outTradeNo) => act(outTradeNo, 'cancel'),
    notices,
    resend: async (id, times = 1) =>
      (await call<{ items: ConsoleAttempt[] }>('POST', `/notifications/${id}/send`, { times })).items,
    setFaults: (...faults) => call('PUT', '/faults', faults),
    codesFor: async (phone) => {
      const messages = await itemsOf<{ code: string | null }>(`/sms?phone=${encodeURIComponent(phone)}`)
      return messages.flatMap(({ code }) => (code === null ? [] : [code]))
    },
    wechatCode: (wanted = {}) => call('POST', '/wechat/codes', wanted),
    alipayCode: (wanted = {}) => call('POST', '/alipay/codes', wanted),
    alipayPhone: (wanted) => call('POST', '/alipay/phone', wanted),
    verifyPaySign: (payCall) => call('POST', '/wechat/verify-pay-sign', payCall),
    wechatTokenCalls: async () => (await call<{ calls: number }>('GET', '/wechat/token-calls')).calls,
    ...orderCentresOf(call),
    ...transfersOf(call),
    setClock: (now) => call('PUT', '/clock', { now: new Date(now).toISOString() }),
    settled: (limitMs = 60_000) => settled(call, limitMs),
    reset: () => call('POST', '/reset'),
    kill: () => end(child, 'SIGKILL'),
    close: async () => {
      await end(child, 'SIGTERM')
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function settled(call: ReturnType<typeof consoleOf>, limitMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += POLL_MS) {
    const { waiting } = await call<{ waiting: number }>('GET', '/waiting')
    if (waiting === 0) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`the gateway still had work after ${limitMs} ms`)
}
