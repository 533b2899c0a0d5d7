import { instantOf } from '@jishi/kernel/time'
import { atMostOne, exactlyOne, textOf, type Sql, type SqlText, type SqlValue } from './sql.js'

type Row = Record<string, unknown>

/** A statement that waits for its neighbours, and whoever asked for it. */
interface Waiting {
  readonly text: SqlText
  readonly values: readonly SqlValue[]
  /** How many rows it touched is asked for, not the rows. */
  readonly counted: boolean
  answer(value: unknown): void
  fail(error: unknown): void
}

type Answers<Promises extends readonly unknown[]> = { -readonly [place in keyof Promises]: Awaited<Promises[place]> }

/**
 * Sends what several modules ask or write in the same breath as ONE statement: a journey to the server costs more than the work at
 * its end. `work` starts all of them with the door it is handed; whoever has to wait for another answer first goes with a later
 * statement and is as right as before. Only for statements that do not need each other: all look at one moment, none sees
 * what another writes, and no two of them may change the same row. They are carried out in the order they were started in.
 * Where two have steps of the same name (`inSteps`), as two postings of one transaction do, the second begins a statement of its
 * own, and sees what the first has written.
 *
 * All are waited for, also where one is refused; the first refusal in that order is thrown, an answer of the shop before the bare
 * error of a statement that failed for all of them.
 *
 * `const [address, skus] = await together(sql, (one) => [addressOf(one, …), skuFacts(one, …)])`
 */
export async function together<Door extends Sql, const Promises extends readonly Promise<unknown>[]>(
  door: Door,
  work: (door: Door) => Promises,
): Promise<Answers<Promises>> {
  const trip = (trips.get(door) as Trip<Door> | undefined) ?? new Trip(door)
  const settled = await Promise.allSettled(work(trip.door))
  const refusals = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  if (refusals.length > 0) throw refusals.find((error) => !trip.failures.has(error)) ?? refusals[0]
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as Answers<Promises>
}

/** By the door they hand out: who is part of a trip and gathers again travels along. */
const trips = new WeakMap<Sql, unknown>()

/** Collects statements until whoever started them has nothing more to start, and sends them. */
class Trip<Door extends Sql> {
  readonly failures = new Set<unknown>()
  readonly door: Door
  private waiting: Waiting[] = []
  private sending = false

  constructor(private readonly sent: Door) {
    const rows = <Found extends object>(text: SqlText, values: readonly SqlValue[] = []): Promise<Found[]> =>
      this.wait(text, values, false)
    // Everything else of a transaction, what follows its commit above all, is that of the door itself.
    this.door = Object.assign(Object.create(sent) as Door, {
      rows,
      maybe: async <Found extends object>(text: SqlText, values?: readonly SqlValue[]) =>
        atMostOne(await rows<Found>(text, values), text),
      one: async <Found extends object>(text: SqlText, values?: readonly SqlValue[]) =>
        exactlyOne(await rows<Found>(text, values), text),
      execute: (text: SqlText, values: readonly SqlValue[] = []): Promise<number> => this.wait(text, values, true),
    })
    trips.set(this.door, this)
  }

  private wait<Answer>(text: SqlText, values: readonly SqlValue[], counted: boolean): Promise<Answer> {
    if (this.waiting.length === 0 && !this.sending) queueMicrotask(() => void this.send())
    return new Promise<Answer>((answer, fail) => {
      this.waiting.push({ text, values, counted, answer: (value) => answer(value as Answer), fail })
    })
  }

  private async send(): Promise<void> {
    this.sending = true
    while (this.waiting.length > 0) {
      const leaving = this.waiting.splice(0, compatible(this.waiting))
      try {
        const answers = leaving.length === 1 ? await this.alone(leaving) : await this.asOne(leaving)
        leaving.forEach(({ answer }, place) => answer(answers[place]))
      } catch (error) {
        this.failures.add(error)
        for (const { fail } of leaving) fail(error)
      }
    }
    this.sending = false
  }

  private alone(leaving: readonly Waiting[]): Promise<unknown[]> {
    return Promise.all(
      leaving.map(({ text, values, counted }) =>
        counted ? this.sent.execute(text, values) : this.sent.rows(text, values),
      ),
    )
  }

