import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { api } from '@/api'
import { forgetAll, situation, stored } from '../../test/fake-platform'
import { ok, refuse, serve } from '../../test/fake-server'
import { useSession } from './session'

const sessionWith = (n: number) => ({
  accessToken: `access-${n}`,
  accessExpiresAt: '2999-01-01T00:00:00.000Z',
  refreshToken: `refresh-${n}-xxxxxxxxxxxxxxxx`,
  refreshExpiresAt: '2999-01-01T00:00:00.000Z',
  member: { id: 'm', displayName: '林小满', phoneMasked: '138****6602', joinedAt: '2026-01-01T00:00:00.000Z' },
})
const bearer = (seen: { header: Record<string, string> }): string | undefined => seen.header.Authorization

describe('session', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
  })

  it('renews once for however many calls found the token old, and sends them again', async () => {
    stored['jishi.session'] = sessionWith(1)
    const seen = serve((call) => {
      if (call.url.endsWith('/refresh')) return ok(sessionWith(2))
      return bearer(call) === 'Bearer access-2' ? ok({ id: 'm' }) : refuse(401, 'UNAUTHENTICATED')
    })
    const session = useSession()
    session.restore()
    await Promise.all([api.identity.me(), api.identity.me(), api.identity.me()])
    expect(seen.filter((call) => call.url.endsWith('/refresh'))).toHaveLength(1)
    expect(seen.filter((call) => bearer(call) === 'Bearer access-2')).toHaveLength(3)
    expect((stored['jishi.session'] as { accessToken: string }).accessToken).toBe('access-2')
  })

  it('signs out when the refresh is refused, and the call fails with its own 401', async () => {
    stored['jishi.session'] = sessionWith(1)
    serve((call) => refuse(401, call.url.endsWith('/refresh') ? 'SESSION_REUSED' : 'UNAUTHENTICATED'))
    const session = useSession()
    session.restore()
    await expect(api.identity.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 })
    expect(session.signedIn).toBe(false)
    expect(stored['jishi.session']).toBeUndefined()
  })

  it('keeps the session when the network, not the shop, failed', async () => {
    stored['jishi.session'] = { ...sessionWith(1), accessExpiresAt: '2000-01-01T00:00:00.000Z' }
    serve((call) => (call.url.endsWith('/refresh') ? 'lost' : refuse(401, 'UNAUTHENTICATED')))
    const session = useSession()
    session.restore()
    await expect(api.identity.me()).rejects.toMatchObject({ status: 401 })
    expect(session.signedIn).toBe(true)
  })

  it('leaves no older session behind when the storage is full, so that it is never mistaken for a newer one', async () => {
    stored['jishi.session'] = sessionWith(1)
    let n = 1
    serve((call) => {
      if (!call.url.endsWith('/refresh'))
        return bearer(call) === `Bearer access-${n}` ? ok({}) : refuse(401, 'UNAUTHENTICATED')
      const { refreshToken } = call.body as { refreshToken: string }
      if (refreshToken !== sessionWith(n).refreshToken) return refuse(401, 'SESSION_REUSED')
      n += 1
      return ok(sessionWith(n))
    })
    const session = useSession()
    session.restore()
    situation.full = true
    await session.refresh()
    await session.refresh()
    expect(session.signedIn).toBe(true)
    expect(stored['jishi.session']).toBeUndefined()
  })

  it('takes over a token that another tab has rotated instead of using the old one', async () => {
    stored['jishi.session'] = sessionWith(1)
    const seen = serve((call) =>
      bearer(call) === 'Bearer access-7' ? ok({ id: 'm' }) : refuse(401, 'UNAUTHENTICATED'),
    )
    const session = useSession()
    session.restore()
    stored['jishi.session'] = sessionWith(7)
    await api.identity.me()
    expect(seen.some((call) => call.url.endsWith('/refresh'))).toBe(false)
  })
})
