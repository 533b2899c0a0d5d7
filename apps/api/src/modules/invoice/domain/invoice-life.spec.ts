import { INVOICE_ACTIONS, INVOICE_STATES } from '@jishi/contracts/invoice/invoice.terms'
import { describe, expect, it } from 'vitest'
import { invoiceLife, type InvoiceFacts } from './invoice-life.js'

const facts: InvoiceFacts = {
  received: true,
  left: true,
  documented: true,
  resendAsked: false,
  resentLately: false,
}

describe('the life of an invoice', () => {
  it('has the states and actions of the contract', () => {
    expect(invoiceLife.table.states).toEqual([...INVOICE_STATES])
    expect(Object.keys(invoiceLife.table.actions)).toEqual([...INVOICE_ACTIONS])
  })

  it('takes nothing before receipt, and nothing of which everything went back', () => {
    expect(invoiceLife.allowed('requested', facts, 'operator')).toContain('take')
    expect(invoiceLife.refusal('requested', 'take', { ...facts, received: false })?.reason).toBe('NOT_RECEIVED')
    expect(invoiceLife.refusal('requested', 'take', { ...facts, left: false })?.reason).toBe('NOTHING_LEFT')
    expect(invoiceLife.refusal('issuing', 'issue', { ...facts, documented: false })?.reason).toBe('NO_DOCUMENT')
  })

  it('leaves a buyer nothing to change once somebody is at the tax bureau with it', () => {
    for (const state of INVOICE_STATES.filter((state) => state !== 'requested' && state !== 'issued'))
      expect(invoiceLife.allowed(state, facts, 'member')).toEqual([])
    expect(invoiceLife.allowed('issued', facts, 'member')).toEqual(['ask_resend'])
    expect(invoiceLife.refusal('issued', 'ask_resend', { ...facts, resentLately: true })?.reason).toBe('LATELY')
  })

  it('never forgets one that was issued: from there it only ends in red', () => {
    const reached = new Set<string>(['issued'])
    for (const [, rule] of Object.entries(invoiceLife.table.actions))
      if ((rule.from as readonly string[]).includes('issued') && rule.to !== 'same') reached.add(String(rule.to))
    expect([...reached]).toEqual(['issued', 'reversing'])
    expect(invoiceLife.allowed('reversing', facts, 'operator')).toEqual(['reverse'])
  })
})