  private async asOne(leaving: readonly Waiting[]): Promise<unknown[]> {
    const { text, values } = joined(leaving)
    const answers = await this.sent.one<Record<string, unknown>>(text, values)
    return leaving.map(({ counted }, place) => {
      const answer = answers[`answer_${place}`]
      return counted ? answer : (answer as Row[]).map(revived)
    })
  }
}

const WRITES = /^\s*(?:insert|update|delete)\b/i
const RETURNS = /\breturning\b/i
/** Every `name as (`: what it takes for a step and is none costs a statement more, never a wrong one. */
const STEP = /\b(\w+)\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/gi

/** The steps of a statement and what stands behind them. */
interface Halves {
  readonly first: string | undefined
  readonly last: string
}

/** What is found out about a statement once, and how it reads behind so many values of others. */
interface Part extends Halves {
  readonly names: readonly string[]
  readonly writes: boolean
  readonly returns: boolean
  readonly renumbered: Map<number, Halves>
}

/** Statements are constants of the program, but for a list's filters: so many are remembered, and then all are forgotten. */
const MOST_PARTS = 2_000
const parts = new Map<string, Part>()

const partOf = (statement: SqlText): Part => {
  const { first, last } = stepsOf(statement)
  const known = parts.get(last)
  if (known !== undefined && known.first === first) return known
  if (parts.size >= MOST_PARTS) parts.clear()
  const found: Part = {
    ...{ first, last, writes: WRITES.test(last), returns: RETURNS.test(last), renumbered: new Map() },
    names: [...(first ?? '').matchAll(STEP)].map(([, name = '']) => name.toLowerCase()),
  }
  parts.set(last, found)
  return found
}

const stepsOf = (text: SqlText): Halves =>
  typeof text === 'object' && 'steps' in text
    ? { first: text.steps, last: text.last }
    : { first: undefined, last: textOf(text) }

/** The part as it reads behind so many values of others. */
const behind = (part: Part, by: number): Halves => {
  const known = part.renumbered.get(by)
  if (known !== undefined) return known
  const shifted = (text: string): string =>
    by === 0 ? text : text.replace(/\$(\d+)/g, (_whole, number: string) => `$${Number(number) + by}`)
  const renumbered = { first: part.first === undefined ? undefined : shifted(part.first), last: shifted(part.last) }
  part.renumbered.set(by, renumbered)
  return renumbered
}

/** One statement of many: their steps in front, each write a step of its own, and a column with the answer of each. */
function joined(leaving: readonly Waiting[]): { text: string; values: SqlValue[] } {
  const steps: string[] = []
  const columns: string[] = []
  const values: SqlValue[] = []
  leaving.forEach((one, place) => {
    const part = partOf(one.text)
    const { first, last } = behind(part, values.length)
    if (first !== undefined) steps.push(first)
    const name = `written_${place}`
    if (part.writes) steps.push(`${name} as (${part.returns ? last : `${last} returning 1 as one`})`)
    const from = part.writes ? `${name} as found` : `(${last}) as found`
    const answer = one.counted ? 'count(*)' : `coalesce(json_agg(found), '[]')`
    columns.push(`(select ${answer} from ${from}) as answer_${place}`)
    values.push(...one.values)
  })
  const front = steps.length === 0 ? '' : `with ${steps.join(',\n')}\n`
  return { text: `${front}select ${columns.join(',\n  ')}`, values }
}

/** How many from the first on can be one statement: no two steps of it may go by one name. */
const compatible = (waiting: readonly Waiting[]): number => {
  const taken = new Set<string>()
  for (const [place, { text }] of waiting.entries()) {
    const { names } = partOf(text)
    if (names.some((name) => taken.has(name))) return place
    for (const name of names) taken.add(name)
  }
  return waiting.length
}

/** On its way as JSON a time is text: as everywhere, the columns that are instants are those called `…At`. */
const revived = (row: Row): Row => {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'string' && name.endsWith('At')) row[name] = instantOf(value)
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new RangeError(`${name} is not a safe integer: ${String(value)}`)
  }
  return row
}
