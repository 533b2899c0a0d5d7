import type { Tx } from '../../infra/database/sql.js'

/**
 * Whoever is about to decide whose a phone or a platform's account is waits here until nobody else is deciding the same.
 * A unique index alone would fail the second one instead of letting it see what the first one did. The order is the
 * same for everybody, so two who want the same two things never wait for each other.
 */
export const takeTurns = async (tx: Tx, names: readonly Buffer[]): Promise<void> => {
  const numbers = [...new Set(names.map((name) => name.readBigInt64BE(0)))].sort((a, b) => (a < b ? -1 : 1))
  // One statement each: a set of locks taken in one could be taken in any order.
  for (const number of numbers) await tx.rows('select pg_advisory_xact_lock($1::bigint)', [String(number)])
}
