import type { UnionpayAccount } from './unionpay-account.js'
import type { UnionpayTrust } from './unionpay-trust.js'
import { fieldsOfAnswer, type Fields } from './unionpay-wire.js'

/** What has not come by ten seconds is unknown, not failed. */
const TIMEOUT_MS = 10_000
const MOST_CHARACTERS = 64 * 1024

/** Fields that UnionPay signed, a refusal as well as a success, or nothing that can be trusted. */
export type UnionpayAnswer =
  { readonly kind: 'signed'; readonly fields: Fields } | { readonly kind: 'unknown'; readonly reason: string }

const unknown = (reason: string): UnionpayAnswer => ({ kind: 'unknown', reason })

/** Calls from our server to UnionPay's: a form there, text of pairs back, both signed. */
export class UnionpayClient {
  constructor(
    private readonly account: UnionpayAccount,
    private readonly trust: UnionpayTrust,
  ) {}

  async call(path: 'queryTrans' | 'backTransReq', fields: Fields): Promise<UnionpayAnswer> {
    const text = await this.post(path, this.trust.signed(fields))
    if (typeof text !== 'string') return text
    const answer = fieldsOfAnswer(text)
    if (answer === undefined) return unknown('an answer of another form')
    const problem = this.trust.problemOf(answer)
    if (problem !== undefined) return unknown(problem)
    // An answer to another question would be as well signed: it must name what was asked.
    const same = (['merId', 'orderId', 'txnTime'] as const).every((name) => answer[name] === fields[name])
    return same ? { kind: 'signed', fields: answer } : unknown('an answer to another question')
  }

  private async post(path: string, fields: Fields): Promise<string | UnionpayAnswer> {
    try {
      const answer = await fetch(`${this.account.baseUrl}/gateway/api/${path}.do`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
      })
      if (answer.status !== 200) return unknown(`HTTP ${answer.status}`)
      const text = await answer.text()
      return text.length > MOST_CHARACTERS ? unknown('an answer without an end') : text
    } catch (error) {
      return unknown(error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no answer')
    }
  }
}
