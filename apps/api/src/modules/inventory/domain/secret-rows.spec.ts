import { MAX_SECRET_LENGTH } from '@jishi/contracts/inventory/inventory.terms'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkedRows } from './secret-rows.js'

describe('pasted codes', () => {
  it('are told row by row what is wrong with them', () => {
    const given = ['AB-1', ' AB-1 ', '', 'ＡＢ－２', 'AB-2', 'x'.repeat(MAX_SECRET_LENGTH + 1), '卡号 6222 密码 1234']
    expect(checkedRows(given)).toEqual({
      rows: [
        { row: 1, text: 'AB-1' },
        { row: 4, text: 'AB-2' },
        { row: 7, text: '卡号 6222 密码 1234' },
      ],
      flaws: [
        { row: 2, code: 'DUPLICATE' },
        { row: 3, code: 'EMPTY' },
        { row: 5, code: 'DUPLICATE' },
        { row: 6, code: 'TOO_LONG' },
      ],
    })
  })

  it('are each either good or flawed, and good ones are all different', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 })), (given) => {
        const { rows, flaws } = checkedRows(given)
        const told = [...rows, ...flaws].map(({ row }) => row).sort((left, right) => left - right)
        expect(told).toEqual(given.map((_, index) => index + 1))
        expect(new Set(rows.map(({ text }) => text)).size).toBe(rows.length)
      }),
    )
  })
})
