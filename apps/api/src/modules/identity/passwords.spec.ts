import { verify } from '@node-rs/argon2'
import type * as Argon2 from '@node-rs/argon2'
import { expect, it, vi } from 'vitest'
import { hashPassword, passwordMatches } from './passwords.js'

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof Argon2>()
  return { ...real, verify: vi.fn(real.verify) }
})

const PASSWORD = 'correct horse battery staple'

it('knows a password from another one, however its letters are composed', async () => {
  const stored = await hashPassword('caf\u00e9 caf\u00e9 caf\u00e9')
  expect(await passwordMatches(stored, 'cafe\u0301 cafe\u0301 cafe\u0301')).toBe(true)
  expect(await passwordMatches(stored, PASSWORD)).toBe(false)
})

it('does the same work for nobody as for somebody', async () => {
  // Nearly all the time goes into the one verification, and the hash says how much: no clock is needed to compare them.
  const workOf = async (stored: string | undefined): Promise<string[]> => {
    vi.mocked(verify).mockClear()
    expect(await passwordMatches(stored, 'nope nope nope')).toBe(false)
    return vi.mocked(verify).mock.calls.map(([hashed]) => String(hashed).split('$').slice(0, 4).join('$'))
  }
  const ofSomebody = await workOf(await hashPassword(PASSWORD))
  expect(ofSomebody).toEqual(['$argon2id$v=19$m=19456,t=2,p=1'])
  expect(await workOf(undefined)).toEqual(ofSomebody)
})
