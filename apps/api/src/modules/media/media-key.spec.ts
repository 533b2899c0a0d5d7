import { describe, expect, it } from 'vitest'
import { keyOfAddress } from './media-key.js'

const id = 'AbCdEfGhIjKlMnOpQrStUv'

describe('the address of a picture', () => {
  it('names a kept width of a random id', () => {
    expect(keyOfAddress(id, '640.webp')).toBe(`media/${id}/640.webp`)
  })

  it.each([
    [id, '641.webp'],
    [id, '640.png'],
    [id, '../640.webp'],
    [id, '640.webp\0'],
    ['..', '640.webp'],
    ['../../pg', '640.webp'],
    [`${id}x`, '640.webp'],
    ['', '640.webp'],
  ])('names nothing: %s %s', (name, file) => {
    expect(keyOfAddress(name, file)).toBeUndefined()
  })
})
