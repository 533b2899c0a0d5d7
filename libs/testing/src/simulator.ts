import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSimulator } from '@jishi/simulator/simulator'
import type { Simulator, SimulatorOptions } from '@jishi/simulator/simulator'

export interface ConsolePayment {
  channel: string
  outTradeNo: string
  amountFen: number
  status: 'pending' | 'paid' | 'refunded' | 'closed'
  payUrl: string
  createdAt: string
  refundedFen: number
  transactionId: string | null
}

export interface ConsoleNotice {
  id: string
  eventType: string
  outTradeNo: string
  outRefundNo: string | null
  status: 'pending' | 'delivered' | 'given_up'
  attempts: { outcome: string; httpStatus: number | null }[]
}

export interface ConsoleFault {
  channel: 'wechat' | 'sms'
  operation: string
  kind: string
  times?: number
  value?: number | string | null
}

export interface TestSimulator extends Simulator {
  /** The directory whose `simulator/merchant.json` the program under test reads. */
  dataDir: string
  payments(): Promise<ConsolePayment[]>
  pay(outTradeNo: string): Promise<ConsolePayment>
  payLate(outTradeNo: string): Promise<ConsolePayment>
  cancel(outTradeNo: string): Promise<ConsolePayment>
  notices(outTradeNo?: string): Promise<ConsoleNotice[]>
  /** Sends further copies of a notification, all at once, and answers how each was taken. */
  resend(id: string, times?: number): Promise<{ outcome: string; httpStatus: number | null }[]>
  setFaults(...faults: ConsoleFault[]): Promise<void>
  codesFor(phone: string): Promise<string[]>
  reset(): Promise<void>
}

interface Items<T> {
  items: T[]
}

async function call<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${url}/console/api${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/**
 * The gateway simulator in this process, with its own throw-away directory, on a free port. Notifications are repeated
 * a thousand times faster than the real ones, and refunds settle almost at once. `pay` and its like return when the
 * gateway has noted the payment; `idle()` resolves when the notification has been tried.
 */
export async function startTestSimulator(options: Partial<SimulatorOptions> = {}): Promise<TestSimulator> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'jishi-test-simulator-')))
  const simulator = await startSimulator({
    port: 0,
    notifyScheduleScale: 0.001,
    refundSettleMs: 10,
    ...options,
    dataDir,
  })
  const { url } = simulator
  const act = (outTradeNo: string, action: string) =>
    call<ConsolePayment>(url, 'POST', `/payments/${encodeURIComponent(outTradeNo)}/${action}`)
  return {
    ...simulator,
    dataDir,
    payments: async () => (await call<Items<ConsolePayment>>(url, 'GET', '/payments')).items,
    pay: (outTradeNo) => act(outTradeNo, 'pay'),
    payLate: (outTradeNo) => act(outTradeNo, 'pay-late'),
    cancel: (outTradeNo) => act(outTradeNo, 'cancel'),
    notices: async (outTradeNo) => {
      const query = outTradeNo === undefined ? '' : `?outTradeNo=${encodeURIComponent(outTradeNo)}`
      return (await call<Items<ConsoleNotice>>(url, 'GET', `/notifications${query}`)).items
    },
    resend: async (id, times = 1) =>
      (await call<Items<{ outcome: string; httpStatus: number | null }>>(url, 'POST', `/notifications/${id}/send`, { times }))
        .items,
    setFaults: async (...faults) => {
      await call(url, 'PUT', '/faults', faults)
    },
    codesFor: async (phone) => {
      const { items } = await call<Items<{ code: string | null }>>(url, 'GET', `/sms?phone=${encodeURIComponent(phone)}`)
      return items.flatMap(({ code }) => (code === null ? [] : [code]))
    },
    reset: () => call<void>(url, 'POST', '/reset'),
    close: async () => {
      await simulator.close()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
