import { BULKHEADS, Bulkhead, type Bulkheads } from '../../src/infra/limits/bulkhead.js'

/**
 * Waits long enough for a machine that is busy with other things: a story is about who wins, not about how soon.
 * How soon is what the bench measures, with the limits of a real shop.
 */
export const SLOW_MACHINE: Readonly<Record<string, string>> = {
  DATABASE_POOL_WAIT_MS: '30000',
  DATABASE_LOCK_TIMEOUT_MS: '30000',
  DATABASE_STATEMENT_TIMEOUT_MS: '40000',
  DATABASE_IDLE_IN_TRANSACTION_MS: '40000',
}

const MOST_MS = 60_000

/** The same for a request that waits for its turn: here nobody is turned away because the machine was busy. */
export const admitPatiently = (bulkheads: Bulkheads): void => {
  const loads = [...bulkheads.entries()].map(([load]) => load)
  const patient = new Map(loads.map((load) => [load, new Bulkhead({ ...BULKHEADS[load], waitMs: MOST_MS })]))
  bulkheads.of = (load) => patient.get(load) as Bulkhead
}
