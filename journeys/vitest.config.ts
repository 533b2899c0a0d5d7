import { defineConfig } from 'vitest/config'

/** One shop, one browser, one story after the other: a journey is slow enough without a rival. */
export default defineConfig({
  test: {
    name: 'journeys',
    include: ['*.spec.ts'],
    globalSetup: ['support/filled-shop.ts'],
    testTimeout: 180_000,
    hookTimeout: 900_000,
    fileParallelism: false,
    // Lists hear of a product by event, and pages of an answer by the network: a moment later, longer on a slow machine.
    expect: { poll: { timeout: 60_000 } },
    bail: 0,
  },
})
