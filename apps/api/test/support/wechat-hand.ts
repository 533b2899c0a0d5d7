import { createCipheriv, createSign, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isoOf } from '@jishi/kernel/time'
import type { WholeShop } from './whole-shop.js'

/** What WeChat itself signs and seals with; a merchant never sees these. */
interface Keys {
  readonly mchid: string
  readonly appid: string
  readonly apiV3Key: string
  readonly merchant: { readonly serial: string; readonly privateKey: string }
  readonly platformPublicKey: { readonly id: string; readonly privateKey: string }
}

export interface NoticeHeaders {
  [name: string]: string | undefined
}

export interface WrittenNotice {
  readonly headers: NoticeHeaders
  readonly body: string
}

export interface Taken {
  readonly status: number
  readonly code: string
}

/**
 * Writes notices as WeChat does, but with whatever in them: genuine signatures over facts that WeChat would never tell,
 * and facts that it would tell under signatures that are not its own.
 */
export class WechatHand {
  private constructor(
    private readonly shop: WholeShop,
    readonly keys: Keys,
  ) {}

  static of(shop: WholeShop): WechatHand {
    const file = join(shop.simulator.dataDir, 'simulator', 'keys.json')
    return new WechatHand(shop, JSON.parse(readFileSync(file, 'utf8')) as Keys)
  }

  /** A payment of `attemptNo` over so many fen; `over` replaces fields, and an undefined one leaves it out. */
  paid(attemptNo: string, totalFen: number, over: object = {}): object {
    return {
      mchid: this.keys.mchid,
      appid: this.keys.appid,
      out_trade_no: attemptNo,
      transaction_id: `42000${attemptNo}`,
      trade_type: 'MWEB',
      trade_state: 'SUCCESS',
      success_time: isoOf(this.shop.clock.now()),
      amount: { total: totalFen, payer_total: totalFen, currency: 'CNY', payer_currency: 'CNY' },
      ...over,
    }
  }

  refunded(attemptNo: string, refundNo: string, refundFen: number, over: object = {}): object {
    return {
      mchid: this.keys.mchid,
      out_trade_no: attemptNo,
      transaction_id: `42000${attemptNo}`,
      out_refund_no: refundNo,
      refund_id: `50000${refundNo}`,
      refund_status: 'SUCCESS',
      amount: { total: refundFen, refund: refundFen, payer_total: refundFen, payer_refund: refundFen },
      ...over,
    }
  }

  /** The sealed envelope around a message. */
  envelope(message: object, kind: 'transaction' | 'refund', id: string = randomUUID()): string {
    const nonce = randomBytes(6).toString('hex')
    const cipher = createCipheriv('aes-256-gcm', this.keys.apiV3Key, nonce)
    cipher.setAAD(Buffer.from(kind))
    const sealed = [cipher.update(JSON.stringify(message)), cipher.final(), cipher.getAuthTag()]
    return JSON.stringify({
      id,
      create_time: isoOf(this.shop.clock.now()),
      event_type: kind === 'transaction' ? 'TRANSACTION.SUCCESS' : 'REFUND.SUCCESS',
      resource_type: 'encrypt-resource',
      resource: {
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: Buffer.concat(sealed).toString('base64'),
        associated_data: kind,
        nonce,
        original_type: kind,
      },
    })
  }

  /** Signed by WeChat, or by whoever has `privateKey`, `ageSeconds` ago. */
  signed(body: string, privateKey = this.keys.platformPublicKey.privateKey, ageSeconds = 0): WrittenNotice {
    const timestamp = String(Math.floor(this.shop.clock.now() / 1000) - ageSeconds)
    const nonce = randomBytes(16).toString('hex')
    const signature = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`).sign(privateKey, 'base64')
    return {
      body,
      headers: {
        'wechatpay-timestamp': timestamp,
        'wechatpay-nonce': nonce,
        'wechatpay-serial': this.keys.platformPublicKey.id,
        'wechatpay-signature': signature,
        'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
      },
    }
  }

  async send({ headers, body }: WrittenNotice, to: 'payments' | 'refunds' = 'payments'): Promise<Taken> {
    const given = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const answer = await this.shop.app.inject({
      method: 'POST',
      url: `/api/notify/wechat/${to}`,
      headers: { 'content-type': 'application/json', ...Object.fromEntries(given) },
      payload: body,
    })
    return { status: answer.statusCode, code: answer.json<{ code: string }>().code }
  }

  /** A genuine notice with this message in it. */
  tell(message: object, kind: 'transaction' | 'refund' = 'transaction', id?: string): Promise<Taken> {
    return this.send(this.signed(this.envelope(message, kind, id)), kind === 'refund' ? 'refunds' : 'payments')
  }
}
