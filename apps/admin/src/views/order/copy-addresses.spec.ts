import { expect, it } from 'vitest'
import { addressesOf } from './copy-addresses'

const line = (id: string, courierLine: string) => ({ id, orderNo: `26${id}`, courierLine })

it('writes one parcel a line, in the order they were chosen', () => {
  const items = [line('b', '周岚 139 上海市'), line('a', '林小满 138 杭州市')]
  expect(addressesOf(['a', 'b'], { items })).toEqual({
    text: '林小满 138 杭州市\n周岚 139 上海市',
    count: 2,
    left: [],
  })
})

it('keeps an address that was written on several lines together, so that no courier reads two parcels', () => {
  expect(addressesOf(['a'], { items: [line('a', '林小满 138 杭州市\r\n 3 幢 501 ')] }).text).toBe(
    '林小满 138 杭州市 3 幢 501',
  )
})

it('names the orders no address came for instead of passing half a list for the whole', () => {
  const { text, count, left } = addressesOf(['a', 'b', 'c'], { items: [line('c', '吴桐 186'), line('a', '  ')] })
  expect({ text, count, left }).toEqual({ text: '吴桐 186', count: 1, left: ['a', 'b'] })
})
