import type { OfferRuleBody } from '@jishi/contracts/promotion/offers.schema'
import { afterEach, describe, expect, it } from 'vitest'
import { chooseLocale } from '@/copy'
import { offerWords } from './offer-words'

const reduction: OfferRuleBody = {
  kind: 'full_reduction',
  measure: 'amount',
  tiers: [
    { from: 9900, off: { fen: 2000 } },
    { from: 19_900, off: { offBp: 2500 } },
  ],
  repeat: false,
  maxTimes: null,
  capFen: null,
}

describe('words of a promotion', () => {
  afterEach(() => chooseLocale('zh'))

  it('are the shop’s in Chinese and made from the rule in English', async () => {
    expect(offerWords({ label: '满 99 减 20', rule: reduction })).toBe('满 99 减 20')
    await chooseLocale('en')
    const english = (rule: OfferRuleBody) => offerWords({ label: '', rule })
    expect(english(reduction)).toBe('¥20 off over ¥99, 25% off over ¥199')
    expect(english({ kind: 'nth_piece', nth: 2, offBp: 5000 })).toBe('Piece 2 at 50% off')
    expect(english({ kind: 'gift', measure: 'pieces', from: 3, gifts: [] })).toBe('A gift with 3 or more')
  })
})
