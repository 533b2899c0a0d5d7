import type { TestSimulator } from '@jishi/testing/simulator'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import type { TestApp } from './test-app.js'

export const VERSION = '2026-01'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly text: string
}

export interface Session {
  readonly memberId: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly phoneMasked: string | null
  readonly displayName: string
  readonly notices: string[]
}

let addresses = 0
let phones = 0

/** Another network each time: what is tested here is not how often one may ask. */
const elsewhere = (): string => {
  addresses += 1
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

export const newPhone = (): string => `136${String((phones += 1)).padStart(8, '0')}`

/** Calls as the storefront makes them, over the shop's own routes. */
export const peopleOf = (shop: TestApp, simulator: TestSimulator) => {
  const post = async (
    path: string,
    payload: object,
    token?: string,
    key: string = newId(systemClock),
  ): Promise<Answer> => {
    const answer = await shop.app.inject({
      method: 'POST',
      url: `/api/shop/${path}`,
      payload,
      remoteAddress: elsewhere(),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}`, 'idempotency-key': key },
    })
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), text: answer.body }
  }
  const wallet = async <T>(path: string, body: object): Promise<T> => {
    const answer = await fetch(`${simulator.url}/console/api/alipay/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`the console answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const signIn = (body: object, consentVersion = VERSION) =>
    post('auth/sign-in', { consentVersion, device: '测试手机', ...body })
  const smsCode = async (phone: string, purpose: 'sign_in' | 'bind_phone' = 'sign_in'): Promise<string> => {
    const sent = await post('auth/sms', { phone, purpose, consentVersion: VERSION })
    if (sent.status !== 200) throw new Error(`no message: ${sent.text}`)
    // The newest first.
    return (await simulator.codesFor(phone))[0] ?? ''
  }
  return {
    post,
    signIn,
    smsCode,
    me: async (token: string): Promise<number> =>
      (await shop.app.inject({ url: '/api/shop/me', headers: { authorization: `Bearer ${token}` } })).statusCode,
    alipayCode: (wanted: object = {}) => wallet<{ code: string; openId: string }>('codes', wanted),
    alipayPhone: (wanted: object) => wallet<Record<string, string>>('phone', wanted),
    bySms: async (phone: string, more: object = {}) =>
      signIn({ method: 'sms', phone, code: await smsCode(phone), ...more }),
    byWeixin: async (openid?: string, more: object = {}) => {
      const { code } = await simulator.wechatCode(openid === undefined ? {} : { openid })
      return signIn({ method: 'weixin', code, ...more })
    },
    bindBySms: async (token: string, phone: string) =>
      post(
        'me/phone',
        { method: 'sms', phone, code: await smsCode(phone, 'bind_phone'), consentVersion: VERSION },
        token,
      ),
  }
}

export type People = ReturnType<typeof peopleOf>

/** What a sign-in answered; anything but a session fails the test. */
export const sessionIn = ({ status, body, text }: Answer): Session => {
  if (status !== 200) throw new Error(`no session: ${status} ${text}`)
  const member = body['member'] as { id: string; phoneMasked: string | null; displayName: string }
  return {
    memberId: member.id,
    accessToken: body['accessToken'] as string,
    refreshToken: body['refreshToken'] as string,
    phoneMasked: member.phoneMasked,
    displayName: member.displayName,
    notices: body['notices'] as string[],
  }
}
