import { expect, it } from 'vitest'
import { freshSku } from './sku-matrix'
import { flawsByRow, pageOfFlaw, ROWS_A_PAGE } from './sku-pages'

const rows = Array.from({ length: ROWS_A_PAGE * 2 }, (_, n) => ({ ...freshSku([String(n)]), kept: n !== 0 }))

it('puts a refusal to the row that was sent under its number, not counting those taken away', () => {
  const flaws = flawsByRow(
    rows,
    new Map([
      ['skus.0.priceFen', '太低'],
      ['skus.0.barcode', '重复'],
      ['title', '空'],
    ]),
  )
  expect([...flaws.keys()]).toEqual([rows[1]])
  expect(flaws.get(rows[1]!)).toEqual({ priceFen: '太低', barcode: '重复' })
})

it('finds the page a refused row is on', () => {
  const late = flawsByRow(rows, new Map([[`skus.${ROWS_A_PAGE}.priceFen`, '太低']]))
  expect(pageOfFlaw(rows, late)).toBe(1)
  expect(pageOfFlaw(rows.slice(0, 3), late)).toBeUndefined()
  expect(
    flawsByRow(
      rows,
      new Map([
        ['skus', '太多'],
        ['skus.999.priceFen', '没有这一行'],
      ]),
    ).size,
  ).toBe(0)
})
