import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './shop.js'
import type { Result } from './scoreboard.js'

const HEAD = '| container | journey | passed |\n| --- | --- | --- |'
const folder = join(root, 'test-results', 'platforms')
/** What is joined: each is written by a spec of its own. */
const parts = ['h5.md', 'mini-programs.md'] as const

/** One line per container and journey, in the order they were first named. */
export class PlatformResults {
  private readonly lines = new Map<string, Result>()

  /** Notes how it went and lets a failure pass on. */
  async note(container: string, journey: string, run: () => Promise<void>): Promise<void> {
    const key = `| ${container} | ${journey} |`
    this.lines.set(key, 'failed')
    await run()
    this.lines.set(key, 'passed')
  }

  get table(): string {
    const rows = [...this.lines].map(([key, result]) => `${key} ${result === 'passed' ? 'yes' : 'no'} |`)
    return [HEAD, ...rows].join('\n')
  }
}

/** Keeps one part, and the whole beside it once every part is there. */
export const keepResults = (part: (typeof parts)[number], table: string): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, part), `${table}\n`)
  const there = new Set(readdirSync(folder))
  if (!parts.every((name) => there.has(name))) return
  const rows = parts.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').slice(2))
  writeFileSync(join(root, 'test-results', 'platforms.md'), `${[HEAD, ...rows].join('\n')}\n`)
}
