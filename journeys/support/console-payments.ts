import { Gateway } from '@jishi/testing/mini-program/gateway'
import type { Shop } from './shop.js'

export interface ConsolePayment {
  channel: string
  product: string
  outTradeNo: string
  amountFen: number
  status: string
  payUrl: string | null
  transactionId: string | null
}

/** What the gateways know, without what they knew before. */
export const consolePayments = async (shop: Shop, known: readonly ConsolePayment[] = []): Promise<ConsolePayment[]> => {
  const { items } = await new Gateway(shop.consoleUrl).get<{ items: ConsolePayment[] }>('/payments')
  const numbers = new Set(known.map(({ outTradeNo }) => outTradeNo))
  return items.filter(({ outTradeNo }) => !numbers.has(outTradeNo))
}
