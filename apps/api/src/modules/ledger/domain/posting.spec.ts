import { fen } from '@jishi/kernel/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountParts, credit, debit, settledLegs } from './posting.js'

describe('the legs of a ledger transaction', () => {
  it('add up per account and leave out what comes to nothing', () => {
    const legs = settledLegs([
      debit('clearing:wechat_h5', fen(500)),
      credit('contract_liability', fen(300)),
      credit('contract_liability', fen(200)),
      debit('freight', fen(0)),
      debit('sales', fen(7)),
      credit('sales', fen(7)),
    ])
    expect(legs).toEqual([
      { account: 'clearing:wechat_h5', amountFen: 500 },
      { account: 'contract_liability', amountFen: -500 },
    ])
  })

  it('are refused when they do not sum to zero or are fewer than two', () => {
    expect(() => settledLegs([debit('bank', fen(5)), credit('suspense', fen(4))])).toThrow(/sum to zero/)
    expect(() => settledLegs([])).toThrow(/at least two/)
    expect(() => settledLegs([debit('bank', fen(5)), credit('bank', fen(5))])).toThrow(/at least two/)
  })

  it('sum to zero for any amounts split between two accounts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 20 }), (amounts) => {
        const legs = settledLegs(
          amounts.flatMap((amount) => [debit('bank', fen(amount)), credit('suspense', fen(amount))]),
        )
        expect(legs.reduce((sum, leg) => sum + leg.amountFen, 0)).toBe(0)
      }),
    )
  })

  it('name an owner after the colon', () => {
    expect(accountParts('clearing:wechat_h5')).toEqual({ code: 'clearing', owner: 'wechat_h5' })
    expect(accountParts('suspense')).toEqual({ code: 'suspense', owner: '' })
  })
})
