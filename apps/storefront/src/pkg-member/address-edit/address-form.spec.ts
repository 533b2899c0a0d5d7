import { describe, expect, it } from 'vitest'
import { bodyOf, wrongIn, type AddressFields } from './address-form'

const good: AddressFields = {
  receiver: ' 林小满 ',
  phone: '13800006602',
  regionCode: '310115',
  regionText: '上海市 浦东新区',
  detail: '张江镇博云路 2 号 ',
  tag: 'home',
  isDefault: true,
}

describe('address form', () => {
  it('names the first thing that is wrong', () => {
    expect(wrongIn(good)).toBeNull()
    expect(wrongIn({ ...good, receiver: ' ' })).toBe('address.receiverWrong')
    expect(wrongIn({ ...good, phone: '1380000' })).toBe('address.phoneWrong')
    expect(wrongIn({ ...good, regionCode: '' })).toBe('address.regionWrong')
    expect(wrongIn({ ...good, detail: '2 ' })).toBe('address.detailWrong')
  })

  it('sends what the contract knows, without spaces around it', () => {
    expect(bodyOf(good)).toEqual({
      receiver: '林小满',
      phone: '13800006602',
      regionCode: '310115',
      detail: '张江镇博云路 2 号',
      tag: 'home',
      isDefault: true,
    })
  })
})
