import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestMerchant } from './merchant.js'
import { TestWechatApp } from './wechat-app.js'

let merchant: TestMerchant
let app: TestWechatApp

beforeAll(async () => {
  merchant = await TestMerchant.open()
  app = new TestWechatApp(merchant)
})
afterAll(() => merchant.leave())

const BACK = 'http://localhost:5173/sign-in?returnPath=%2Fcart#top'

function wish(changes: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    appid: app.officialAccount.appid,
    redirect_uri: BACK,
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'abc123',
    ...changes,
  })
  return `${merchant.simulator.url}/connect/oauth2/authorize?${query}`
}

/** Taps the button, and answers where the page leads and the cookie that this browser then carries. */
async function authorise(address: string, form: Record<string, string> = {}): Promise<{ back: URL; cookie: string }> {
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form) })
  const href = /id="back" href="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return { back: new URL(href.replaceAll('&amp;', '&')), cookie }
}

async function person(code: string | null): Promise<Record<string, unknown>> {
  return app.oauthToken(code ?? '')
}

describe('web authorisation', () => {
  it('asks who one is, and returns with code and state', async () => {
    expect(await (await fetch(wish())).text()).toContain('授权登录')
    const { back } = await authorise(wish(), { phone: '13811119001' })
    expect(`${back.origin}${back.pathname}${back.hash}`).toBe('http://localhost:5173/sign-in#top')
    expect(back.searchParams.get('returnPath')).toBe('/cart')
    expect(back.searchParams.get('state')).toBe('abc123')
    const code = back.searchParams.get('code')
    const known = await app.code({ phone: '13811119001' })
    const token = await person(code)
    expect(token).toMatchObject({ unionid: known.unionid, scope: 'snsapi_base', expires_in: 7200 })
    expect(token['openid']).not.toBe(known.openid)
    expect(await person(code)).toMatchObject({ errcode: 40163 })
  })

  it('remembers the person, and asks no more where only the openid is wanted', async () => {
    const { back, cookie } = await authorise(wish())
    const first = await person(back.searchParams.get('code'))
    const silent = await fetch(wish(), { headers: { cookie }, redirect: 'manual' })
    expect(silent.status).toBe(302)
    const again = await person(new URL(silent.headers.get('location') ?? '').searchParams.get('code'))
    expect(again['openid']).toBe(first['openid'])
    const asked = await fetch(wish({ scope: 'snsapi_userinfo' }), { headers: { cookie }, redirect: 'manual' })
    expect(asked.status).toBe(200)
    const stranger = await authorise(wish())
    expect((await person(stranger.back.searchParams.get('code')))['openid']).not.toBe(first['openid'])
  })

  it.each([
    ['redirect_uri', 'https://shop.example/sign-in'],
    ['redirect_uri', 'http://127.0.0.1.shop.example/'],
    ['redirect_uri', 'javascript:alert(1)'],
    ['appid', 'wx0000000000000000'],
    ['scope', 'snsapi_login'],
    ['response_type', 'token'],
    ['state', 'x'.repeat(129)],
  ])('refuses %s=%s and makes no code', async (name, value) => {
    const address = wish({ [name]: value })
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(address, { method, redirect: 'manual' })
      expect(answer.status).toBe(400)
      const html = await answer.text()
      expect(html).toContain('无法授权')
      expect(html).not.toContain('code=')
    }
  })
})
