import { ACCOUNT_CODES } from '@jishi/contracts/ledger/ledger.terms'
import { expect, it } from 'vitest'
import { CHART } from './chart.js'

it('knows every account once, in the order of assets, liabilities, revenue and expense', () => {
  expect(Object.keys(CHART)).toEqual([...ACCOUNT_CODES])
  const kinds = ACCOUNT_CODES.map((code) => CHART[code].kind)
  expect(kinds.filter((kind, at) => kind !== kinds[at - 1])).toEqual(['asset', 'liability', 'revenue', 'expense'])
})

it('keeps money of people apart, and what the shop earns and spends together', () => {
  for (const code of ACCOUNT_CODES) {
    const { kind, ownedBy } = CHART[code]
    if (kind === 'revenue' || kind === 'expense') expect([code, ownedBy]).toEqual([code, null])
  }
})
