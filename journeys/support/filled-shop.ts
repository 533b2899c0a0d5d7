import { chmodSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { Shop } from './shop.js'

const FIRST_START_MS = 600_000

/**
 * Filling a shop takes longer than most stories that are told in it. It is done once, by the command of the README, and
 * every story gets a copy of its own; what a first start itself does is the story of `purchase.spec.ts`.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const shop = await Shop.create()
  // Within reach of the account that Postgres runs as where root starts the shop: so its cluster is inside, to be copied too.
  chmodSync(shop.dataDir, 0o755)
  await shop.start(FIRST_START_MS)
  await shop.stop()
  project.provide('filledShop', shop.dataDir)
  return () => shop.remove()
}
