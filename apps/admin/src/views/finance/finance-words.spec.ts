import { SELF_RESOLVING_INCIDENTS } from '@jishi/contracts/payment/finance.terms'
import { expect, it } from 'vitest'
import { accountText, INCIDENT_KINDS, incidentAdvice, incidentText, paymentFilters, postingText } from './finance-words'

it('has a name and an advice for each kind of incident, and general ones for those of a newer release', () => {
  const [names, advices] = [INCIDENT_KINDS.map(incidentText), INCIDENT_KINDS.map(incidentAdvice)]
  expect(new Set([...names, ...advices]).size).toBe(INCIDENT_KINDS.length * 2)
  expect(names).not.toContain(incidentText('of_tomorrow'))
  expect(incidentAdvice('of_tomorrow')).not.toBe('')
  for (const kind of SELF_RESOLVING_INCIDENTS) expect(incidentAdvice(kind)).toContain('自动结束')
})

it('takes from an address only what the list takes', () => {
  expect(paymentFilters.q.read('2611 2203 8841')).toBe('261122038841')
  for (const text of ["1' or 1", '%', '']) expect(paymentFilters.q.read(text)).toBeUndefined()
  expect(paymentFilters.channel.read('wechat_h5')).toBe('wechat_h5')
  expect(paymentFilters.channel.read('WeChat')).toBeUndefined()
})

it('names accounts and postings, and shows what it does not know as it stands', () => {
  expect(accountText('clearing:wechat_h5')).toContain('·')
  expect(accountText('of_tomorrow')).toBe('of_tomorrow')
  expect(postingText('term.paid')).toBe('收到应付款')
  expect(postingText('of.tomorrow')).toBe('of.tomorrow')
})
