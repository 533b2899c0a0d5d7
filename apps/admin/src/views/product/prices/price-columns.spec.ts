import type { PriceRow } from '@jishi/contracts/catalog/price-lists.schema'
import { expect, it } from 'vitest'
import { ApiError } from '@/api/api-error'
import { columnsOf, flawAt, flawsOf, isFirst, listText, readOut, withColumn } from './price-columns'

const row = (skuId: string, priceFen: number, over: Partial<PriceRow> = {}): PriceRow => ({
  ...{ skuId, list: 'base', minQty: 1, priceFen, from: null, until: null },
  ...over,
})
const days = { from: '2026-11-01T00:00:00.000Z', until: '2026-11-12T00:00:00.000Z' }
const refusal = (code: 'PRICE_BELOW_FLOOR' | 'PRICE_RANGES_OVERLAP' | 'PRICE_BASE_MISSING', items: object[]) =>
  new ApiError(code, '', 409, 'r', { items })

it('lays rows out by kind and reads the same rows back', () => {
  const rows = [
    row('a', 3_990, { list: 'market' }),
    row('a', 2_990),
    row('b', 4_990),
    row('a', 1_990, days),
    row('a', 2_790, { minQty: 3 }),
    row('b', 4_790, { list: 'channel:h5' }),
  ]
  const columns = columnsOf({ rows })
  expect(columns.map(({ list, minQty, from }) => [list, minQty, from !== null])).toEqual([
    ['base', 1, false],
    ['base', 1, true],
    ['base', 3, false],
    ['channel:h5', 1, false],
    ['market', 1, false],
  ])
  expect(isFirst(columns[0] ?? expect.unreachable())).toBe(true)
  const read = readOut(columns, ['a', 'b'])
  expect(read.flaws.size).toBe(0)
  expect(new Set(read.rows.map((one) => JSON.stringify(one)))).toEqual(new Set(rows.map((one) => JSON.stringify(one))))
})

it('adds a kind once', () => {
  const columns = columnsOf({ rows: [row('a', 2_990)] })
  const more = withColumn(columns, { list: 'base', minQty: 3, from: null, until: null })
  expect(more).toHaveLength(2)
  expect(withColumn(more, { list: 'base', minQty: 3, from: null, until: null })).toHaveLength(2)
})

it('tells what is no amount, and asks a base price of every SKU', () => {
  const columns = columnsOf({ rows: [row('a', 2_990), row('a', 2_790, { minQty: 3 })] })
  const first = columns[0] ?? expect.unreachable()
  const tier = columns[1] ?? expect.unreachable()
  first.cells['a'] = 'abc'
  tier.cells['b'] = '0'
  const { flaws, rows } = readOut(columns, ['a', 'b'])
  expect([...flaws.keys()]).toEqual(['0.a', '0.b', '1.b'])
  expect(rows).toEqual([row('a', 2_790, { minQty: 3 })])
})

it('finds the cells a refusal means', () => {
  const columns = columnsOf({ rows: [row('a', 2_990), row('a', 990, { minQty: 3 })] })
  const read = readOut(columns, ['a'])
  const floor = flawsOf(refusal('PRICE_BELOW_FLOOR', [{ row: 1, floorFen: 1_000 }]), read)
  expect(flawAt(floor, 1, 'a')).toContain('10.00')
  expect(flawAt(floor, 0, 'a')).toBeUndefined()
  expect(flawAt(flawsOf(refusal('PRICE_RANGES_OVERLAP', [{ row: 0 }]), read), 0, 'a')).toBeDefined()
  expect(flawAt(flawsOf(refusal('PRICE_BASE_MISSING', [{ skuId: 'a' }]), read), 0, 'a')).toBeDefined()
  const field = new ApiError('VALIDATION_FAILED', '', 400, 'r', [{ path: 'rows.1.until', message: 'x' }])
  expect(flawAt(flawsOf(field, read), 1, 'a')).toBeDefined()
})

it('has words for every list', () => {
  expect(['base', 'market', 'level:2', 'store:0197a000-0000-7000-8000-00000000000f'].map(listText)).toEqual([
    '基础价',
    '建议零售价',
    '2 级会员价',
    '门店价 0197a000',
  ])
})
