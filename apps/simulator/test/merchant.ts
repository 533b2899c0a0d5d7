import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import type { KeyMode } from '../src/book/records.js'
import { startSimulator } from '../src/simulator.js'
import type { Simulator, SimulatorOptions } from '../src/simulator.js'

export interface SdkAnswer {
  status: number
  data: Record<string, unknown>
  headers: Record<string, string>
}

export interface ReceivedNotice {
  headers: IncomingHttpHeaders
  rawBody: string
  verified: boolean
  /** The decrypted resource, or null when it could not be decrypted or was not verified. */
  resource: Record<string, unknown> | null
  envelope: Record<string, unknown>
}

/**
 * The merchant of the tests: the product's SDK as it is, a listener for notifications that verifies them with the
 * SDK's own functions, and nothing of the simulator's code on this side of the wire.
 */
export class TestMerchant {
  readonly received: ReceivedNotice[] = []
  answerStatus = 200
  // The SDK's client answers to every property name, `then` included, so it must never be handed out.
  readonly #sdk: Wechatpay
  readonly #listener: Server
  readonly #keys: Record<string, string>

  private constructor(
    readonly simulator: Simulator,
    readonly dataDir: string,
    listener: Server,
  ) {
    const { merchant, url } = simulator
    this.#listener = listener
    this.#keys = {
      [merchant.platformPublicKeyId]: merchant.platformPublicKey,
      [merchant.platformCertificateSerial]: merchant.platformCertificate,
    }
    this.#sdk = new Wechatpay({
      baseURL: `${url}/`,
      mchid: merchant.mchid,
      serial: merchant.merchantSerial,
      privateKey: merchant.merchantPrivateKey,
      certs: Object.fromEntries(
        Object.entries(this.#keys).map(([serial, pem]) => [serial, Rsa.from(pem, Rsa.KEY_TYPE_PUBLIC)]),
      ),
      proxy: false,
      timeout: 20_000,
    })
  }

  static async open(options: Partial<SimulatorOptions> = {}): Promise<TestMerchant> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'jishi-simulator-')))
    const simulator = await startSimulator({
      port: 0,
      notifyScheduleScale: 0.001,
      refundSettleMs: 20,
      ...options,
      dataDir,
    })
    const listener = createServer()
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const merchant = new TestMerchant(simulator, dataDir, listener)
    listener.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const status = merchant.#receive(request.headers, Buffer.concat(chunks).toString('utf8'))
        response.writeHead(status).end(status < 300 ? '' : '{"code":"FAIL","message":"refused"}')
      })
    })
    return merchant
  }

  get notifyUrl(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}/notify/wechat`
  }

  async get(path: string, params: Record<string, unknown> = {}): Promise<SdkAnswer> {
    return (await this.#sdk.chain(path).get({ params })) as unknown as SdkAnswer
  }

  async post(path: string, body: object, headers: Record<string, string> = {}): Promise<SdkAnswer> {
    return (await this.#sdk.chain(path).post(body, { headers })) as unknown as SdkAnswer
  }

  /** The file of a bill that was answered for, unpacked. */
  async file(answer: SdkAnswer): Promise<Buffer> {
    const token = new URL(String(answer.data['download_url'])).searchParams.get('token')
    const config = { params: { token }, responseType: 'arraybuffer' }
    const { data } = (await this.#sdk.chain('v3/billdownload/file').get(config)) as unknown as { data: Buffer }
    return gunzipSync(Buffer.from(data))
  }

  order(outTradeNo: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
    const { appid, mchid } = this.simulator.merchant
    return {
      appid,
      mchid,
      description: '阿克苏冰糖心苹果 5 斤装',
      out_trade_no: outTradeNo,
      notify_url: this.notifyUrl,
      amount: { total: 9660, currency: 'CNY' },
      scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } },
      ...changes,
    }
  }

  create(outTradeNo: string, changes: Record<string, unknown> = {}): Promise<SdkAnswer> {
    return this.post('v3/pay/transactions/h5', this.order(outTradeNo, changes))
  }

  query(outTradeNo: string): Promise<SdkAnswer> {
    return this.get(`v3/pay/transactions/out-trade-no/${outTradeNo}`, { mchid: this.simulator.merchant.mchid })
  }

  close(outTradeNo: string): Promise<SdkAnswer> {
    const { mchid } = this.simulator.merchant
    return this.post(`v3/pay/transactions/out-trade-no/${outTradeNo}/close`, { mchid })
  }

  refund(outTradeNo: string, outRefundNo: string, refundFen: number, totalFen = 9660): Promise<SdkAnswer> {
    return this.post('v3/refund/domestic/refunds', {
      out_trade_no: outTradeNo,
      out_refund_no: outRefundNo,
      reason: '不想要了',
      notify_url: this.notifyUrl,
      amount: { refund: refundFen, total: totalFen, currency: 'CNY' },
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

  async pay(outTradeNo: string): Promise<void> {
    await this.console('POST', `/payments/${outTradeNo}/pay`)
    await this.simulator.idle()
  }

  fault(operation: string, kind: string, more: Record<string, unknown> = {}): Promise<unknown> {
    const channel = operation === 'sms' ? 'sms' : 'wechat'
    return this.console('PUT', '/faults', [{ channel, operation, kind, times: 1, value: null, ...more }])
  }

  keyMode(mode: KeyMode): Promise<unknown> {
    return this.console('PUT', '/wechat/key-mode', { mode })
  }

  async leave(): Promise<void> {
    await this.simulator.close()
    await new Promise((resolve) => this.#listener.close(resolve))
    await rm(this.dataDir, { recursive: true, force: true })
  }

  #receive(headers: IncomingHttpHeaders, rawBody: string): number {
    const header = (name: string): string => String(headers[`wechatpay-${name}`] ?? '')
    const key = this.#keys[header('serial')]
    const fresh = Math.abs(Formatter.timestamp() - Number(header('timestamp') || Number.NaN)) <= 300
    const signed = Formatter.joinedByLineFeed(header('timestamp'), header('nonce'), rawBody)
    const verified =
      key !== undefined && fresh && Rsa.verify(signed, header('signature'), Rsa.from(key, Rsa.KEY_TYPE_PUBLIC))
    const envelope = JSON.parse(rawBody) as Record<string, Record<string, string>>
    const resource = verified ? this.#decrypt(envelope['resource'] ?? {}) : null
    this.received.push({ headers, rawBody, verified, resource, envelope })
    return verified ? this.answerStatus : 401
  }

  #decrypt({ ciphertext = '', nonce = '', associated_data = '' }: Record<string, string>): Record<string, unknown> {
    const { apiV3Key } = this.simulator.merchant
    return JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data)) as Record<string, unknown>
  }
}

/** What the SDK rejected with: its own code, and the gateway's status and body when there was an answer. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ sdkCode: string | undefined; status: number | undefined; data: unknown; code: unknown }> {
  try {
    await promise
  } catch (error) {
    const { code, response } = error as { code?: string; response?: { status: number; data: unknown } }
    const data = response?.data
    const words = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)['code'] : undefined
    return { sdkCode: code, status: response?.status, data, code: words }
  }
  throw new Error('the call was expected to be refused and was answered')
}
