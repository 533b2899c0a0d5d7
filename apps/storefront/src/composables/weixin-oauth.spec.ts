import { beforeEach, describe, expect, it } from 'vitest'
import { forgetAll, situation } from '../../test/fake-platform'
import { ok, serve } from '../../test/fake-server'
import { askWeixin, weixinAnswer } from './weixin-oauth'

const errand = { purpose: 'signIn', consentVersion: '2026-11', then: '/pages/me/me' } as const

/** Sends the shopper to WeChat; the state that went along. */
const sent = async (): Promise<string> => {
  const seen = serve((call) => ok({ url: `https://open.weixin.test/?${call.url.split('?')[1]}` }))
  await askWeixin('/pkg-member/sign-in/sign-in?then=checkout', errand)
  return /state=([0-9a-f]{32})/.exec(seen[0]?.url ?? '')?.[1] ?? ''
}

describe('asking WeChat who somebody is', () => {
  beforeEach(forgetAll)

  it('leaves with a state and the way back, and takes the answer to exactly that', async () => {
    const state = await sent()
    expect(situation.visited[0]).toContain(encodeURIComponent('/pkg-member/sign-in/sign-in?then=checkout'))
    situation.oauthAnswer = { code: 'c', state }
    expect(weixinAnswer('signIn')).toMatchObject({ code: 'c', errand })
    situation.oauthAnswer = { code: 'c', state }
    expect(weixinAnswer('signIn')).toBeNull()
  })

  it('takes no code that somebody else put into the address', async () => {
    await sent()
    situation.oauthAnswer = { code: 'theirs', state: 'f'.repeat(32) }
    expect(weixinAnswer('signIn')).toBeNull()
    forgetAll()
    situation.oauthAnswer = { code: 'theirs', state: '' }
    expect(weixinAnswer('signIn')).toBeNull()
  })

  it('does not use for paying what was asked for signing in', async () => {
    situation.oauthAnswer = { code: 'c', state: await sent() }
    expect(weixinAnswer('pay')).toBeNull()
  })
})
