import { defaultServerConditions } from 'vite'
import type { ViteUserConfig } from 'vitest/config'

// Our own packages are tested from their sources. Vite replaces its default conditions with these, so they are spread.
// Node knows no `module`, which some packages (the SDK of S3) keep for bundlers alone, so that one is left out.
export const sourceConditions = ['jishi-source', ...defaultServerConditions.filter((name) => name !== 'module')]

export const sourceResolution: Pick<ViteUserConfig, 'resolve' | 'ssr'> = {
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
}

/** The configuration of a project of pure code: specs beside their sources, no set-up, no network. */
export function sharedTest(name: string, include: string[] = ['src/**/*.spec.ts']): ViteUserConfig {
  return {
    ...sourceResolution,
    test: {
      name,
      include,
      environment: 'node',
      restoreMocks: true,
      testTimeout: 60_000,
      hookTimeout: 120_000,
      expect: { poll: { timeout: 60_000 } },
    },
  }
}
