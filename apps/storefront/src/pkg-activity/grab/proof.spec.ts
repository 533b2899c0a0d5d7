import { createHash } from 'node:crypto'
import { proofText } from '@jishi/contracts/seckill/seckill.terms'
import { describe, expect, it, vi } from 'vitest'
import { solve, workText } from './proof'
import { leadingZeros, sha256 } from './sha256'

const hex = (text: string): string =>
  Array.from(sha256(text), (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')

describe('SHA-256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j is the one of the standard', (text, digest) => expect(hex(text)).toBe(digest))

  it.each([1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 400])('of %i characters is what Node says', (length) => {
    const text = Array.from({ length }, (_, n) => String.fromCharCode(33 + (n % 90))).join('')
    expect(hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('counts the zero bits of a digest', () => {
    expect(leadingZeros(Int32Array.from([-1]))).toBe(0)
    expect(leadingZeros(Int32Array.from([1]))).toBe(31)
    expect(leadingZeros(Int32Array.from([0, 0x0fffffff]))).toBe(36)
  })
})

describe('the work of a ticket', () => {
  const salt = '01991b2e-3f4a-7c11-9d21-0e5b6f7a8c9d'

  it('hashes what the server hashes', () => expect(workText(salt, 'z1')).toBe(proofText(salt, 'z1')))

  it.each([1, 8, 12])('of %i bits is done as the server checks it', async (bits) => {
    const solution = await solve(salt, bits)
    expect(solution.length).toBeLessThanOrEqual(40)
    const digest = createHash('sha256').update(proofText(salt, solution)).digest()
    expect(digest.readUInt32BE(0) >>> (32 - bits)).toBe(0)
  })

  it('lets the page breathe in between', async () => {
    const breath = vi.fn()
    let now = 0
    vi.spyOn(Date, 'now').mockImplementation(() => (now += 6))
    const timer = setInterval(breath, 0)
    await solve(salt, 12)
    clearInterval(timer)
    vi.restoreAllMocks()
    expect(breath).toHaveBeenCalled()
  })
})
