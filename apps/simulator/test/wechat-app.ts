import type { TestMerchant } from './merchant.js'

export interface IssuedCode {
  code: string
  openid: string
  unionid: string
  phone: string | null
}

/** The server of the tests' mini program and official account: plain HTTP, as the product does it. */
export class TestWechatApp {
  constructor(private readonly merchant: TestMerchant) {}

  get miniProgram(): { appid: string; secret: string } {
    return this.merchant.simulator.merchant.wechatMiniProgram
  }

  get officialAccount(): { appid: string; secret: string } {
    return this.merchant.simulator.merchant.wechatOfficialAccount
  }

  async code(wanted: Record<string, unknown> = {}): Promise<IssuedCode> {
    return (await this.merchant.console('POST', '/wechat/codes', wanted)).json as IssuedCode
  }

  async get(path: string, query: Record<string, string>): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.merchant.simulator.url}${path}?${new URLSearchParams(query)}`)
    return { status: answer.status, ...((await answer.json()) as object) }
  }

  async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await fetch(`${this.merchant.simulator.url}${path}`, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json' },
    })
    return { status: answer.status, ...((await answer.json()) as object) }
  }

  session(js_code: string, changes: Record<string, string> = {}): Promise<Record<string, unknown>> {
    return this.get('/sns/jscode2session', {
      ...this.miniProgram,
      js_code,
      grant_type: 'authorization_code',
      ...changes,
    })
  }

  oauthToken(code: string, changes: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const grant_type = 'authorization_code'
    return this.get('/sns/oauth2/access_token', { ...this.officialAccount, code, grant_type, ...changes })
  }

  stableToken(changes: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const grant_type = 'client_credential'
    return this.post('/cgi-bin/stable_token', { grant_type, ...this.miniProgram, ...changes })
  }

  phone(token: unknown, code: string, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.post(`/wxa/business/getuserphonenumber?access_token=${String(token)}`, { code, ...more })
  }

  fault(operation: string, kind: string, more: Record<string, unknown> = {}): Promise<unknown> {
    return this.merchant.console('PUT', '/faults', [{ channel: 'wechat_open', operation, kind, ...more }])
  }

  async tokenCalls(): Promise<number> {
    return ((await this.merchant.console('GET', '/wechat/token-calls')).json as { calls: number }).calls
  }
}
