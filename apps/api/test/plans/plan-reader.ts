import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { expect } from 'vitest'
import type { TestApp } from '../support/test-app.js'

export const MOST_STATEMENTS = 3
/** The worker goes on living while a page is asked. */
const HEARTBEAT = 'into worker_heartbeats'

interface Sent {
  readonly text: string
  readonly values: unknown[]
}
interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: Node[]
}
/** The most rows any part of the plan looked at, kept or not. */
const mostRowsOf = (node: Node): number =>
  Math.max(
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
      node['Actual Loops'],
    ...(node.Plans ?? []).map(mostRowsOf),
  )

const isHeld = (title: string, sent: number, seen: number, most: number, plan: string): void => {
  expect(sent, title).toBeGreaterThan(0)
  expect(sent, title).toBeLessThanOrEqual(MOST_STATEMENTS)
  expect(seen, `${title}\n${plan}`).toBeLessThanOrEqual(most)
}

/** Has the database explain what the shop itself sends, as it was sent. */
export class PlanReader {
  private readonly plans: { title: string; text: string }[] = []

  constructor(
    private readonly shop: TestApp,
    private readonly client: pg.Client,
  ) {}

  /** What the shop sends while this is asked, but for what it remembers: the same is asked once before. */
  async sentBy(ask: () => Promise<unknown>): Promise<Sent[]> {
    await ask()
    const sent: Sent[] = []
    const { pool } = this.shop.database
    const query = pool.query.bind(pool)
    pool.query = (statement, values) => {
      const text = typeof statement === 'string' ? statement : statement.text
      if (!text.includes(HEARTBEAT)) sent.push({ text, values: [...values] })
      return query(statement, values)
    }
    try {
      await ask()
    } finally {
      pool.query = query
    }
    return sent
  }

  async explained({ text, values }: Sent): Promise<{ most: number; text: string }> {
    const options = 'analyze, costs off, timing off, buffers on'
    const { rows: told } = await this.client.query<{ 'QUERY PLAN': string }>(`explain (${options}) ${text}`, values)
    const { rows } = await this.client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (${options}, format json) ${text}`,
      values,
    )
    const [plan] = rows[0]?.['QUERY PLAN'] ?? []
    const lines = told.map((row) => row['QUERY PLAN'].replace(/\s+Memory: .*|Heap Blocks:.*/g, '').slice(0, 160))
    return { most: plan === undefined ? Infinity : mostRowsOf(plan.Plan), text: lines.join('\n') }
  }

  async held(title: string, ask: () => Promise<unknown>, most: number): Promise<void> {
    const sent = await this.sentBy(ask)
    let worst = { most: 0, text: '' }
    for (const one of sent) {
      const plan = await this.explained(one)
      if (plan.most >= worst.most) worst = plan
      this.plans.push({ title, text: plan.text })
    }
    process.stdout.write(`${title}: ${sent.length} statements, at most ${worst.most} rows\n`)
    isHeld(title, sent.length, worst.most, most, worst.text)
  }

  /** Into a file of `docs`, where PLANS_DOC is set. */
  writeDoc(name: string, head: string): void {
    if (process.env['PLANS_DOC'] === undefined) return
    const parts = this.plans.map(({ title, text }) => `## ${title}\n\n\`\`\`text\n${text}\n\`\`\``)
    writeFileSync(join(import.meta.dirname, '../../../../docs', name), `${head}\n${parts.join('\n\n')}\n`)
  }
}
