import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/stores/session'
import { forgetAll } from '../../../test/fake-platform'
import { ok, refuse, serve } from '../../../test/fake-server'
import { useSale } from './sale-page'

vi.mock('@/composables/left', () => ({ useLeft: () => ({ value: 0 }) }))
vi.mock('@dcloudio/uni-app', () => ({ onHide: () => undefined, onUnload: () => undefined }))

const sale = (state: string) => ({
  ...{ id: 'a1', state, deadlineAt: null, serverTime: '2026-01-01T00:00:00.000Z', allowedActions: ['say', 'withdraw'] },
})

describe('an after-sale on its page', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
  })

  it('that has moved on meanwhile refuses and shows where it stands now', async () => {
    let state = 'requested'
    serve((call) => (call.method === 'GET' ? ok(sale(state)) : refuse(409, 'AFTER_SALE_ACTION_NOT_ALLOWED')))
    const page = useSale(() => 'a1')
    await page.load()
    state = 'closed'
    expect(await page.withdraw()).toBe(false)
    expect(page.sale.value?.state).toBe('closed')
  })

  it('says the same under one key until it is there, and something else under another', async () => {
    let answers = 0
    const seen = serve((call) => {
      if (call.method === 'GET') return ok(sale('requested'))
      answers += 1
      return answers === 1 ? refuse(500, 'INTERNAL') : ok(sale('requested'))
    })
    const page = useSale(() => 'a1')
    await page.load()
    expect(await page.say({ text: '在吗' })).toBe(false)
    expect(await page.say({ text: '在吗' })).toBe(true)
    expect(await page.say({ text: '谢谢' })).toBe(true)
    const keys = seen.filter(({ method }) => method === 'POST').map(({ header }) => header['Idempotency-Key'])
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false])
  })
})
