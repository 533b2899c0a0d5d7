import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent } from 'vue'
import { places } from '@/composables/places'
import { useSession } from '@/stores/session'
import { forgetAll, platform, situation } from '../../../test/fake-platform'
import { ok, refuse, serve, type Answer, type Seen } from '../../../test/fake-server'
import { useSignIn } from './sign-in-form'

const sessionOf = (notices: string[] = []) => ({
  accessToken: 'a',
  accessExpiresAt: '2999-01-01T00:00:00.000Z',
  refreshToken: 'r'.repeat(30),
  refreshExpiresAt: '2999-01-01T00:00:00.000Z',
  member: { id: 'm', displayName: 'x', phoneMasked: null, joinedAt: '2026-01-01T00:00:00.000Z' },
  notices,
})
const policies = { version: '2026-11', effectiveAt: '', demo: false, consolePort: null, items: [] }

/** The page's logic inside a component, as it runs on the page. */
const onPage = async (signIn: Answer, join = false, then?: string) => {
  const seen = serve((call) => {
    if (call.url.endsWith('/policies/current')) return ok(policies)
    if (call.url.includes('weixin-oauth')) return ok({ url: 'https://open.weixin.test/' })
    return signIn(call)
  })
  let form: ReturnType<typeof useSignIn> | undefined
  const page = defineComponent({
    setup: () => {
      form = useSignIn()
      return () => null
    },
  })
  createApp(page).mount(document.createElement('div'))
  if (!form) throw new Error('not mounted')
  form.start(then, join)
  await vi.waitFor(() => expect(form?.version()).toBe('2026-11'), { timeout: 20_000 })
  return { form, seen }
}
const sent = (seen: Seen[]) => seen.filter((call) => call.url.endsWith('/sign-in')).map((call) => call.body)
const phoneOf = (form: ReturnType<typeof useSignIn>): void => {
  form.phone.value = '13812346602'
  form.code.value = '123456'
}

