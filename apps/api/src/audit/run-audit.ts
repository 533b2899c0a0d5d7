import pg from 'pg'
import { isNotYet, type Invariant, type Rule } from './invariant.js'
import { billRules } from './invariants/bills.js'
import { catalogRules } from './invariants/catalog.js'
import { couponRules } from './invariants/coupons.js'
import { exchangeRules } from './invariants/exchanges.js'
import { invoiceRules } from './invariants/invoices.js'
import { laterRules } from './invariants/later.js'
import { ledgerRules } from './invariants/ledger.js'
import { offerRules } from './invariants/offers.js'
import { orderRules } from './invariants/order.js'
import { paymentRules } from './invariants/payment.js'
import { payGiftRules } from './invariants/pay-gifts.js'
import { payoutRules } from './invariants/payouts.js'
import { peopleRules } from './invariants/people.js'
import { plumbingRules } from './invariants/plumbing.js'
import { priceRules } from './invariants/price.js'
import { reviewRules } from './invariants/reviews.js'
import { seckillRules } from './invariants/seckill.js'
import { serviceRules } from './invariants/service.js'
import { storedRules } from './invariants/stored.js'
import { stockRules } from './invariants/stock.js'

export const RULES: readonly Rule[] = [
  ...stockRules,
  ...seckillRules,
  ...priceRules,
  ...catalogRules,
  ...paymentRules,
  ...billRules,
  ...payoutRules,
  ...peopleRules,
  ...orderRules,
  ...exchangeRules,
  ...invoiceRules,
  ...offerRules,
  ...ledgerRules,
  ...storedRules,
  ...couponRules,
  ...payGiftRules,
  ...reviewRules,
  ...serviceRules,
  ...laterRules,
  ...plumbingRules,
]

/** How many violating rows are shown; all are counted. */
const SHOWN = 20

export type Finding =
  | { readonly id: string; readonly title: string; readonly status: 'ok' }
  | { readonly id: string; readonly title: string; readonly status: 'n/a'; readonly why: string }
  | {
      readonly id: string
      readonly title: string
      readonly status: 'fail'
      readonly count: number
      readonly rows: readonly object[]
    }

export interface AuditOptions {
  /** ISO time to measure liveness at; the present if absent. Never later than the last heartbeat of a worker. */
  readonly at?: string
}

/**
 * Checks every rule in one read-only snapshot of the database at this address. A shop that stands still is not a broken
 * shop: what must have happened by now is measured at the last heartbeat of a worker.
 */
export const runAudit = async (databaseUrl: string, options: AuditOptions = {}): Promise<Finding[]> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'jishi-audit' })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const until = await measuredAt(client, options.at)
    const findings: Finding[] = []
    for (const rule of RULES) findings.push(isNotYet(rule) ? notYet(rule) : await check(client, rule, until))
    return findings
  } finally {
    await client.query('rollback').catch(() => undefined)
    await client.end()
  }
}

const notYet = ({ id, title, why }: { id: string; title: string; why: string }): Finding => ({
  id,
  title,
  status: 'n/a',
  why,
})

const measuredAt = async (client: pg.Client, at: string | undefined): Promise<string> => {
  const { rows } = await client.query<{ until: string }>(
    // Without any heartbeat no worker has ever run, and nothing can be late; `least` alone would skip the missing one.
    `select least(coalesce($1::timestamptz, now()), coalesce((select max(beat_at) from worker_heartbeats), '-infinity'))::text as until`,
    [at ?? null],
  )
  return rows[0]?.until ?? '-infinity'
}

const check = async (client: pg.Client, rule: Invariant, until: string): Promise<Finding> => {
  const { rows } = await client.query<object>(rule.sql, rule.live === true ? [until] : [])
  const { id, title } = rule
  if (rows.length === 0) return { id, title, status: 'ok' }
  return { id, title, status: 'fail', count: rows.length, rows: rows.slice(0, SHOWN) }
}

/** One line a rule, as operators and scripts read it, and the sums in the last line. */
export const auditText = (findings: readonly Finding[]): string => {
  const lines = findings.flatMap((finding) => {
    if (finding.status === 'ok') return [`${finding.id} ok 0 ${finding.title}`]
    if (finding.status === 'n/a') return [`${finding.id} n/a ${finding.why}`]
    return [
      `${finding.id} FAIL ${finding.count} ${finding.title}`,
      ...finding.rows.map((row) => `  ${JSON.stringify(row)}`),
    ]
  })
  return [...lines, `audit: invariants ${findings.length}, violations ${violationsIn(findings)}`].join('\n')
}

export const violationsIn = (findings: readonly Finding[]): number =>
  findings.reduce((sum, finding) => sum + (finding.status === 'fail' ? finding.count : 0), 0)
