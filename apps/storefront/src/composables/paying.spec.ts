import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PayOutcome } from '@/platform/types'
import { useSession } from '@/stores/session'
import { forgetAll, situation, stored } from '../../test/fake-platform'
import { ok, refuse, serve, type Answer } from '../../test/fake-server'
import { codeToScan } from './hand-over'
import { payAsWeixin, payOrder } from './paying'
import { places } from './places'
import { wallets } from './wallets'

const ID = '01900000-0000-7000-8000-000000000007'
const member = { id: 'm', displayName: 'x', phoneMasked: null, joinedAt: '2026-01-01T00:00:00.000Z' }
const jsapi: PayCall = {
  kind: 'jsapi',
  call: { appId: 'a', timeStamp: '1', nonceStr: 'n', package: 'p', signType: 'RSA', paySign: 's' },
}
const pays = (channel: PaymentChannel, pay: PayCall) =>
  ok({ attemptNo: 'A', channel, amountFen: 1, pay, expiresAt: '' })
/** The shop offers one channel and answers opening a payment in turn; the last answer stays. */
const shop = (channel: PaymentChannel, ...opens: ReturnType<Answer>[]) => {
  let turn = 0
  return serve((call) => {
    if (call.url.includes('payment-options'))
      return ok({ items: [{ channel, wallet: 'wechat' }], balance: { usable: false } })
    if (call.url.includes('/me/identities')) return ok(member)
    if (call.url.includes('weixin-oauth')) return ok({ url: 'https://open.weixin.test/' })
    turn += 1
    return opens[Math.min(turn, opens.length) - 1] ?? 'lost'
  })
}
const opened = (seen: { url: string }[]) => seen.filter((call) => call.url.endsWith('/payments'))

describe('paying for an order', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    wallets.options.value = []
    vi.spyOn(places, 'payResult').mockResolvedValue()
    vi.spyOn(places, 'orderInstead').mockReturnValue()
  })
  afterEach(() => vi.restoreAllMocks())

  it('puts the result page in place before it leaves for the channel', async () => {
    shop('wechat_h5', pays('wechat_h5', { kind: 'redirect', url: 'https://pay.test/' }))
    const order: string[] = []
    vi.spyOn(places, 'payResult').mockImplementation(() => Promise.resolve(void order.push('page')))
    situation.paid.push = (...calls) => order.push(...calls.map((call) => call.kind))
    expect(await payOrder(ID, 'instead')).toBe('shown')
    expect(order).toEqual(['page', 'redirect'])
  })

  it('does the same where the channel is sent a form', async () => {
    shop('unionpay_wap', pays('unionpay_wap', { kind: 'form', action: 'https://pay.test/', fields: { orderId: 'A1' } }))
    const order: string[] = []
    vi.spyOn(places, 'payResult').mockImplementation(() => Promise.resolve(void order.push('page')))
    situation.paid.push = (...calls) => order.push(...calls.map((call) => call.kind))
    expect(await payOrder(ID, 'instead')).toBe('shown')
    expect(order).toEqual(['page', 'form'])
  })

  it.each<[PayOutcome, 'processing' | undefined]>([
    ['done', 'processing'],
    ['processing', 'processing'],
    ['failed', undefined],
    ['unsupported', undefined],
  ])('asks the server after the sheet ended with %s', async (outcome, hint) => {
    situation.outcome = outcome
    shop('wechat_mp', pays('wechat_mp', jsapi))
    await payOrder(ID, 'instead')
    expect(places.payResult).toHaveBeenCalledWith(ID, false, hint)
  })

  it('shows the order when the sheet was closed, and asks nobody about it later', async () => {
    situation.outcome = 'cancelled'
    shop('wechat_mp', pays('wechat_mp', jsapi))
    expect(await payOrder(ID, 'instead')).toBe('unpaid')
    expect(places.orderInstead).toHaveBeenCalledWith(ID)
    expect(places.payResult).not.toHaveBeenCalled()
    expect(stored['jishi.paying']).toBeUndefined()
    await payOrder(ID, 'over')
    expect(places.orderInstead).toHaveBeenCalledTimes(1)
  })

  it('remembers the payment while the sheet is open, in case the shop is killed', async () => {
    shop('wechat_mp', pays('wechat_mp', jsapi))
    situation.outcome = 'done'
    situation.paid.push = () => {
      expect(stored['jishi.paying']).toMatchObject({ orderId: ID })
      return 1
    }
    await payOrder(ID, 'instead')
    expect.assertions(1)
  })

  it('draws the code of a payment that is scanned, and drops it with the next try', async () => {
    shop(
      'wechat_native',
      pays('wechat_native', { kind: 'qr', codeUrl: 'weixin://x' }),
      refuse(409, 'PAYMENT_NOT_ALLOWED'),
    )
    await payOrder(ID, 'instead')
    expect(codeToScan.value).toEqual({ id: ID, picture: 'picture of weixin://x' })
    expect(situation.paid).toEqual([])
    await payOrder(ID, 'result')
    expect(codeToScan.value).toBeNull()
  })

  it('keeps a placed order in sight when no payment could be opened', async () => {
    shop('wechat_h5', refuse(503, 'PAYMENT_CHANNEL_DOWN'))
    expect(await payOrder(ID, 'instead')).toBe('none')
    expect(places.payResult).toHaveBeenCalledWith(ID, false)
    serve(() => ok({ items: [] }))
    wallets.options.value = []
    expect(await payOrder(ID, 'instead')).toBe('none')
  })

  it('loses nothing but memory when the storage is full', async () => {
    situation.full = true
    situation.outcome = 'done'
    shop('wechat_mp', pays('wechat_mp', jsapi))
    expect(await payOrder(ID, 'instead')).toBe('processing')
    expect(situation.paid).toEqual([jsapi])
  })
})

