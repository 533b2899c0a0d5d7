import swc from 'unplugin-swc'
import { defineConfig } from 'vitest/config'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { sourceResolution } from '../../vitest.shared.js'

const compiled = swc.vite({
  swcrc: false,
  tsconfigFile: false,
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
})

interface Layer {
  readonly name: string
  readonly include: string[]
  readonly postgres: boolean
  /** For a layer whose single test is long. */
  readonly limitMs?: number
  readonly env?: Record<string, string>
}

const QUEUE_CONTRACT = ['test/queue-contract/**/*.spec.ts']

const LAYERS: readonly Layer[] = [
  { name: 'unit', include: ['src/**/*.spec.ts', 'demo/**/*.spec.ts'], postgres: false },
  { name: 'integration', include: ['test/integration/**/*.spec.ts'], postgres: true },
  { name: 'stories', include: ['test/stories/**/*.spec.ts'], postgres: true },
  { name: 'model', include: ['test/model/**/*.spec.ts'], postgres: true, limitMs: 1_200_000 },
  { name: 'plans', include: ['test/plans/**/*.spec.ts'], postgres: true },
  { name: 'races', include: ['test/races/**/*.spec.ts'], postgres: true },
  { name: 'faults', include: ['test/faults/**/*.spec.ts'], postgres: true },
  { name: 'security', include: ['test/security/**/*.spec.ts'], postgres: true },
  { name: 'audit', include: ['test/audit/**/*.spec.ts'], postgres: true },
  { name: 'vectors', include: ['test/contract/**/*.spec.ts'], postgres: false },
  { name: 'queue-postgres', include: QUEUE_CONTRACT, postgres: true, env: { QUEUE_UNDER_TEST: 'postgres' } },
  { name: 'queue-redis', include: QUEUE_CONTRACT, postgres: true, env: { QUEUE_UNDER_TEST: 'redis' } },
]

const project = ({ name, include, postgres, limitMs = 120_000, env = {} }: Layer): TestProjectInlineConfiguration => ({
  ...sourceResolution,
  plugins: [compiled],
  esbuild: false,
  test: {
    name,
    include,
    env,
    environment: 'node',
    pool: 'forks',
    // Importing the shop takes longer than most files' tests: a worker imports it once. A unit may replace what it imports.
    isolate: !postgres,
    setupFiles: ['test/support/reflect.ts'],
    globalSetup: postgres ? ['test/support/postgres-for-tests.ts'] : [],
    // Limits for what never comes, far beyond what a busy machine needs for what does.
    testTimeout: limitMs,
    hookTimeout: 2 * limitMs,
    expect: { poll: { timeout: 30_000 } },
  },
})

/** One layer: `vitest run --project unit`. The layers on Postgres share one throw-away cluster each run. */
export default defineConfig({ test: { maxWorkers: 2, projects: LAYERS.map(project) } })
