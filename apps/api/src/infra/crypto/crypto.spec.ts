import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigProblem, loadConfig } from '../config/config.js'
import { keyringOf, loadKeyring } from './keyring.js'
import { Pii } from './pii.js'
import { newToken, randomDigits, randomName, tokenHash } from './random.js'

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64')
const INDEX = key(9)
const pii = new Pii(keyringOf([`a:${key(1)}`], INDEX))

describe('sealing', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(pii.open('members.phone', pii.seal('members.phone', text))).toBe(text)
      }),
    )
  })

  it('never seals one value twice alike and never shows it', () => {
    const [one, two] = [pii.seal('f', '13800000001'), pii.seal('f', '13800000001')]
    expect(one).not.toBe(two)
    expect(one).toMatch(/^v1\.a\.[\w-]+$/)
    expect(Buffer.from(one.slice(5), 'base64url').toString('latin1')).not.toContain('13800000001')
  })

  it('refuses a value of another field, a changed byte and a cut text', () => {
    const sealed = pii.seal('members.phone', '13800000001')
    expect(() => pii.open('orders.receiver', sealed)).toThrow()
    for (let at = 5; at < sealed.length; at += 7) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
      expect(() => pii.open('members.phone', changed)).toThrow()
    }
    expect(() => pii.open('members.phone', sealed.slice(0, 20))).toThrow()
  })

  it('rotates: the first key seals, the older ones still open, a lost one does not', () => {
    const rotated = new Pii(keyringOf([`b:${key(2)}`, `a:${key(1)}`], INDEX))
    const old = pii.seal('f', 'x')
    expect(rotated.open('f', old)).toBe('x')
    expect(rotated.needsResealing(old)).toBe(true)
    expect(rotated.needsResealing(rotated.seal('f', 'x'))).toBe(false)
    expect(() => new Pii(keyringOf([`b:${key(2)}`], INDEX)).open('f', old)).toThrow()
  })

  it('keeps structures whole', () => {
    const address = { receiver: '林小满', detail: '中山路 1 号' }
    expect(pii.openJson('orders.address', pii.sealJson('orders.address', address))).toEqual(address)
  })
})

describe('the blind index', () => {
  it('is equal for equal values of one index and for nothing else, whatever key seals', () => {
    const rotated = new Pii(keyringOf([`b:${key(2)}`], INDEX))
    expect(pii.blindIndex('phone', '13800000001')).toEqual(rotated.blindIndex('phone', '13800000001'))
    expect(pii.blindIndex('phone', '13800000001')).not.toEqual(pii.blindIndex('phone', '13800000002'))
    expect(pii.blindIndex('phone', '13800000001')).not.toEqual(pii.blindIndex('name', '13800000001'))
    const other = new Pii(keyringOf([`a:${key(1)}`], key(8)))
    expect(pii.blindIndex('phone', '13800000001')).not.toEqual(other.blindIndex('phone', '13800000001'))
  })
})

describe('keys', () => {
  const directory = mkdtempSync(join(tmpdir(), 'jishi-keys-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it('are made once for a demo, in a file only its owner reads', () => {
    const config = loadConfig({ JISHI_MODE: 'demo', DATA_DIR: join(directory, 'demo') })
    const first = new Pii(loadKeyring(config)).seal('f', 'x')
    expect(new Pii(loadKeyring(config)).open('f', first)).toBe('x')
    expect(statSync(join(directory, 'demo/keys.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(directory, 'demo'))).toEqual(['keys.json'])
  })

  it('are refused when short, doubled or misnamed, all mistakes at once', () => {
    const make = () => keyringOf(['a:c2hvcnQ=', 'Bad Id:x', `b:${key(1)}`, `b:${key(2)}`], 'short')
    expect(make).toThrow(ConfigProblem)
    expect(make).toThrow(/key a is not[\s\S]*an id is[\s\S]*used twice[\s\S]*BLIND_INDEX_KEY/)
  })
})

describe('random values', () => {
  it('are long enough, distinct and safe in an address', () => {
    const tokens = new Set(Array.from({ length: 1_000 }, newToken))
    expect(tokens.size).toBe(1_000)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
    expect(randomName()).toMatch(/^[\w-]{22}$/)
    expect(tokenHash('a')).toHaveLength(32)
    expect(tokenHash('a')).not.toEqual(tokenHash('b'))
  })

  it('gives codes in which every digit may lead', () => {
    const codes = Array.from({ length: 500 }, () => randomDigits(6))
    for (const code of codes) expect(code).toMatch(/^\d{6}$/)
    expect(new Set(codes.map((code) => code[0])).size).toBe(10)
  })
})
