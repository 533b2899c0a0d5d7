import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AlipaySdk } from 'alipay-sdk'
import { startSimulator } from '../src/simulator.js'
import type { Simulator, SimulatorOptions } from '../src/simulator.js'

export interface ReceivedForm {
  fields: Record<string, string>
  /** By the SDK's own check, after `sign_type` was seen to be RSA2 as a careful merchant does. */
  verified: boolean
}

export interface Answer {
  status: number
  data: Record<string, unknown>
}

/**
 * The merchant of the tests: the product's SDK as it is, a listener that verifies notifications with the SDK's own
 * function, and nothing of the simulator's code on this side of the wire.
 */
export class AlipayMerchant {
  readonly received: ReceivedForm[] = []
  answer = 'success'
  readonly sdk: AlipaySdk
  readonly #listener: Server

  private constructor(
    readonly simulator: Simulator,
    readonly dataDir: string,
    listener: Server,
  ) {
    this.#listener = listener
    this.sdk = this.sdkWith({})
  }

  static async open(options: Partial<SimulatorOptions> = {}): Promise<AlipayMerchant> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'jishi-alipay-')))
    const simulator = await startSimulator({ port: 0, notifyScheduleScale: 0.00001, ...options, dataDir })
    const listener = createServer()
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const merchant = new AlipayMerchant(simulator, dataDir, listener)
    listener.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => response.end(merchant.#receive(Buffer.concat(chunks).toString('utf8'))))
    })
    return merchant
  }

  sdkWith(changes: { privateKey?: string; appId?: string; alipayPublicKey?: string; timeout?: number }): AlipaySdk {
    const { merchant, url } = this.simulator
    const { appId, privateKey, alipayPublicKey } = merchant.alipay
    return new AlipaySdk({
      appId,
      privateKey,
      alipayPublicKey,
      keyType: 'PKCS8',
      gateway: `${url}/gateway.do`,
      endpoint: url,
      timeout: 20_000,
      ...changes,
    })
  }

  get notifyUrl(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}/notify/alipay`
  }

  async v3(path: string, body: Record<string, unknown>): Promise<Answer> {
    const { responseHttpStatus, data } = await this.sdk.curl('POST', `/v3/alipay/${path}`, { body })
    return { status: responseHttpStatus, data: data as Record<string, unknown> }
  }

  v2(method: string, bizContent: Record<string, unknown>, more: Record<string, unknown> = {}) {
    return this.sdk.exec(method, { ...more, bizContent }, { validateSign: true })
  }

  order(outTradeNo: string, openId: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      out_trade_no: outTradeNo,
      total_amount: '96.60',
      subject: '阿克苏冰糖心苹果 5 斤装',
      product_code: 'JSAPI_PAY',
      op_app_id: this.simulator.merchant.alipay.appId,
      buyer_open_id: openId,
      notify_url: this.notifyUrl,
      ...changes,
    }
  }

  async openId(wanted: Record<string, unknown> = {}): Promise<string> {
    return ((await this.console('POST', '/alipay/codes', wanted)).json as { openId: string }).openId
  }

  async create(outTradeNo: string, changes: Record<string, unknown> = {}): Promise<Answer> {
    const openId = await this.openId({ openid: 'buyer-of-the-tests' })
    return this.v3('trade/create', this.order(outTradeNo, openId, changes))
  }

  query(outTradeNo: string): Promise<Answer> {
    return this.v3('trade/query', { out_trade_no: outTradeNo })
  }

  refund(outTradeNo: string, outRequestNo: string, amount: string): Promise<Answer> {
    return this.v3('trade/refund', { out_trade_no: outTradeNo, out_request_no: outRequestNo, refund_amount: amount })
  }

  pageUrl(outTradeNo: string, changes: Record<string, unknown> = {}, method = 'alipay.trade.wap.pay'): string {
    const productCode = method === 'alipay.trade.wap.pay' ? 'QUICK_WAP_WAY' : 'FAST_INSTANT_TRADE_PAY'
    const content = { outTradeNo, totalAmount: '96.60', subject: '苹果 5 斤装', productCode, ...changes }
    return this.sdk.pageExecute(method, 'GET', {
      bizContent: content,
      notifyUrl: this.notifyUrl,
      returnUrl: 'http://shop.test/paid?from=alipay',
    })
  }

  async console(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(`${this.simulator.url}/console/api${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    return { status: answer.status, json: text === '' ? null : JSON.parse(text) }
  }

  async pay(outTradeNo: string, how = 'pay'): Promise<{ status: number; json: unknown }> {
    const answer = await this.console('POST', `/payments/${outTradeNo}/${how}`)
    await this.simulator.idle()
    return answer
  }

  fault(operation: string, kind: string, more: Record<string, unknown> = {}): Promise<unknown> {
    return this.console('PUT', '/faults', [{ channel: 'alipay', operation, kind, ...more }])
  }

  async leave(): Promise<void> {
    await this.simulator.close()
    await new Promise((resolve) => this.#listener.close(resolve))
    await rm(this.dataDir, { recursive: true, force: true })
  }

  #receive(rawBody: string): string {
    const fields = Object.fromEntries(new URLSearchParams(rawBody))
    const verified = fields['sign_type'] === 'RSA2' && this.sdk.checkNotifySignV2(fields)
    this.received.push({ fields, verified })
    return verified ? this.answer : 'fail'
  }
}

/** What the SDK rejected with. */
export async function refused(promise: Promise<unknown>): Promise<{ code: unknown; status: unknown; message: string }> {
  try {
    await promise
  } catch (error) {
    const {
      code,
      responseHttpStatus: status,
      message,
    } = error as Error & {
      code?: string
      responseHttpStatus?: number
    }
    return { code, status, message }
  }
  throw new Error('the call was expected to be refused and was answered')
}
