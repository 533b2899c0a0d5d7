import { describe, expect, it } from 'vitest'
import { freshPayGift, payGiftBodyOf, payGiftDraftOf } from './pay-gift-draft'

const typed = () => ({
  ...freshPayGift(),
  ...{ name: ' 满百送券 ', threshold: '100', templateId: 'a', from: '2026-11-30 08:00', until: '2026-12-31 08:00' },
})

describe('the form of a gift', () => {
  it('sends fen, moments and limits', () => {
    const { body, flaws } = payGiftBodyOf({ ...typed(), totalLimit: '', memberLimit: '2' })
    expect([...flaws]).toEqual([])
    expect(body).toMatchObject({
      ...{ name: '满百送券', thresholdFen: 10_000, waived: false, totalLimit: null, memberLimit: 2 },
      ...{ gift: { kind: 'coupon', templateId: 'a' }, fromAt: '2026-11-30T00:00:00.000Z' },
    })
  })

  it('asks for goods that cost nothing only without a threshold', () => {
    expect(payGiftBodyOf({ ...typed(), waived: true }).body.waived).toBe(false)
    expect(payGiftBodyOf({ ...typed(), threshold: '', waived: true }).body.waived).toBe(true)
  })

  it('marks what cannot be read where the server would', () => {
    const { flaws } = payGiftBodyOf({ ...freshPayGift(), threshold: 'x', totalLimit: '0', until: '2026-11-01 00:00' })
    expect([...flaws.keys()].sort()).toEqual(['fromAt', 'gift', 'name', 'thresholdFen', 'totalLimit'])
    expect([...payGiftBodyOf({ ...typed(), until: '2026-11-29 08:00' }).flaws.keys()]).toEqual(['untilAt'])
  })

  it('reads back what it sent', () => {
    const { body } = payGiftBodyOf(typed())
    const view = { ...body, id: 'x', version: 1 } as Parameters<typeof payGiftDraftOf>[0]
    expect(payGiftBodyOf(payGiftDraftOf(view)).body).toEqual(body)
  })
})
