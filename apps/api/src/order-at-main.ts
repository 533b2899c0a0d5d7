import 'reflect-metadata'
import { parseArgs } from 'node:util'
import type { OrderAtView } from '@jishi/contracts/insight/order-at.schema'
import { instantOf, shopTimeText, systemClock, type Instant } from '@jishi/kernel/time'
import { loadConfig } from './infra/config/config.js'
import { Database } from './infra/database/database.js'
import { withDatabase } from './infra/postgres/with-database.js'
import { orderAtOf } from './modules/insight/index.js'

const USAGE = `usage: npm run order:at -- <order number> [--at <ISO time>] [--diff <ISO time>] [--json]
How the order was at that moment (now if left out), and what was otherwise at the other one. Times carry their zone.`

class Refusal extends Error {}

const momentOf = (text: string): Instant => {
  try {
    return instantOf(text)
  } catch {
    throw new Refusal(`${text} is not a time with its zone, such as 2026-11-29T20:00:00+08:00`)
  }
}

const argumentsOf = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { at: { type: 'string' }, diff: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const [orderNo, ...more] = positionals
  if (orderNo === undefined || more.length > 0) throw new Refusal(USAGE)
  return {
    orderNo,
    json: values.json,
    at: values.at === undefined ? systemClock.now() : momentOf(values.at),
    than: values.diff === undefined ? undefined : momentOf(values.diff),
  }
}

const timeText = (iso: string): string => shopTimeText(instantOf(iso), 'second')

/** As people read it: what stood, what happened when, and what is otherwise. */
const textOf = (view: OrderAtView): string =>
  [
    `${view.orderNo} @ ${timeText(view.at)}${view.kindRef === null ? '' : ` · ${view.kind} ${view.kindRef}`}`,
    JSON.stringify(view.standing, undefined, 2),
    ...view.moments.map(({ at, source, what }) => `${timeText(at)}  ${source}: ${what}`),
    ...(view.difference === null ? [] : [`≠ ${timeText(view.difference.than)}`]),
    ...(view.difference?.changes ?? []).map(
      ({ section, subject, name, before, after }) =>
        `${[section, subject, name].filter((part) => part !== '').join(' · ')}: ${String(before)} → ${String(after)}`,
    ),
  ].join('\n')

const run = async (): Promise<void> => {
  const { orderNo, json, at, than } = argumentsOf()
  const config = loadConfig({ ...process.env, JISHI_MODE: process.env['JISHI_MODE'] ?? 'demo' })
  const view = await withDatabase(async (databaseUrl) => {
    const database = await new Database({ ...config, databaseUrl }).connect()
    try {
      return await database.read((sql) => orderAtOf(sql, { orderNo: orderNo.toUpperCase() }, { at, than }))
    } finally {
      await database.onApplicationShutdown()
    }
  })
  if (view === undefined) throw new Refusal(`there is no order ${orderNo}`)
  console.log(json ? JSON.stringify(view) : textOf(view))
}

run().catch((error: unknown) => {
  console.error(error instanceof Refusal ? error.message : error)
  process.exitCode = 1
})
