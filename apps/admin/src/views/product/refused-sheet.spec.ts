import { expect, it } from 'vitest'
import { refusedSheet } from './refused-sheet'

it('writes what stayed, one a line, with nothing a spreadsheet would run', () => {
  const sheet = refusedSheet([
    { id: 'a', title: '=HYPERLINK("x")', code: 'NOT_FOUND', permitKind: null, missing: [] },
    { id: 'b', title: null, code: 'CATEGORY_GONE', permitKind: null, missing: [] },
  ])
  const [head, first, second, end] = sheet.split('\r\n')
  expect(head).toBe('\uFEFF"商品","ID","原因"')
  expect(first).toContain(`"'=HYPERLINK(""x"")","a"`)
  expect(second).toMatch(/^"","b",".+"$/)
  expect(end).toBe('')
})
