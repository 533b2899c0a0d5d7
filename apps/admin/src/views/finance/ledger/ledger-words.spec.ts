import { ACCOUNT_CODES } from '@jishi/contracts/ledger/ledger.terms'
import { instantOf } from '@jishi/kernel/time'
import { expect, it } from 'vitest'
import { zh } from '@/copy/zh'
import { balanceText, byKind, nameOf, statementFilters, usualSpans } from './ledger-words'

it('has a word for every account of the chart', () => {
  expect(ACCOUNT_CODES.filter((code) => !(`ledger.account.${code}` in zh))).toEqual([])
})

it('says on which side a balance stands', () => {
  expect([balanceText(123_450), balanceText(-5), balanceText(0)]).toEqual(['借 1,234.50', '贷 0.05', '平'])
})

it('names a channel’s account with the channel, and a member’s as all of them', () => {
  const clearing = { account: 'clearing', owner: 'wechat_h5', kind: 'asset', ownedBy: 'channel' } as const
  const stored = { account: 'stored_principal', owner: '', kind: 'liability', ownedBy: 'member' } as const
  expect(nameOf(clearing)).toMatch(/^渠道待结算 · /)
  expect(nameOf(stored)).toBe('储值本金 · 全部会员')
  expect(byKind([stored, clearing]).map(({ kind }) => kind)).toEqual(['asset', 'liability'])
})

it('knows today, this month and the last one by the shop’s calendar', () => {
  const spans = usualSpans(instantOf('2025-12-31T16:30:00.000Z')).map(({ span }) => span)
  expect(spans).toEqual([
    { from: '2026-01-01', to: '2026-01-01' },
    { from: '2026-01-01', to: '2026-01-01' },
    { from: '2025-12-01', to: '2025-12-31' },
  ])
})

it('takes no account that there is none of from an address', () => {
  expect(statementFilters.account.read('cash')).toBeUndefined()
  expect(statementFilters.owner.read("x' or 1")).toBeUndefined()
})
