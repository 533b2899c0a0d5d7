import { describe, expect, it } from 'vitest'
import { pointsOf, rateOf, scaleOf, shareOf } from './board-lines'
import { againIn } from './use-live-board'

const second = (requests: number, taken = 0) => ({
  ...{ at: '2026-12-01T02:00:00.000Z', requests, admitted: 0, taken, paid: 0, released: 0 },
})

describe('the live board', () => {
  it('keeps a steady scale over what it shows', () => {
    const tops = [[], [second(0)], [second(3)], [second(0, 11)], [second(200)], [second(501)]].map(scaleOf)
    expect(tops).toEqual([1, 1, 5, 20, 200, 1_000])
  })

  it('draws whole seconds only, nothing at the bottom', () => {
    const seconds = [second(0), second(5), second(10), second(99)]
    expect(pointsOf(seconds, 'requests', { width: 100, height: 50, scale: 10 })).toBe('0,50 50,25 100,0')
    expect([rateOf(seconds, 'requests'), rateOf([second(7)], 'requests')]).toEqual([10, 0])
  })

  it('divides by no nothing', () => {
    expect([shareOf(1, 3), shareOf(0, 0)]).toEqual([33, 0])
  })

  it('looks often while it sells, now and then while somebody may pay, and then no more', () => {
    expect([
      againIn(undefined),
      againIn({ state: 'running', drawn: 0 }),
      againIn({ state: 'stopped', drawn: 2 }),
      againIn({ state: 'ended', drawn: 0 }),
    ]).toEqual([1_500, 1_500, 5_000, false])
  })
})
