import { describe, expect, it } from 'vitest'
import { ApiError } from '@/api'
import { fieldsOf, gapOf, holderOf, isEmail, noHolder, refusalOf } from './holder'

describe('who an invoice is made out to', () => {
  it('asks for a name, and of a company for its tax number', () => {
    expect(gapOf(noHolder())).toBe('invoice.wrong.title')
    expect(gapOf({ kind: 'personal', title: ' 林 ', taxNo: '' })).toBeNull()
    expect(gapOf({ kind: 'company', title: '小满', taxNo: ' ' })).toBe('invoice.wrong.taxNo')
  })

  it('sends no tax number for a person, whatever was typed before', () => {
    expect(holderOf({ kind: 'personal', title: ' 林 ', taxNo: '91110108551385082Q' })).toEqual({
      kind: 'personal',
      title: '林',
    })
    const company = { kind: 'company', title: '小满', taxNo: '91110108551385082Q' } as const
    expect(holderOf(fieldsOf(company))).toEqual(company)
  })

  it.each([
    ['lin@example.com', true],
    ['lin@example', false],
    ['lin example.com', false],
    ['', false],
  ])('%s is a mail address: %s', (text, right) => {
    expect(isEmail(text)).toBe(right)
  })

  it('says which way a tax number is wrong', () => {
    const wrong = (details: unknown) => refusalOf(new ApiError('TAX_NUMBER_WRONG', '税号有误', 400, '', details))
    expect(wrong({ flaw: 'length' })).toBe('税号应为 15、18 或 20 位')
    expect(wrong({ flaw: 'else' })).toBe('税号有误')
  })
})