describe('a payer the channel does not know', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    wallets.options.value = []
    vi.spyOn(places, 'payResult').mockResolvedValue()
  })
  afterEach(() => vi.restoreAllMocks())

  const unknown = refuse(409, 'PAYER_UNKNOWN')

  it('is named without a word, and the payment is tried once more', async () => {
    situation.proofs = [{ method: 'weixin', code: 'c1' }]
    const seen = shop('wechat_mp', unknown, pays('wechat_mp', jsapi))
    situation.outcome = 'done'
    expect(await payOrder(ID, 'instead')).toBe('processing')
    const linked = seen.find((call) => call.url.endsWith('/me/identities'))
    expect(linked?.body).toEqual({ method: 'weixin', code: 'c1' })
    expect(opened(seen)).toHaveLength(2)
  })

  it('is not named over and over', async () => {
    situation.proofs = [
      { method: 'weixin', code: 'c1' },
      { method: 'weixin', code: 'c2' },
    ]
    const seen = shop('wechat_mp', unknown)
    expect(await payOrder(ID, 'instead')).toBe('none')
    expect(opened(seen)).toHaveLength(2)
    expect(situation.proofs).toHaveLength(1)
  })

  it('is asked of WeChat in its browser, and paying goes on after coming back', async () => {
    situation.quickWay = 'weixin_oa'
    const seen = shop('wechat_oa', unknown, pays('wechat_oa', jsapi))
    expect(await payOrder(ID, 'instead')).toBe('shown')
    expect(situation.visited).toEqual(['https://open.weixin.test/'])
    const asked = seen.find((call) => call.url.includes('weixin-oauth'))?.url ?? ''
    expect(decodeURIComponent(asked)).toContain(`returnPath=/pkg-order/pay-result/pay-result?id=${ID}`)
    situation.outcome = 'done'
    expect(await payAsWeixin(ID, 'c9')).toBe('processing')
    expect(seen.find((call) => call.url.endsWith('/me/identities'))?.body).toEqual({ method: 'weixin_oa', code: 'c9' })
  })

  it('is told why when nothing can name them', async () => {
    const seen = shop('wechat_h5', unknown)
    expect(await payOrder(ID, 'instead')).toBe('none')
    expect(opened(seen)).toHaveLength(1)
  })
})
