import { describe, expect, it } from 'vitest'
import { seek } from './about'

const pages: Record<string, { items: string[]; nextCursor: string | null }> = {
  first: { items: ['苹果', '梨'], nextCursor: 'second' },
  second: { items: ['桃', '杏'], nextCursor: null },
}

describe('what is looked for in a list', () => {
  const asked: string[] = []
  const ask = async (cursor = 'first') => {
    asked.push(cursor)
    return pages[cursor] ?? expect.unreachable(cursor)
  }

  it('is found on a later page too, and no page is asked for after it', async () => {
    expect(await seek(ask, (one) => one === '桃')).toBe('桃')
    expect(asked).toEqual(['first', 'second'])
    expect(await seek(ask, (one) => one === '梨')).toBe('梨')
    expect(asked).toEqual(['first', 'second', 'first'])
  })

  it('is nothing where the list ends without it', async () => {
    expect(await seek(ask, (one) => one === '李')).toBeNull()
  })
})
