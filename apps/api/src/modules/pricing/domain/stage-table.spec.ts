import { readFileSync } from 'node:fs'
import { PRICE_STAGES } from '@jishi/contracts/pricing/pricing.terms'
import { describe, expect, it } from 'vitest'
import { STAGE_TABLE, stageMarkdown } from './stage-table.js'

const GUIDE = new URL('../../../../../../docs/guide/price-rules.md', import.meta.url)

describe('the table of stages', () => {
  it('names every stage once, in the order in which they run', () => {
    expect(STAGE_TABLE.map(({ stage }) => stage)).toEqual([...PRICE_STAGES])
  })

  it('stands in the operators’ guide as it is in the code', () => {
    const text = readFileSync(GUIDE, 'utf8')
    const [, embedded] = /<!-- stages -->\n\n?([\s\S]*?)\n?<!-- \/stages -->/.exec(text) ?? []
    const plain = (table: string): string[][] =>
      table
        .trim()
        .split('\n')
        .filter((row) => !/^[|\s-]+$/.test(row))
        .map((row) => row.split('|').map((cell) => cell.trim()))
    expect(plain(embedded ?? '')).toEqual(plain(stageMarkdown()))
  })
})
