import type { HomeView } from '@jishi/contracts/shopfront/shopfront.schema'
import { isoOf } from '@jishi/kernel/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { watch } from 'vue'
import { noteServerTime, serverClock } from '@/api'
import { forgetAll, stored } from '../../../test/fake-platform'
import { ok, serve } from '../../../test/fake-server'
import { useHome } from './home-data'

const answer = (serverTime: string) =>
  ({
    shop: {},
    banners: [],
    feed: { items: [], nextCursor: null },
    couponPopup: true,
    serverTime,
  }) as unknown as HomeView

describe('what the home page shows', () => {
  beforeEach(() => {
    forgetAll()
    noteServerTime(new Date().toISOString())
  })

  it('is read by the clock of the shop, which is set before anybody hears of it', async () => {
    serve(() => ok(answer('2027-01-01T16:00:00.000Z')))
    const { home, refresh } = useHome()
    let heardAt = ''
    watch(home.value, () => (heardAt = isoOf(serverClock.now()).slice(0, 13)), { flush: 'sync' })
    await refresh()
    expect(heardAt).toBe('2027-01-01T16')
  })

  it('is kept for the next visit, but not whether coupons may come up: that is for the shop to say then', async () => {
    serve(() => ok(answer('2027-01-01T16:00:00.000Z')))
    await useHome().refresh()
    expect(stored['jishi.home']).toMatchObject({ couponPopup: false })
    expect(useHome().home.value.value?.couponPopup).toBe(false)
  })
})
