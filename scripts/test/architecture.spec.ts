import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { areas, cruise } from '../lib/architecture.mjs'
import { planted, soundFiles } from './planted.js'

const root = resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)
const rules = require('../../.dependency-cruiser.cjs') as {
  forbidden: { name: string }[]
  table: {
    storeys: string[][]
    uses: Record<string, string[]>
    unsoundEdges(storeys: string[][], uses: Record<string, string[]>): string[]
  }
}

interface Violation {
  readonly rule: { readonly name: string }
  readonly from: string
}

let tree = ''
let violations: Violation[] = []

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'jishi-architecture-'))
  for (const [file, text] of Object.entries(soundFiles)) plant(file, text)
  for (const { file, text } of planted) plant(file, text)
  mkdirSync(join(tree, 'node_modules/@jishi'), { recursive: true })
  for (const name of ['kernel', 'contracts', 'testing']) {
    symlinkSync(join(tree, 'libs', name), join(tree, 'node_modules/@jishi', name))
  }
  for (const name of ['zod', 'vitest', 'fast-check', 'fastify', 'typeorm']) {
    symlinkSync(join(root, 'node_modules', name), join(tree, 'node_modules', name))
  }
  const results = await Promise.all(areas.map((area) => cruise(area, { cwd: tree, output: 'json' })))
  violations = results.flatMap(
    ({ text }) => (JSON.parse(text) as { summary: { violations: Violation[] } }).summary.violations,
  )
}, 120_000)

afterAll(() => rmSync(tree, { recursive: true, force: true }))

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true })
  writeFileSync(join(tree, file), text)
}

describe('the import graph', () => {
  it.each(planted.map(({ rule, file }) => [rule, file]))('%s is broken by %s and reported', (rule, file) => {
    const reported = violations.filter((violation) => violation.from === file).map((violation) => violation.rule.name)
    expect(reported).toContain(rule)
  })

  it('has no rule that was never seen to fail', () => {
    const proven = new Set(planted.map(({ rule }) => rule))
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([])
  })

  it('leaves sound code alone', () => {
    const sound = violations.filter(({ from }) => from in soundFiles)
    expect(sound.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([])
  })
})

describe('the table of modules', () => {
  const { storeys, uses, unsoundEdges } = rules.table

  it('gives every module a storey and a line', () => {
    expect([...storeys.flat()].sort()).toEqual(Object.keys(uses).sort())
  })

  it('leads down only', () => {
    expect(unsoundEdges(storeys, uses)).toEqual([])
    expect(unsoundEdges([['low'], ['high', 'beside']], { low: ['high'], high: ['beside', 'gone'] })).toEqual([
      'low → high',
      'high → beside',
      'high → gone',
    ])
  })
})
