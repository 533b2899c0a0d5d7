import pg from 'pg'
import type { Config } from '../config/config.js'

const INT8 = 20
const NUMERIC = 1700
const TIMESTAMPTZ = 1184
const DATE = 1082

/**
 * Text of an int8 or of a numeric (which is what `sum(bigint)` gives) as a safe integer. Money is
 * integer fen everywhere, so a fraction or a number beyond 2^53 is a bug to hear about, not to round.
 */
export const parseInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${text}`)
  return value
}

const parseInstant = (text: string): number => {
  const parsed: Date | number = pg.types.getTypeParser(TIMESTAMPTZ, 'text')(text) as Date | number
  return typeof parsed === 'number' ? parsed : parsed.getTime()
}

const PARSERS = new Map<number, (text: string) => unknown>([
  [INT8, parseInteger],
  [NUMERIC, parseInteger],
  [TIMESTAMPTZ, parseInstant],
  [DATE, (text) => text],
])

/** Parsers of this pool only: the queue's own pool keeps the driver's defaults. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format ?? 'text')) as pg.CustomTypesConfig['getTypeParser'],
}

/** Put in front of a statement that is upkeep rather than the shop's work, and the counter passes over it. */
export const UNCOUNTED = '/* upkeep */'

const TRANSACTION_WORDS = /^\s*(?:\/\* upkeep \*\/|begin|start transaction|commit|rollback|savepoint|release|set )/i

/** Counts the statements of the application pool where they leave, so that no layer above can hide one. */
export class StatementCounter {
  private counted = 0

  get total(): number {
    return this.counted
  }

  note(text: string): void {
    if (!TRANSACTION_WORDS.test(text)) this.counted += 1
  }
}

type Submitted = string | { text?: string }

const textOf = (submitted: Submitted): string => (typeof submitted === 'string' ? submitted : (submitted.text ?? ''))

/** The pg module with a Client that reports every statement to the counter. */
export const countingDriver = (counter: StatementCounter): typeof pg => {
  class CountingClient extends pg.Client {
    constructor(options?: string | pg.ClientConfig) {
      super(options)
      // A connection that breaks between two statements of a transaction tells nobody else: the next statement
      // fails by itself, and without a listener the program would end.
      this.on('error', () => undefined)
      const send = this.query.bind(this) as (...args: unknown[]) => unknown
      const counting = (...args: unknown[]): unknown => {
        counter.note(textOf(args[0] as Submitted))
        return send(...args)
      }
      this.query = counting as typeof this.query
    }
  }
  class CountingPool extends pg.Pool {
    constructor(options?: pg.PoolConfig) {
      super({ ...options, Client: CountingClient } as pg.PoolConfig)
    }
  }
  return { ...pg, Client: CountingClient, Pool: CountingPool } as typeof pg
}

/** Limits of every session: nothing waits without an end. */
export const poolOptions = (config: Config): pg.PoolConfig => ({
  max: config.database.poolSize,
  connectionTimeoutMillis: config.database.poolWaitMs,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  statement_timeout: config.database.statementTimeoutMs,
  lock_timeout: config.database.lockTimeoutMs,
  idle_in_transaction_session_timeout: config.database.idleInTransactionMs,
  // Compiling a plan takes longer than any statement of ours; a server of the shop's own may have it on.
  options: '-c TimeZone=UTC -c jit=off',
  types,
})
