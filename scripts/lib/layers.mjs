import { join } from 'node:path'
import { root } from './tree.mjs'

/**
 * The layers of `npm test`, cheapest first, as data. A step is a check (passed or failed counts as one), a build of what
 * is stale (counts as one) or a run of vitest (each test counts). `cwd` is relative to the root of the repository.
 *
 * @typedef {{ title: string, kind: 'check' | 'vitest', program: string, args: string[], cwd: string, limitMs: number }} Run
 * @typedef {{ title: string, kind: 'build', names: string[] }} Build
 */

const minute = 60_000
const inRoot = (path) => join(root, path)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

const node = (title, script, args = [], limitMs = 5 * minute) => ({
  title,
  kind: 'check',
  program: process.execPath,
  args: [inRoot(script), ...args],
  cwd: '.',
  limitMs,
})
const npmRun = (title, cwd, script, limitMs = 10 * minute) => ({
  title,
  kind: 'check',
  program: npm,
  args: ['run', '--silent', script],
  cwd,
  limitMs,
})
const built = (title, names) => ({ title: `build of ${title}`, kind: 'build', names })
const typed = (project) => node(`types of ${project}`, 'node_modules/typescript/bin/tsc', ['-p', project])
// The storefront compiles our sources with its own, older TypeScript and without Node's types.
const typedForStorefront = (project) =>
  node(`types of ${project} in the storefront`, 'apps/storefront/node_modules/typescript/bin/tsc', [
    '-p',
    `${project}/tsconfig.bundler.json`,
  ])
// Only what hangs is ended: a machine may be three times slower than the next, and a whole run has a limit of its own.
const tested = (title, cwd, args = [], limitMs = 30 * minute, home = '.') => ({
  title,
  kind: 'vitest',
  program: inRoot(join(home, 'node_modules/vitest/vitest.mjs')),
  args,
  cwd,
  limitMs,
})
const onPostgres = (project) => tested(`${project} of the api`, 'apps/api', ['--project', project])

/** @type {Record<string, (Run | Build)[]>} */
export const layers = {
  types: [
    typed('libs/kernel'),
    typed('libs/contracts'),
    typedForStorefront('libs/kernel'),
    typedForStorefront('libs/contracts'),
    typed('apps/api'),
    typed('apps/simulator'),
    typed('scripts'),
    typed('journeys'),
    npmRun('types of the storefront, once per platform', 'apps/storefront', 'types'),
    npmRun('types of the admin', 'apps/admin', 'types'),
  ],
  lint: [
    node('oxlint', 'node_modules/oxlint/bin/oxlint', ['--quiet']),
    node('eslint', 'node_modules/eslint/bin/eslint.js', ['.', '--max-warnings=0']),
    node('prettier', 'node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
    node('knip', 'node_modules/knip/bin/knip.js', ['--no-config-hints']),
    node('text', 'scripts/check-text.mjs'),
  ],
  architecture: [node('import graph', 'scripts/check-architecture.mjs'), tested('the rules themselves', 'scripts')],
  unit: [
    tested('units of the kernel', 'libs/kernel'),
    tested('units of the contracts', 'libs/contracts'),
    onPostgres('unit'),
    tested('the simulator', 'apps/simulator'),
  ],
  integration: [onPostgres('integration'), onPostgres('audit')],
  stories: [onPostgres('stories'), onPostgres('model')],
  races: [onPostgres('races')],
  faults: [onPostgres('faults')],
  security: [onPostgres('security')],
  contract: [onPostgres('queue-postgres'), onPostgres('queue-redis'), onPostgres('vectors')],
  storefront: [tested('units of the storefront', 'apps/storefront', [], 30 * minute, 'apps/storefront')],
  admin: [tested('units of the admin', 'apps/admin')],
  builds: [
    built('storefront for H5', ['storefront-h5']),
    npmRun('storefront for the WeChat mini program', 'apps/storefront', 'build:mp-weixin'),
    npmRun('storefront for the Alipay mini program', 'apps/storefront', 'build:mp-alipay'),
    npmRun('budgets and contents of the packages', 'apps/storefront', 'check'),
    built('admin', ['admin']),
  ],
  // On what the layer before has built.
  'mini-programs': [tested('both compiled mini programs', 'journeys', ['mini-program'])],
  // A first start with the whole demo shop is part of the journey, so its limit is that of a slow machine.
  journeys: [tested('a person in a browser', 'journeys', ['--exclude', 'mini-program*.spec.ts'], 60 * minute)],
}

/** What the layers stand on: Node reads our packages from dist, also in the programs that tests start. */
export const foundations = [built('what Node runs from dist', ['kernel', 'contracts', 'simulator', 'api'])]
