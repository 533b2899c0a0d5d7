import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent } from 'vue'
import { ApiError, serverClock } from '@/api'
import { forgetAll } from '../../test/fake-platform'
import { codeToScan } from './hand-over'
import { asksUntil, pauseAfter, phaseOf, usePaymentWatch, type PaymentWatch, type Watched } from './payment-watch'

const hooks = vi.hoisted(() => ({ hide: [] as (() => void)[], unload: [] as (() => void)[] }))
vi.mock('@dcloudio/uni-app', () => ({
  onHide: (hook: () => void) => hooks.hide.push(hook),
  onUnload: (hook: () => void) => hooks.unload.push(hook),
}))

const MINUTE = 60_000
const still = (state: Watched['state']) => ({ state, moving: false })

describe('what the page of a payment says', () => {
  it('is not known before the server has answered', () => {
    expect(phaseOf(null, 0)).toBe('confirming')
  })

  it('believes an open payment unpaid only after asking a few times', () => {
    expect(phaseOf('open', 3)).toBe('confirming')
    expect(phaseOf('open', 4)).toBe('open')
    expect([phaseOf('none', 0), phaseOf('none', 1)]).toEqual(['confirming', 'open'])
  })

  it('believes it later still when the cashier itself did not know', () => {
    expect(phaseOf('open', 19, 'processing')).toBe('confirming')
    expect(phaseOf('open', 20, 'processing')).toBe('slow')
    expect(phaseOf('paid', 1, 'processing')).toBe('paid')
  })

  it('shows a code at once while nobody has scanned it, and asks quickly', () => {
    expect(phaseOf('open', 0, 'scanning')).toBe('open')
    expect(pauseAfter(still('open'), 5, 'scanning')).toBe(pauseAfter(still('confirming'), 5))
  })

  it('stops saying "one moment" when it was many, and asks ever more calmly', () => {
    expect([phaseOf('confirming', 19), phaseOf('confirming', 20)]).toEqual(['confirming', 'slow'])
    const pauses = [1, 30, 100].map((asks) => pauseAfter(still('confirming'), asks) ?? 0)
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other))
    expect(new Set(pauses).size).toBe(3)
    expect(pauseAfter(still('open'), 100, 'scanning')).toBe(pauses[2])
  })

  it.each(['paid', 'paid_by_other', 'returned', 'closed'] as const)('%s is final at once', (state) => {
    expect(phaseOf(state, 1, 'processing')).toBe(state)
    expect(pauseAfter(still(state), 1)).toBeNull()
    expect(pauseAfter({ state, moving: true }, 1)).not.toBeNull()
  })
})

describe('how long is asked', () => {
  it('is a moment beyond the time to pay, and bounded where nobody says that time', () => {
    const now = Date.parse('2026-03-02T01:00:00.000Z')
    const due = now + 30 * MINUTE
    expect(asksUntil(new Date(due).toISOString(), now) - due).toBe(MINUTE)
    expect(asksUntil(null, now) - now).toBe(11 * MINUTE)
    // Whoever wants to know again after its end is asked for once more, and not for ever.
    expect(asksUntil(new Date(due).toISOString(), due + 99 * MINUTE) - due).toBe(100 * MINUTE)
  })
})

