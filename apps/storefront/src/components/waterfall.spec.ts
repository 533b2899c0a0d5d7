import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import { describe, expect, it } from 'vitest'
import { cardRatio, twoColumns } from './waterfall'

const card = (n: number): ProductCard => ({
  id: `01900000-0000-7000-8000-00000000${1000 + n}`,
  title: `t${n}`,
  subtitle: '',
  picture: { id: 'p', width: 800, height: 800, colour: '#fff' },
  price: { fromFen: 1, toFen: 1, wasFen: null, label: null, rule: null },
  tags: n % 2 === 0 ? ['x'] : [],
  soldCount: 0,
  inStock: true,
})

describe('waterfall', () => {
  const cards = Array.from({ length: 41 }, (_, n) => card(n))

  it('loses and doubles nothing, and keeps the order within a column', () => {
    const [left, right] = twoColumns(cards)
    expect([...left, ...right].map((entry) => entry.id).sort()).toEqual(cards.map((entry) => entry.id).sort())
    for (const column of [left, right])
      expect(column.map((entry) => entry.id)).toEqual(column.map((entry) => entry.id).sort())
  })

  it('keeps what stands where it stands when more cards arrive', () => {
    const [before] = twoColumns(cards.slice(0, 20))
    const [after] = twoColumns(cards)
    expect(after.slice(0, before.length)).toEqual(before)
  })

  it('gives a card the same shape every time, and a wide picture its own', () => {
    expect(cardRatio(card(3))).toBe(cardRatio(card(3)))
    expect(cardRatio({ ...card(1), picture: { id: 'p', width: 1000, height: 800, colour: '#fff' } })).toBe(0.8)
  })
})
