import { fen, type Fen } from '@jishi/kernel/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOfTenders, type BackOfTenders, type PaidTenders } from './tender-shares.js'

const paidOf = (paid: number, principal: number, bonus: number): PaidTenders => ({
  paidFen: fen(paid),
  principalFen: fen(principal),
  bonusFen: fen(bonus),
})
const yuan = 100_000_000_000

/** A payment, and sums that together give back no more than it. */
const lives = fc
  .tuple(fc.integer({ min: 0, max: yuan }), fc.integer({ min: 0, max: yuan }), fc.integer({ min: 0, max: yuan }))
  .filter((parts) => parts.some((part) => part > 0))
  .chain(([principal, bonus, channel]) =>
    fc.record({
      paid: fc.constant(paidOf(principal + bonus + channel, principal, bonus)),
      channel: fc.constant(channel),
      cuts: fc.array(fc.integer({ min: 0, max: principal + bonus + channel }), { maxLength: 12 }),
    }),
  )

/** The same sum in steps of the sorted cuts. */
const inSteps = (paid: PaidTenders, cuts: readonly number[]): { given: number; back: BackOfTenders }[] => {
  const ends = [...new Set(cuts)].sort((left, right) => left - right).filter((end) => end > 0)
  let before = fen(0)
  return ends.map((end) => {
    const given = fen(end - before)
    const back = backOfTenders(paid, before, given)
    before = fen(end)
    return { given, back }
  })
}
const totalOf = (backs: readonly BackOfTenders[], part: keyof BackOfTenders): number =>
  backs.reduce((sum, back) => sum + back[part], 0)

describe('what goes back of a payment by balance and channel', () => {
  it('as the rules’ page says: 20 of 100 by balance, 33.33 come back, then the rest', () => {
    const paid = paidOf(10_000, 1_500, 500)
    expect(backOfTenders(paid, fen(0), fen(3_333))).toEqual({ principalFen: 666, bonusFen: 0, channelFen: 2_667 })
    expect(backOfTenders(paid, fen(3_333), fen(6_667))).toEqual({ principalFen: 834, bonusFen: 500, channelFen: 5_333 })
  })

  it('one fen at a time comes to the channel while the floor gives the balance nothing', () => {
    const paid = paidOf(3, 1, 0)
    const steps = inSteps(paid, [1, 2, 3]).map(({ back }) => [back.principalFen, back.channelFen])
    expect(steps).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
    ])
  })

  it('is each time exactly what is given, and never less than nothing of any kind', () => {
    fc.assert(
      fc.property(lives, ({ paid, cuts }) => {
        for (const { given, back } of inSteps(paid, cuts)) {
          expect(back.principalFen + back.bonusFen + back.channelFen).toBe(given)
          expect(Math.min(back.principalFen, back.bonusFen, back.channelFen)).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('is in the end what each tender took, whatever the steps', () => {
    fc.assert(
      fc.property(lives, ({ paid, channel, cuts }) => {
        const backs = inSteps(paid, [...cuts, paid.paidFen]).map(({ back }) => back)
        expect(totalOf(backs, 'principalFen')).toBe(paid.principalFen)
        expect(totalOf(backs, 'bonusFen')).toBe(paid.bonusFen)
        expect(totalOf(backs, 'channelFen')).toBe(channel)
      }),
    )
  })

  it('leaves the bonus alone until all principal is back', () => {
    fc.assert(
      fc.property(lives, ({ paid, cuts }) => {
        const backs = inSteps(paid, cuts).map(({ back }) => back)
        if (totalOf(backs, 'bonusFen') > 0) expect(totalOf(backs, 'principalFen')).toBe(paid.principalFen)
      }),
    )
  })

  it('is refused beyond what was paid', () => {
    const over = (before: number, given: number) => () =>
      backOfTenders(paidOf(100, 40, 0), fen(before), fen(given) as Fen)
    expect(over(60, 41)).toThrow(/no more/)
    expect(over(0, 0)).toThrow(/no more/)
  })
})