describe('watching a payment', () => {
  const open = (): Watched => ({ state: 'open', dueAt: new Date(serverClock.now() + 5 * MINUTE).toISOString() })
  let asked: number
  let answer: () => Watched
  let app: ReturnType<typeof createApp>

  const onPage = (moving: (value: Watched) => boolean = () => false): PaymentWatch<Watched> => {
    let watching: PaymentWatch<Watched> | undefined
    const ask = (): Promise<Watched> => {
      asked += 1
      return new Promise((resolve) => resolve(answer()))
    }
    app = createApp(
      defineComponent({
        setup: () => {
          watching = usePaymentWatch({ id: () => 'p1', ask, moving })
          return () => null
        },
      }),
    )
    app.mount(document.createElement('div'))
    if (!watching) throw new Error('not mounted')
    return watching
  }
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
  /** Whether anybody asks within the next hour. */
  const expectSilence = async (): Promise<void> => {
    const before = asked
    await pass(60 * MINUTE)
    expect(asked).toBe(before)
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-03-02T01:00:00.000Z') })
    forgetAll()
    setActivePinia(createPinia())
    asked = 0
    codeToScan.value = null
    for (const list of [hooks.hide, hooks.unload]) list.length = 0
  })
  afterEach(() => {
    app.unmount()
    vi.useRealTimers()
  })

  it.each(['paid', 'closed', 'returned', 'paid_by_other'] as const)('ends with %s', async (state) => {
    answer = () => ({ state, dueAt: null })
    const watching = onPage()
    watching.begin()
    await pass(1)
    expect(watching.phase.value).toBe(state)
    await expectSilence()
    expect(asked).toBe(1)
  })

  it.each(['open', 'confirming'] as const)(
    'ends after its time though it is %s, says so, and begins anew when asked',
    async (state) => {
      const dueAt = new Date(serverClock.now() + 5 * MINUTE).toISOString()
      answer = () => ({ state, dueAt })
      const watching = onPage()
      watching.begin()
      await pass(5 * MINUTE)
      expect(watching.phase.value).not.toBe('resting')
      await pass(2 * MINUTE)
      expect(watching.phase.value).toBe('resting')
      await expectSilence()
      const before = asked
      watching.again()
      await pass(1)
      expect([asked, watching.phase.value]).toEqual([before + 1, 'confirming'])
      await pass(3 * MINUTE)
      expect(watching.phase.value).toBe('resting')
      await expectSilence()
    },
  )

  it('ends for a code that nobody scans', async () => {
    const dueAt = new Date(serverClock.now() + 30 * MINUTE).toISOString()
    answer = () => ({ state: 'open', dueAt })
    codeToScan.value = { id: 'p1', picture: 'x' }
    const watching = onPage()
    watching.begin()
    await pass(1)
    expect([watching.phase.value, watching.hint.value]).toEqual(['open', 'scanning'])
    await pass(32 * MINUTE)
    expect(watching.phase.value).toBe('resting')
    // As many as it takes to see a payment soon, and no more.
    expect(asked).toBeLessThan(200)
    await expectSilence()
  })

  it('ends where no answer ever comes, and where asking is refused', async () => {
    answer = () => {
      throw new ApiError('NETWORK', '', 0, '')
    }
    const watching = onPage()
    watching.begin()
    await pass(5_000)
    expect([watching.phase.value, asked > 1]).toEqual(['confirming', true])
    await pass(12 * MINUTE)
    expect(watching.phase.value).toBe('resting')
    await expectSilence()
    answer = () => {
      throw new ApiError('NOT_FOUND', '', 404, 'r')
    }
    watching.again()
    await pass(1)
    expect([watching.phase.value, watching.gone.value]).toEqual(['resting', true])
    await expectSilence()
  })

  it('looks less often for money on its way back, and not for ever', async () => {
    answer = () => ({ state: 'paid', dueAt: null })
    const watching = onPage(() => true)
    watching.begin()
    await pass(MINUTE)
    expect(asked).toBeGreaterThan(1)
    await pass(12 * MINUTE)
    expect([watching.phase.value, asked < 50]).toEqual(['paid', true])
    await expectSilence()
  })

  it('ends while the page is hidden, also for an answer that comes later, and begins with the page', async () => {
    answer = open
    const watching = onPage()
    watching.begin()
    for (const hook of hooks.hide) hook()
    await expectSilence()
    watching.begin()
    await pass(1)
    expect(asked).toBe(2)
    for (const hook of hooks.unload) hook()
    await expectSilence()
  })

  it('goes on once, however often it was begun meanwhile', async () => {
    answer = open
    const watching = onPage()
    watching.begin()
    watching.again()
    watching.look()
    await pass(1)
    expect(asked).toBe(3)
    await pass(1_500)
    expect(asked).toBe(4)
  })
})
