import type { AfterSaleCard, AfterSaleOptions } from '@jishi/contracts/order/after-sale.schema'
import { describe, expect, it } from 'vitest'
import { doorOf } from './line-doors'

const options = (kinds: readonly string[]): AfterSaleOptions =>
  ({ lines: [{ lineId: 'l1', kinds }] }) as unknown as AfterSaleOptions
const sale = (id: string, state: AfterSaleCard['state'], endedAt: string | null): AfterSaleCard =>
  ({ id, state, endedAt, lines: [{ lineId: 'l1' }] }) as unknown as AfterSaleCard

describe('a line of an order leads', () => {
  it('to asking, where something may be asked for', () => {
    expect(doorOf('l1', options(['refund_only']), [])).toEqual({ apply: true, sale: null })
    expect(doorOf('l1', options([]), [])).toEqual({ apply: false, sale: null })
    expect(doorOf('l1', null, [])).toEqual({ apply: false, sale: null })
  })

  it('to what is under way before what is over, and to asking for the rest beside it', () => {
    const sales = [sale('a2', 'done', '2026'), sale('a1', 'requested', null)]
    expect(doorOf('l1', options(['refund_only']), sales)).toEqual({ apply: true, sale: { id: 'a1', word: 'open' } })
    expect(doorOf('l2', options(['refund_only']), sales).sale).toBeNull()
  })

  it('not to one that was withdrawn', () => {
    expect(doorOf('l1', null, [sale('a1', 'withdrawn', '2026')]).sale).toBeNull()
  })
})
