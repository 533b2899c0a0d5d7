import { afterEach, beforeEach, expect, it, vi } from 'vitest'

interface Sounded {
  hertz: number
  from: number
  to: number
}
const sounded: Sounded[] = []
const clock = { now: 5 }

/** What a browser's sound would be asked for, on a clock that stands still unless it is moved. */
class FakeAudio {
  readonly state = 'running'
  readonly destination = {}
  get currentTime(): number {
    return clock.now
  }
  resume(): Promise<void> {
    return Promise.resolve()
  }
  createOscillator() {
    const note = { hertz: 0, from: 0, to: 0 }
    sounded.push(note)
    return {
      type: '',
      frequency: {
        set value(hertz: number) {
          note.hertz = hertz
        },
      },
      connect: (next: unknown) => next,
      start: (at: number) => void (note.from = at),
      stop: (at: number) => void (note.to = at),
    }
  }
  createGain() {
    const nothing = (): void => undefined
    return {
      gain: { setValueAtTime: nothing, exponentialRampToValueAtTime: nothing },
      connect: (next: unknown) => next,
    }
  }
}

let tones: typeof import('./tones')
beforeEach(async () => {
  sounded.length = 0
  vi.stubGlobal('AudioContext', FakeAudio)
  vi.resetModules()
  tones = await import('./tones')
  await tones.allowSound()
})
afterEach(() => vi.unstubAllGlobals())

const heights = (): number[] => sounded.map(({ hertz }) => hertz)

it('tells an after-sale from an order by ear: one falls, the other rises', () => {
  tones.play('order')
  expect(heights()).toEqual(heights().toSorted((one, other) => one - other))
  sounded.length = 0
  tones.play('afterSale')
  expect(heights().length).toBeGreaterThan(1)
  expect(heights()).toEqual(heights().toSorted((one, other) => other - one))
})

it('lets one tune end before the next begins, and keeps none waiting for one that is long over', () => {
  tones.play('order')
  const end = Math.max(...sounded.map(({ to }) => to))
  sounded.length = 0
  tones.play('afterSale')
  expect(Math.min(...sounded.map(({ from }) => from))).toBeGreaterThanOrEqual(end)
  sounded.length = 0
  clock.now += 60
  tones.play('order')
  expect(sounded[0]?.from).toBe(clock.now)
})
