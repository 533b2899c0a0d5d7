import { CHANNELS_OF, CONTAINERS, WALLET_OF } from '@jishi/contracts/payment/payment.terms'
import { beforeEach, describe, expect, it } from 'vitest'
import { forgetAll, situation, stored } from '../../test/fake-platform'
import { ok, serve } from '../../test/fake-server'
import { optionFor, wallets } from './wallets'

const offered = (channels: readonly (keyof typeof WALLET_OF)[]) =>
  channels.map((channel) => ({ channel, wallet: WALLET_OF[channel] }))

describe('the wallet to pay with', () => {
  beforeEach(() => {
    forgetAll()
    wallets.options.value = []
  })

  it.each(CONTAINERS)('follows the wish where it is offered, else the preferred one: %s', (container) => {
    const options = offered(CHANNELS_OF[container])
    expect(optionFor(options, null)).toEqual(options[0])
    for (const wallet of ['wechat', 'alipay', 'unionpay'] as const)
      expect(optionFor(options, wallet)).toEqual(options.find((option) => option.wallet === wallet) ?? options[0])
  })

  it('is asked for the container, remembered, and used for what is paid later', async () => {
    situation.container = 'desktop-browser'
    const seen = serve(() => ok({ items: offered(CHANNELS_OF['desktop-browser']), balance: { usable: false } }))
    await wallets.load()
    expect(seen[0]?.url).toBe('/api/shop/payment-options?container=desktop-browser')
    wallets.choose('alipay')
    expect(stored['jishi.wallet']).toBe('alipay')
    expect(await wallets.channel()).toBe('alipay_page')
    wallets.choose('wechat')
    expect(await wallets.channel()).toBe('wechat_native')
  })

  it('is none where nothing can be paid with', async () => {
    serve(() => ok({ items: [], balance: { usable: false } }))
    expect(await wallets.channel()).toBeNull()
  })
})
