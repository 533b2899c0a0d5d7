import { describe, expect, it } from 'vitest'
import { openLeft, settle } from './swipe'

describe('a row that is swiped', () => {
  const open = openLeft(true)

  it('opens by a short pull to the left and shuts by one to the right', () => {
    expect(settle(0, -30)).toBe(true)
    expect(settle(open, open + 30)).toBe(false)
  })

  it('stays where it was after a twitch', () => {
    expect([settle(0, -20), settle(open, open + 20)]).toEqual([false, true])
  })
})
