import { describe, expect, it } from 'vitest'
import { fileLabel, looksLike } from './file-facts.js'

describe('the first bytes of a file', () => {
  it('must be those of the type it is sent as', () => {
    const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0])
    expect(looksLike('image/jpeg', jpeg)).toBe(true)
    expect(looksLike('image/png', jpeg)).toBe(false)
    expect(looksLike('image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 '))).toBe(true)
    expect(looksLike('image/webp', Buffer.from('RIFF\0\0\0\0WAVEfmt '))).toBe(false)
    expect(looksLike('image/png', new Uint8Array())).toBe(false)
  })
})

describe('the name people see', () => {
  it.each([
    ['苹果.jpg', '苹果.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\photos\\a.png', 'a.png'],
    ['a\0b\n.png', 'ab.png'],
    ['gpj.\u202Eexe', 'gpj.exe'],
    ['', '图片'],
    ['////', '图片'],
    ['长'.repeat(300), '长'.repeat(120)],
  ])('%j is %j', (given, label) => {
    expect(fileLabel(given)).toBe(label)
  })
})
