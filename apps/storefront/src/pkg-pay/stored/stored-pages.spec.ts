import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, type Component } from 'vue'
import { places } from '@/composables/places'
import { useSession } from '@/stores/session'
import pages from '../../pages.json'
import { forgetAll, situation, stored } from '../../../test/fake-platform'
import { refuse, serve } from '../../../test/fake-server'

const hooks = vi.hoisted(() => ({ load: [] as ((query: object) => void)[], show: [] as (() => void)[] }))
vi.mock('@dcloudio/uni-app', () => ({
  onLoad: (hook: (query: object) => void) => hooks.load.push(hook),
  onShow: (hook: () => void) => hooks.show.push(hook),
  ...{ onHide: () => undefined, onUnload: () => undefined, onReachBottom: () => undefined },
}))

const sources = import.meta.glob<{ default: Component }>('../*/*.vue')
/** Every page of this package that is not about paying for a friend, as the shop knows them. */
const ofStoredValue =
  pages.subPackages
    .find(({ root }) => root === 'pkg-pay')
    ?.pages.map(({ path }) => path)
    .filter((path) => !path.startsWith('friend')) ?? []
const session = {
  ...{ accessToken: 'a', accessExpiresAt: '2999-01-01T00:00:00.000Z', refreshToken: 'r' },
  ...{ refreshExpiresAt: '2999-01-01T00:00:00.000Z', notices: [] },
  member: { id: 'm', displayName: 'x', phoneMasked: null, joinedAt: '2026-01-01T00:00:00.000Z' },
}

/** Opens a page by its address, as a link from anywhere does. */
const opened = async (path: string) => {
  const source = sources[`../${path}.vue`]
  if (source === undefined) throw new Error(`${path} is not there`)
  const page = mount((await source()).default, { global: { stubs: { NavBar: true, OfflineBar: true } } })
  for (const hook of hooks.load.splice(0)) hook({ id: '0198a6a0-0000-7000-8000-000000000001' })
  for (const hook of hooks.show.splice(0)) hook()
  await nextTick()
  return page
}

describe('the pages of stored value', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    stored['jishi.session'] = session
    useSession().restore()
    for (const list of [hooks.load, hooks.show]) list.length = 0
  })
  afterEach(() => vi.restoreAllMocks())

  it('are known to this test', () => {
    expect(ofStoredValue.length).toBeGreaterThanOrEqual(6)
  })

  it.each(ofStoredValue)('%s shows and asks nothing in a mini program on iOS, whoever is led there', async (path) => {
    situation.ios = true
    situation.container = 'mp-weixin'
    const seen = serve(() => refuse(500, 'UNKNOWN'))
    const [signIn, home, order] = (['signIn', 'home', 'orderInstead'] as const).map((place) =>
      vi.spyOn(places, place).mockReturnValue(),
    )
    const page = await opened(path)
    expect(page.text()).toContain('这里不能使用余额')
    expect(page.findAll('[role="button"]')).toHaveLength(1)
    await page.find('[role="button"]').trigger('tap')
    const led = path.startsWith('cashier') ? order : home
    expect(led).toHaveBeenCalledOnce()
    expect([seen, signIn?.mock.calls]).toEqual([[], []])
  })

  it.each(ofStoredValue)('%s asks the server everywhere else', async (path) => {
    const seen = serve(() => refuse(500, 'UNKNOWN'))
    const page = await opened(path)
    expect(page.text()).not.toContain('这里不能使用余额')
    expect(seen.length).toBeGreaterThan(0)
  })
})
