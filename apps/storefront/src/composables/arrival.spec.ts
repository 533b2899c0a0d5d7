import { expect, it } from 'vitest'
import { arrivalText, withArrival } from './arrival'

it('says the day without its year and its zeros', () => {
  expect(arrivalText('2026-12-03')).toBe('预计 12月3日 送达')
  expect(withArrival('48 小时内发货', '2027-01-09')).toBe('48 小时内发货 · 预计 1月9日 送达')
})

it('says nothing where nothing is known', () => {
  for (const day of [null, undefined, '', 'soon']) expect(arrivalText(day)).toBe('')
  expect(withArrival('48 小时内发货', null)).toBe('48 小时内发货')
})
