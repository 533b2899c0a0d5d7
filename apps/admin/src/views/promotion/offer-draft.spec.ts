import type { OfferRuleBody, OfferView } from '@jishi/contracts/promotion/offers.schema'
import { describe, expect, it } from 'vitest'
import { freshOffer, freshTier, offerBodyOf, offerDraftOf, shareOf, shareText } from './offer-draft'
import { everything, noNames } from './scope/scope-draft'

const offer = (rule: OfferRuleBody): OfferView => ({
  ...{ id: 'o', version: 2, phase: 'draft', kind: rule.kind, name: '秋日水果', campaign: '双十一', priority: 20 },
  scope: { all: false, named: { ...noNames(), categoryIds: ['c'] }, excluded: noNames() },
  ...{ platforms: ['h5'], fromAt: '2026-11-10T16:00:00.000Z', untilAt: '2026-11-11T16:00:00.000Z' },
  ...{ totalLimit: 1_000, memberLimit: null, rule, usedCount: 0, createdBy: '', approvedBy: null },
  ...{ launchedAt: null, stoppedAt: null, belowFloor: [] },
})
const item = (skuId: string, qty: number) => ({ skuId, qty })

describe('the form of a promotion', () => {
  it.each<[string, OfferRuleBody]>([
    [
      'a ladder of amounts and shares',
      {
        ...{ kind: 'full_reduction', measure: 'amount', repeat: false, maxTimes: null, capFen: 5_000 },
        tiers: [
          { from: 9_900, off: { fen: 2_050 } },
          { from: 19_900, off: { offBp: 1_500 } },
        ],
      },
    ],
    [
      'a repeated reduction by pieces',
      {
        ...{ kind: 'full_reduction', measure: 'pieces', repeat: true, maxTimes: 3, capFen: null },
        tiers: [{ from: 3, off: { fen: 1_000 } }],
      },
    ],
    ['a second piece', { kind: 'nth_piece', nth: 2, offBp: 5_000 }],
    ['gifts', { kind: 'gift', measure: 'amount', from: 15_900, gifts: [item('a', 1)] }],
  ])('sends %s as it was opened', (_name, rule) => {
    const { body, flaws } = offerBodyOf(offerDraftOf(offer(rule)))
    expect([...flaws]).toEqual([])
    const { name, campaign, priority, scope, platforms, fromAt, untilAt, totalLimit, memberLimit } = offer(rule)
    expect(body).toEqual({ name, campaign, priority, scope, platforms, fromAt, untilAt, totalLimit, memberLimit, rule })
  })

  it('asks nobody for the goods of a bundle twice', () => {
    const rule: OfferRuleBody = { kind: 'bundle', items: [item('a', 1), item('b', 2)], priceFen: 9_900 }
    expect(offerBodyOf(offerDraftOf(offer(rule))).body).toMatchObject({ rule, scope: everything() })
  })

  it('names what cannot be read by the paths of the server', () => {
    const draft = { ...freshOffer(), tiers: [{ ...freshTier(), from: '99', off: '0' }], priority: '-1', from: '明天' }
    expect([...offerBodyOf(draft).flaws.keys()]).toEqual(['rule.tiers.0.off', 'name', 'priority', 'fromAt', 'untilAt'])
    const backward = { ...freshOffer(), from: '2026-11-12 00:00', until: '2026-11-11 00:00' }
    expect(offerBodyOf(backward).flaws.get('untilAt')).toBe('offer.flaw.order')
  })

  it.each([
    ['8.5', 1_500],
    ['5', 5_000],
    ['0', 10_000],
    ['9.99', 10],
    ['10', undefined],
    ['八', undefined],
  ])('reads %s 折 as a share of %s', (text, bp) => {
    expect(shareOf(text)).toBe(bp)
    if (bp !== undefined) expect(shareText(bp)).toBe(text)
  })
})