describe('signing in', () => {
  let back: ReturnType<typeof vi.fn>

  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    back = vi.fn()
    vi.spyOn(platform, 'back').mockImplementation(back)
  })
  afterEach(() => vi.restoreAllMocks())

  it('uses nothing of a person before they have agreed', async () => {
    situation.quickWay = 'weixin'
    situation.proofs = [{ method: 'weixin', code: 'c' }]
    const { form, seen } = await onPage(() => ok(sessionOf()))
    phoneOf(form)
    await form.byAccount({ method: 'weixin', phoneCode: 'p' })
    await form.submit()
    await form.send()
    await form.byWeixinPage()
    expect(seen.map((call) => call.url)).toEqual(['/api/shop/policies/current'])
    expect(situation.proofs).toHaveLength(1)
  })

  it('by WeChat sends the code, and the phone’s own code where the button gave one', async () => {
    situation.quickWay = 'weixin'
    situation.proofs = [{ method: 'weixin', code: 'c1' }]
    const { form, seen } = await onPage(() => ok(sessionOf()))
    expect(form.way.value).toBe('quick')
    form.agreed.value = true
    await form.byAccount({ method: 'weixin', phoneCode: 'p1' })
    expect(sent(seen)).toEqual([
      { method: 'weixin', code: 'c1', phoneCode: 'p1', consentVersion: '2026-11', device: 'test' },
    ])
    expect(useSession().signedIn).toBe(true)
    expect(back).toHaveBeenCalledOnce()
  })

  it('by Alipay works without a phone, and says so when the platform gives no code', async () => {
    situation.quickWay = 'alipay'
    const { form, seen } = await onPage(() => ok(sessionOf()))
    form.agreed.value = true
    await form.byAccount(null)
    expect(sent(seen)).toEqual([])
    situation.proofs = [{ method: 'alipay', code: 'a1' }]
    await form.byAccount(null)
    expect(sent(seen)).toEqual([{ method: 'alipay', code: 'a1', consentVersion: '2026-11', device: 'test' }])
  })

  it('explains a phone that has an account, and joins the platform to it by message', async () => {
    situation.quickWay = 'weixin'
    situation.proofs = [
      { method: 'weixin', code: 'c1' },
      { method: 'weixin', code: 'c2' },
    ]
    const { form, seen } = await onPage((call) =>
      ok(sessionOf((call.body as { method: string }).method === 'weixin' ? ['phone_taken'] : [])),
    )
    form.agreed.value = true
    await form.byAccount({ method: 'weixin', phoneCode: 'p1' })
    expect(form.notice.value).toBe('phone_taken')
    expect(back).not.toHaveBeenCalled()
    form.answerNotice(true)
    expect(form.way.value).toBe('sms')
    phoneOf(form)
    await form.submit()
    expect(sent(seen)[1]).toMatchObject({ method: 'sms', identity: { method: 'weixin', code: 'c2' } })
    expect(back).toHaveBeenCalledOnce()
  })

  it('leaves a phone’s account alone when the shopper says so', async () => {
    situation.quickWay = 'weixin'
    situation.proofs = [{ method: 'weixin', code: 'c1' }]
    const { form } = await onPage(() => ok(sessionOf(['phone_taken'])))
    form.agreed.value = true
    await form.byAccount(null)
    form.answerNotice(false)
    expect(back).toHaveBeenCalledOnce()
  })

  it('asks a sleeping account for a name, and sends it along', async () => {
    const { form, seen } = await onPage((call) =>
      'receiverName' in (call.body as object) ? ok(sessionOf()) : refuse(409, 'ACCOUNT_ASLEEP'),
    )
    form.agreed.value = true
    phoneOf(form)
    await form.submit()
    expect(form.asleep.value).toBe(true)
    await form.submit()
    expect(sent(seen)).toHaveLength(1)
    form.receiver.value = ' 林小满 '
    await form.submit()
    expect(sent(seen)[1]).toMatchObject({ receiverName: '林小满' })
    expect(sent(seen)[1]).not.toHaveProperty('identity')
  })

  it('has new policies accepted anew', async () => {
    const { form, seen } = await onPage(() => refuse(422, 'CONSENT_REQUIRED'))
    form.agreed.value = true
    phoneOf(form)
    await form.submit()
    expect(form.agreed.value).toBe(false)
    expect(seen.filter((call) => call.url.endsWith('/policies/current'))).toHaveLength(2)
  })

  it.each(['SIGN_IN_METHOD_OFF', 'PHONE_PROOF_INVALID'])('goes on by message after %s', async (code) => {
    situation.quickWay = 'alipay'
    situation.proofs = [{ method: 'alipay', code: 'a1' }]
    const { form } = await onPage(() => refuse(422, code))
    form.agreed.value = true
    await form.byAccount(null)
    expect(form.way.value).toBe('sms')
  })

  it('through WeChat’s page comes back with the consent given before, to where it began', async () => {
    situation.quickWay = 'weixin_oa'
    vi.stubGlobal('getCurrentPages', () => [
      { route: 'pkg-goods/product/product', options: { id: 'p1' } },
      { route: 'pkg-member/sign-in/sign-in', options: {} },
    ])
    const before = await onPage(() => ok(sessionOf()))
    before.form.agreed.value = true
    await before.form.byWeixinPage()
    expect(situation.visited).toEqual(['https://open.weixin.test/'])
    const { state } = JSON.parse(situation.visit['jishi.oauth'] ?? '{}') as { state: string }

    const restartAt = vi.spyOn(places, 'restartAt').mockReturnValue()
    situation.oauthAnswer = { code: 'oa1', state }
    const { seen } = await onPage(() => ok(sessionOf()))
    await vi.waitFor(() => expect(restartAt).toHaveBeenCalledWith('/pkg-goods/product/product?id=p1'), {
      timeout: 20_000,
    })
    expect(sent(seen)).toEqual([{ method: 'weixin_oa', code: 'oa1', consentVersion: '2026-11', device: 'test' }])
  })

  it('goes on to the checkout when that is where it was asked for', async () => {
    const checkout = vi.spyOn(places, 'checkoutInstead').mockReturnValue()
    const { form } = await onPage(() => ok(sessionOf()), false, 'checkout')
    form.agreed.value = true
    phoneOf(form)
    await form.submit()
    expect(checkout).toHaveBeenCalledOnce()
    expect(back).not.toHaveBeenCalled()
  })
})
