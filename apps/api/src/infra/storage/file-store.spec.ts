import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from 'vitest'
import { isFileKey, LocalFiles } from './file-store.js'

const root = mkdtempSync(join(tmpdir(), 'jishi-files-'))
const files = new LocalFiles(root)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const read = async (key: string): Promise<string | undefined> => {
  const file = await files.get(key)
  return file === undefined ? undefined : text(file.stream)
}

describe('local files', () => {
  it('gives back what was put, replaced as a whole, and leaves no draft', async () => {
    await files.put('media/abc/640.webp', Buffer.from('one'))
    await files.put('media/abc/640.webp', Buffer.from('three'))
    expect(await read('media/abc/640.webp')).toBe('three')
    expect(await files.stat('media/abc/640.webp')).toEqual({ bytes: 5 })
    expect(readdirSync(join(root, 'media/abc'))).toEqual(['640.webp'])
  })

  it('knows what is not there', async () => {
    expect(await files.get('media/none/1.webp')).toBeUndefined()
    expect(await files.stat('media')).toBeUndefined()
    await files.put('media/gone/1.webp', Buffer.from('x'))
    await files.remove('media/gone/1.webp')
    await files.remove('media/gone/1.webp')
    expect(await files.get('media/gone/1.webp')).toBeUndefined()
  })

  it.each(['../etc/passwd', 'a/../../b', '/etc/passwd', 'a//b', '', '.hidden', 'a/./b', 'a\\b', 'a/\u0000', 'a/b?'])(
    'takes %j for no key',
    async (key) => {
      expect(isFileKey(key)).toBe(false)
      await expect(files.get(key)).rejects.toThrow()
      await expect(files.put(key, Buffer.from('x'))).rejects.toThrow()
    },
  )
})
