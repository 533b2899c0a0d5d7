import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api'
import { useSession } from '@/stores/session'
import { forgetAll } from '../../../test/fake-platform'
import { ok, serve } from '../../../test/fake-server'
import { storedPlaces } from './stored-places'
import { usePad } from './use-pad'

const standing = (pinSet: boolean, pinLockedUntil: string | null = null) => ok({ pinSet, pinLockedUntil })
const refused = (code: 'PAY_PASSWORD_WRONG' | 'PAY_PASSWORD_LOCKED' | 'BALANCE_NOT_ENOUGH', details?: unknown) =>
  new ApiError(code, 'as the server says', 422, 'r', details)

describe('the pad for the payment password', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    vi.spyOn(storedPlaces, 'password').mockReturnValue()
  })
  afterEach(() => vi.restoreAllMocks())

  it('leads whoever has none to set one, and opens for everybody else', async () => {
    serve(() => standing(false))
    const pad = usePad(() => Promise.resolve(), vi.fn())
    await pad.ask()
    expect([pad.open.value, vi.mocked(storedPlaces.password).mock.calls.length]).toEqual([false, 1])
    serve(() => standing(true))
    await pad.ask()
    expect(pad.open.value).toBe(true)
  })

  it('says how many tries are left and stays open', async () => {
    serve(() => standing(true))
    const pad = usePad(() => Promise.reject(refused('PAY_PASSWORD_WRONG', { triesLeft: 3 })), vi.fn())
    await pad.ask()
    await pad.typed('111222')
    expect(pad.fault.value).toContain('3')
    expect([pad.open.value, pad.locked.value, pad.busy.value]).toEqual([true, false, false])
  })

  it('says until when it is locked after the last one, and takes no more', async () => {
    const work = vi.fn(() => Promise.reject(refused('PAY_PASSWORD_WRONG', { triesLeft: 0 })))
    serve(() => standing(true))
    const pad = usePad(work, vi.fn())
    await pad.ask()
    serve(() => standing(true, '2026-03-02T01:30:00.000Z'))
    await pad.typed('111222')
    expect(pad.fault.value).toContain('03-02 09:30')
    await pad.typed('111222')
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('hands everything else to the page', async () => {
    serve(() => standing(true))
    const failed = vi.fn()
    const pad = usePad(() => Promise.reject(refused('BALANCE_NOT_ENOUGH')), failed)
    await pad.ask()
    await pad.typed('111222')
    expect([pad.open.value, failed.mock.calls.length]).toEqual([false, 1])
  })
})
