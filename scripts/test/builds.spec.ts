import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildStale, builds, isStale } from '../lib/builds.mjs'

// Builds copy their one source to their output, or fail when it says so.
const program = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
const text = readFileSync('src/main.txt', 'utf8')
if (text.includes('broken')) { console.error('it is broken'); process.exit(3) }
mkdirSync('dist', { recursive: true })
writeFileSync('dist/main.txt', text)
`

const build = {
  name: 'probe',
  title: 'probe',
  directory: 'apps/probe',
  inputs: ['src'],
  output: 'dist',
  arguments: ['build.mjs'],
  after: [],
  stage: 1,
}

let root: string
const said: string[] = []
const options = { say: (words: string) => void said.push(words), table: [build] }
const file = (path: string) => join(root, 'apps/probe', path)
const write = (path: string, text: string) => writeFileSync(file(path), text)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jishi-builds-'))
  mkdirSync(file('src'), { recursive: true })
  write('build.mjs', program)
  write('src/main.txt', 'one')
  said.length = 0
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('building what is stale', () => {
  it('builds once and then finds nothing to do', async () => {
    expect(await buildStale(root, options)).toEqual(['probe'])
    expect(readFileSync(file('dist/main.txt'), 'utf8')).toBe('one')
    expect(await buildStale(root, options)).toEqual([])
    expect(said.at(-1)).toMatch(/^built probe in \d+ s$/)
  })

  it('builds again when a source has other contents, and not when it was only touched', async () => {
    await buildStale(root, options)
    utimesSync(file('src/main.txt'), new Date(), new Date())
    expect(isStale(root, build)).toBe(false)
    write('src/main.txt', 'two')
    expect(isStale(root, build)).toBe(true)
    await buildStale(root, options)
    expect(readFileSync(file('dist/main.txt'), 'utf8')).toBe('two')
  })

  it('builds again when its output is gone, and passes over specs', async () => {
    await buildStale(root, options)
    write('src/main.spec.ts', 'a new spec')
    expect(isStale(root, build)).toBe(false)
    rmSync(file('dist'), { recursive: true })
    expect(isStale(root, build)).toBe(true)
  })

  it('tells why a build failed and never takes what is left of it for whole', async () => {
    await buildStale(root, options)
    write('src/main.txt', 'broken')
    await expect(buildStale(root, options)).rejects.toThrow(/building probe failed \(3\):\nit is broken/)
    expect(existsSync(file('dist'))).toBe(false)
    write('src/main.txt', 'one')
    expect(isStale(root, build)).toBe(true)
  })
})

describe('the table of builds', () => {
  it('names only builds that exist, earlier in the order', () => {
    for (const [index, { after, stage }] of builds.entries()) {
      const earlier = builds.slice(0, index).filter((other) => other.stage < stage)
      for (const name of after) expect(earlier.map((other) => other.name)).toContain(name)
    }
  })
})
