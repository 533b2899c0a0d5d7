import type { CartHint, CartLine } from '@jishi/contracts/order/cart.schema'
import type { ReceiptRule } from '@jishi/contracts/pricing/pricing.schema'
import { describe, expect, it } from 'vitest'
import { groupsOf } from './groups'

const line = (id: string, offers: string[], change: Partial<CartLine> = {}): CartLine => ({
  id,
  skuId: id,
  spuId: id,
  title: id,
  skuLabel: '',
  picture: null,
  qty: 1,
  selected: true,
  unitFen: 3000,
  addedPriceFen: 3000,
  singleFen: 3000,
  available: 9,
  problem: null,
  offers: offers.map((offer) => ({ id: offer, label: offer })),
  gifts: [],
  ...change,
})
const hint = (offerId: string, missing: Partial<CartHint>): CartHint => ({
  offerId,
  label: offerId,
  missingFen: null,
  missingQty: null,
  gainFen: 500,
  ...missing,
})
const applied = (id: string): ReceiptRule => ({
  stage: 'promotion',
  code: `offer.${id}`,
  label: id,
  applied: true,
  reason: null,
  refusal: null,
  amountFen: 100,
  shares: [],
})

describe('the cart by promotions', () => {
  it('puts lines under the first promotion that means them, and the rest at the end', () => {
    const groups = groupsOf([line('x', []), line('a', ['p', 'q']), line('b', ['q']), line('c', ['p'])], {
      hints: [],
      rules: [applied('p')],
    })
    expect(groups.map(({ key, reached, lines }) => [key, reached, lines.map(({ id }) => id)])).toEqual([
      ['p', true, ['a', 'c']],
      ['q', false, ['b']],
      ['', false, ['x']],
    ])
  })

  it('says how far the selected goods have come, in fen or in pieces, once', () => {
    const lines = [line('a', ['p', 'q'], { qty: 2 }), line('b', ['q'], { selected: false }), line('c', ['q'])]
    const hints = [hint('p', { missingFen: 2000 }), hint('q', { missingQty: 1 })]
    const groups = groupsOf(lines, { hints, rules: [] })
    expect(groups.map((group) => group.hints.map(({ offerId, percent }) => [offerId, percent]))).toEqual([
      [
        ['p', 75],
        ['q', 75],
      ],
      [],
    ])
  })
})
