import type { SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import { seckillBody } from '@jishi/contracts/seckill/seckill-desk.schema'
import { describe, expect, it } from 'vitest'
import { freshItem, freshSeckill, seckillBodyOf, seckillDraftOf, type SeckillDraft } from './seckill-draft'

const SKU = '0190a000-0000-7000-8000-000000000001'
const view: SeckillView = {
  ...{ id: SKU, version: 3, state: 'draft', name: '整点秒杀', payWithinMinutes: 10, proofBits: 4 },
  ...{ warmUpAt: '2026-12-01T01:00:00.000Z', startsAt: '2026-12-01T02:00:00.000Z' },
  ...{ endsAt: '2026-12-01T03:00:00.000Z', total: 100, drawn: 0, sold: 0, settledAt: null },
  ...{ createdBy: '小满', agreedBy: null, createdAt: '2026-11-30T00:00:00.000Z' },
  ...{ armedAt: null, armedBy: null, stoppedAt: null, stoppedBy: null },
  items: [
    {
      ...{ id: SKU, skuId: SKU, spuId: SKU, title: '柿子', skuLabel: '5 斤', picture: null, priceFen: 990 },
      ...{ perMember: 2, total: 100, drawn: 0, sold: 0, usualFen: 2_990, available: 500, onSale: true },
      ...{ belowFloor: false, wasFen: null, returned: 0 },
    },
  ],
}
const typed = (over: Partial<SeckillDraft> = {}): SeckillDraft => ({ ...seckillDraftOf(view), ...over })
const flawsOf = (over: Partial<SeckillDraft>) => Object.fromEntries(seckillBodyOf(typed(over)).flaws)

describe('the form of a flash sale', () => {
  it('sends a session as it was opened', () => {
    const { body, flaws } = seckillBodyOf(typed())
    expect([...flaws]).toEqual([])
    const { name, warmUpAt, startsAt, endsAt, payWithinMinutes, proofBits } = view
    expect(body).toEqual({
      ...{ name, warmUpAt, startsAt, endsAt, payWithinMinutes, proofBits },
      items: [{ skuId: SKU, priceFen: 990, total: 100, perMember: 2 }],
    })
  })

  it('is shown ahead only where somebody says so', () => {
    expect(seckillBodyOf(typed({ warmUp: '' })).body.warmUpAt).toBe(view.startsAt)
  })

  it('names every empty field of a new one', () => {
    expect(Object.fromEntries(seckillBodyOf(freshSeckill()).flaws)).toEqual({
      ...{ name: 'seckill.flaw.name', startsAt: 'seckill.flaw.time', endsAt: 'seckill.flaw.time' },
      items: 'seckill.flaw.items',
    })
    expect(flawsOf({ items: [freshItem(SKU)] })).toEqual({
      ...{ 'items.0.priceFen': 'seckill.flaw.price', 'items.0.total': 'seckill.flaw.total' },
    })
  })

  it.each<[string, Partial<SeckillDraft>, Record<string, string>]>([
    ['shown after it begins', { warmUp: '2026-12-01 10:01' }, { warmUpAt: 'seckill.flaw.warmUp' }],
    ['shown eight days ahead', { warmUp: '2026-11-23 09:59' }, { warmUpAt: 'seckill.flaw.warmUpLong' }],
    ['over as it begins', { ends: '2026-12-01 10:00' }, { endsAt: 'seckill.flaw.ends' }],
    ['eight days long', { ends: '2026-12-09 10:00' }, { endsAt: 'seckill.flaw.long' }],
    ['four minutes to pay', { payWithin: '4' }, { payWithinMinutes: 'seckill.flaw.payWithin' }],
    ['too much work', { proofBits: '21' }, { proofBits: 'seckill.flaw.proofBits' }],
    [
      'a limit above the units',
      { items: [{ skuId: SKU, price: '9.9', total: '2', perMember: '3' }] },
      { 'items.0.perMember': 'seckill.flaw.perMemberMore' },
    ],
  ])('refuses %s beside its field, as the server would', (_name, over, flaws) => {
    expect(flawsOf(over)).toEqual(flaws)
    expect(seckillBody.safeParse(seckillBodyOf(typed(over)).body).success).toBe(
      'payWithin' in over || 'proofBits' in over,
    )
  })
})
