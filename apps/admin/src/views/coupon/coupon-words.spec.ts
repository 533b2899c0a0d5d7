import { expect, it } from 'vitest'
import { peopleOf } from './coupon-words'

it('reads pasted people, however they are parted, each once', () => {
  expect(peopleOf('13800000001，13800000002\n13800000001; 13800000003\t')).toEqual([
    ...['13800000001', '13800000002', '13800000003'],
  ])
})
