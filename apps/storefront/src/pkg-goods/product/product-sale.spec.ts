import type { GoodsOffer } from '@jishi/contracts/seckill/seckill.schema'
import { describe, expect, it } from 'vitest'
import { phaseOf, shownOffer } from './product-sale'

const offer = (id: string, priceFen: number, left: number) => ({ id, priceFen, left }) as GoodsOffer
const session = {
  ...{ id: 'a', name: 'a', phase: 'warm_up', warmUpAt: '2026-11-30T01:00:00Z' },
  ...{ startsAt: '2026-11-30T02:00:00Z', endsAt: '2026-11-30T03:00:00Z' },
} as GoodsOffer['session']

describe('the flash sale of a product', () => {
  it('is shown by its cheapest SKU that can be had', () => {
    expect(shownOffer([offer('a', 900, 0), offer('b', 1_200, 2), offer('c', 1_100, 1)])?.id).toBe('c')
    expect(shownOffer([offer('a', 900, 0)])?.id).toBe('a')
    expect(shownOffer([])).toBeNull()
  })

  it('begins and ends at its second', () => {
    expect(phaseOf({ session }, Date.parse(session.startsAt) - 1)).toBe('before')
    expect(phaseOf({ session }, Date.parse(session.startsAt))).toBe('on')
    expect(phaseOf({ session }, Date.parse(session.endsAt))).toBe('over')
    expect(phaseOf({ session: { ...session, phase: 'stopped' } }, Date.parse(session.startsAt))).toBe('over')
  })
})
