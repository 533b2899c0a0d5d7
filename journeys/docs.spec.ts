import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { freePort } from '@jishi/testing/free-port'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENVIRONMENT_KEYS } from '../apps/api/src/infra/config/schema.js'
import { Running } from './support/compose.js'
import { root } from './support/shop.js'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const guides = readdirSync(join(root, 'docs/guide')).map((name) => `docs/guide/${name}`)
const pages = ['README.md', 'CONTRIBUTING.md', ...guides]
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts
const { layers } = (await import(pathToFileURL(join(root, 'scripts/lib/layers.mjs')).href)) as {
  layers: Record<string, unknown>
}

/** Everything a reader could paste into a shell: fenced shell blocks, and commands in backquotes. */
const commandsOf = (page: string): string[] => {
  const text = read(page)
  const fenced = [...text.matchAll(/```(?:bash|sh)\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n'))
  const quoted = [...text.matchAll(/`((?:npm|node|npx|docker|VITE_)[^`]*)`/g)].map(([, command = '']) => command)
  return [...fenced, ...quoted]
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

const FIRST_START_MS = 480_000

const all = pages.flatMap((page) => commandsOf(page).map((command) => ({ page, command })))

describe('what the pages tell a reader to type', () => {
  it('is found at all', () => {
    expect(all.length).toBeGreaterThan(25)
  })

  it('names npm scripts that exist', () => {
    const named = all.flatMap(({ page, command }) =>
      [...command.matchAll(/npm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)].map(([, script, own]) => ({
        page,
        script: script ?? own ?? '',
      })),
    )
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([])
  })

  it('names layers that exist', () => {
    const named = all.flatMap(({ page, command }) => {
      const [, list = ''] = /npm test -- ((?:[a-z-]+ ?)+)/.exec(command) ?? []
      return list
        .split(' ')
        .filter((layer) => layer !== '' && !layer.startsWith('--'))
        .map((layer) => ({ page, layer }))
    })
    expect(named.length).toBeGreaterThan(2)
    expect(named.filter(({ layer }) => layers[layer] === undefined)).toEqual([])
  })

  it('names files that exist, or that building makes', () => {
    const named = all.flatMap(({ page, command }) =>
      [...command.matchAll(/(?:^|[ (])((?:apps|libs|scripts|docs|docker|test|node_modules)\/[\w./-]+\.\w+)/g)].map(
        ([, file = '']) => ({ page, file }),
      ),
    )
    const there = (file: string): boolean =>
      existsSync(join(root, file)) || existsSync(join(root, 'apps/api', file)) || /\/node_modules\//.test(file)
    expect(named.filter(({ file }) => !there(file))).toEqual([])
  })

  it('names settings that exist', () => {
    const known = new Set<string>([
      ...ENVIRONMENT_KEYS,
      'POSTGRES_PASSWORD',
      'REDIS_PASSWORD',
      'VITE_API_BASE',
      'NODE_ENV',
    ])
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].map(([, key = '']) => ({ page, key })),
    )
    const foreign = named.filter(({ key }) => !known.has(key) && !/^(?:CHROMIUM_PATH|JOURNEY_|MODEL_)/.test(key))
    expect(foreign).toEqual([])
  })

  it('links to pages and pictures that exist', () => {
    const broken = pages.flatMap((page) =>
      [
        ...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g),
        ...read(page).matchAll(/(?:src|href)="(?!https?:|#)([^"#]+)"/g),
      ]
        .map(([, target = '']) => relative(root, join(root, dirname(page), target)))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => ({ page, target })),
    )
    expect(broken).toEqual([])
  })
})

/** Runs a command of the pages to its end on a data directory of its own. */
const toTheEnd = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; stdout: string; all: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let everything = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8')
      everything += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => (everything += chunk.toString('utf8')))
    child.once('close', (code) => resolve({ code, stdout, all: everything }))
  })

// npm start and the audit of a living shop are run by the journeys, npm test by whoever reads this.
describe('the commands themselves', () => {
  let directory = ''
  let env: NodeJS.ProcessEnv = {}

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'jishi-docs-'))
    const { JISHI_MODE: _mode, ...rest } = process.env
    env = {
      ...rest,
      DATABASE_URL: '',
      REDIS_URL: '',
      DATA_DIR: directory,
      PORT: String(await freePort()),
      SIMULATOR_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    }
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it('npm run audit says by exit code 2 that there is no shop to look at', async () => {
    const { code } = await toTheEnd(['run', '--silent', 'audit'], env)
    expect(code).toBe(2)
  })

  it(
    'npm run build:all builds everything and prints what it weighs',
    async () => {
      const { code, stdout } = await toTheEnd(['run', '--silent', 'build:all'], env)
      expect(code).toBe(0)
      for (const what of ['H5', 'WeChat: main', 'Alipay: main', 'admin', 'API']) expect(stdout).toContain(what)
    },
    FIRST_START_MS,
  )

  it(
    'npm run bench prints lines of JSON and nothing else',
    async () => {
      const { code, stdout } = await toTheEnd(['run', '--silent', 'bench', '--', '--quick', '--only', 'S9'], env)
      expect(code).toBe(0)
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; audit: number })
      expect(lines.map(({ id }) => id)).toContain('S9.ready')
      for (const { audit } of lines) expect(audit).toBe(0)
    },
    FIRST_START_MS,
  )

  it(
    'npm run dev opens the API and both development servers, which pass calls on to it',
    async () => {
      const dev = await Running.start(
        ['node', 'scripts/dev.mjs'],
        { ...env, NO_COLOR: '1' },
        /^ready http/m,
        FIRST_START_MS,
      )
      try {
        const servers = [...dev.output.matchAll(/Local:\s+(http:\/\/[\w.]+:\d+)/g)].map(([, url = '']) => url)
        expect(servers.length, dev.output).toBe(2)
        for (const server of new Set(servers)) {
          const answer = await fetch(`${server.replace('localhost', '127.0.0.1')}/api/shop/home`)
          expect(answer.status, server).toBe(200)
          expect(((await answer.json()) as { shop: { name: string } }).shop.name).not.toBe('')
        }
      } finally {
        expect(await dev.end('SIGINT')).toBe(0)
      }
    },
    FIRST_START_MS + 60_000,
  )
})
