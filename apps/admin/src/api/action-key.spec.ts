import { expect, it } from 'vitest'
import { ActionKey } from './action-key'

it('keeps one key for one wish until it has been answered', () => {
  const key = new ActionKey()
  const first = key.of(['order', { trackingNo: 'SF1' }])
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect(key.of(['order', { trackingNo: 'SF1' }])).toBe(first)
  const other = key.of(['order', { trackingNo: 'SF2' }])
  expect(other).not.toBe(first)
  key.answered()
  expect(key.of(['order', { trackingNo: 'SF2' }])).not.toBe(other)
})
