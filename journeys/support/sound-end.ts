import { expect } from 'vitest'
import type { Window } from './browser.js'
import type { Shop } from './shop.js'

/** Goods, money and orders agree, whatever was done in this shop. */
export const expectSoundBooks = async (shop: Shop): Promise<void> => {
  const { code, output } = await shop.run('scripts/audit.mjs')
  expect(output).toMatch(/audit: invariants \d+, violations 0$/m)
  expect(code).toBe(0)
}

/** No page asked a stranger for anything, and none met an error on its way. */
export const expectQuietPages = (window: Window): void => {
  expect(window.strangers).toEqual([])
  expect(window.errors).toEqual([])
}
