import { describe, expect, it } from 'vitest'
import { dueText } from './feedback-words'

const NOW = '2026-03-01T02:00:00.000Z'

describe('the time an answer was promised for', () => {
  it('says what is left of it', () => {
    expect(dueText({ dueAt: '2026-03-01T07:30:00.000Z' }, NOW)).toBe('还剩 5 小时')
  })
  it('says how far it is over', () => {
    expect(dueText({ dueAt: '2026-02-27T02:00:00.000Z' }, NOW)).toBe('已超 2 天')
    expect(dueText({ dueAt: NOW }, NOW)).toBe('已超 不到 1 分钟')
  })
  it('says nothing where nothing is owed', () => {
    expect(dueText({ dueAt: null }, NOW)).toBe('')
  })
})
