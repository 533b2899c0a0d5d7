import { fen } from '@jishi/kernel/money'
import { expect, it } from 'vitest'
import { favouriteMark } from './favourite-mark.js'

const saved = (priceFen: number, inStock = true) => ({ priceFen: fen(priceFen), inStock })
const today = (priceFen: number, facts: { onShelf?: boolean; inStock?: boolean } = {}) => ({
  priceFen: fen(priceFen),
  onShelf: facts.onShelf ?? true,
  inStock: facts.inStock ?? true,
})

it('says nothing of goods that are as they were, or dearer', () => {
  expect(favouriteMark(saved(1_000), today(1_000))).toEqual({ mark: null, dropFen: null })
  expect(favouriteMark(saved(1_000), today(1_200))).toEqual({ mark: null, dropFen: null })
})

it('tells by how much the price fell, to the fen', () => {
  expect(favouriteMark(saved(1_000), today(999))).toEqual({ mark: null, dropFen: 1 })
})

it('tells that goods came back, beside a lower price', () => {
  expect(favouriteMark(saved(1_000, false), today(800))).toEqual({ mark: 'restocked', dropFen: 200 })
})

it('speaks of no price that nobody can pay', () => {
  expect(favouriteMark(saved(1_000), today(1, { inStock: false }))).toEqual({ mark: 'sold_out', dropFen: null })
  expect(favouriteMark(saved(1_000), today(1, { onShelf: false }))).toEqual({ mark: 'off_shelf', dropFen: null })
})
