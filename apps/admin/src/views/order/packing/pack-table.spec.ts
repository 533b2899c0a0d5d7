import { describe, expect, it } from 'vitest'
import { isWhole, scanned, withPiece, type Packed, type ParcelLine } from './pack-table'

const line = (id: string, qty: number, barcode: string | null, skuCode: string | null): ParcelLine => ({
  ...{ id, qty, barcode, skuCode },
  ...{ skuId: id, title: id, skuLabel: '' },
})
const apple = line('apple', 2, '6901234567892', 'AP-5')
const pear = line('pear', 1, null, 'PE-1')
const gift = line('gift', 1, '6901234567892', 'AP-5')
const lines = [apple, pear]
const nothing: Packed = new Map()
const whole: Packed = new Map([
  ['apple', 2],
  ['pear', 1],
])

describe('what is scanned over a parcel', () => {
  it('ticks a piece by its barcode, or by the code on the shelf', () => {
    expect(scanned(lines, nothing, '6901234567892')).toEqual({ means: 'piece', line: apple })
    expect(scanned(lines, nothing, 'pe-1')).toEqual({ means: 'piece', line: pear })
  })

  it('refuses one too many, and goods of another order', () => {
    expect(scanned(lines, new Map([['apple', 2]]), '6901234567892')).toEqual({ means: 'surplus', line: apple })
    expect(scanned(lines, nothing, '6900000000014')).toEqual({ means: 'stranger' })
    expect(scanned(lines, nothing, 'XX-77')).toEqual({ means: 'stranger' })
  })

  it('fills a gift after its main line, where both are the same goods', () => {
    const both = [apple, gift]
    expect(scanned(both, new Map([['apple', 1]]), '6901234567892')).toMatchObject({ line: { id: 'apple' } })
    expect(scanned(both, new Map([['apple', 2]]), '6901234567892')).toMatchObject({ means: 'piece', line: gift })
  })

  it('takes the number of the parcel only once everything is in it', () => {
    expect(scanned(lines, nothing, 'SF1438220700001')).toEqual({ means: 'early' })
    expect(scanned(lines, whole, ' sf1438220700001 ')).toEqual({ means: 'tracking', number: 'SF1438220700001' })
    expect(scanned(lines, whole, 'CUSTOM-0001')).toEqual({ means: 'tracking', number: 'CUSTOM-0001' })
  })

  it('never takes foreign goods for the number of a parcel', () => {
    expect(scanned(lines, whole, '6900000000014')).toEqual({ means: 'stranger' })
    expect(scanned(lines, whole, '9787302000006')).toEqual({ means: 'stranger' })
    expect(scanned(lines, whole, '40170725')).toEqual({ means: 'stranger' })
    expect(scanned(lines, whole, '苹果')).toEqual({ means: 'stranger' })
  })

  it('knows a number of digits alone by its carrier', () => {
    expect(scanned(lines, whole, '73512345678901')).toMatchObject({ means: 'tracking' })
  })
})

describe('when a parcel is whole', () => {
  it('is so with every piece, and neither before nor beyond', () => {
    expect(isWhole(lines, nothing)).toBe(false)
    expect(isWhole(lines, withPiece(new Map([['apple', 2]]), pear, 1))).toBe(true)
    expect(isWhole(lines, withPiece(whole, apple, 1))).toBe(false)
    expect(isWhole([], nothing)).toBe(false)
  })

  it('takes no piece out that is not there', () => {
    expect(withPiece(nothing, pear, -1).get('pear')).toBe(0)
  })
})
