import type { Database } from '../../infra/database/database.js'
import type { Idempotency, IdempotentCall } from '../../infra/idempotency/idempotency.js'

class NotYet extends Error {}

/**
 * Whether this call has done its work already. A code of a platform works once, so a call that is repeated because its
 * answer was lost must not bring its code there again; while the first is at its writing, this waits for it.
 */
const doneBefore = async (database: Database, idempotency: Idempotency, call: IdempotentCall): Promise<boolean> => {
  try {
    await database.transaction((tx) => idempotency.run(tx, call, 'member', () => Promise.reject(new NotYet())))
    return true
  } catch (error) {
    // The key's row went back with the rest: nothing was claimed by looking.
    if (error instanceof NotYet) return false
    throw error
  }
}

/**
 * A proof for a call that has not done its work yet; undefined for one that has. Two copies of one call at once bring the
 * same code to the platform, and the second is refused there: by then the first may have done what both were to do.
 */
export const provenUnlessDone = async <Proof>(
  database: Database,
  idempotency: Idempotency,
  call: IdempotentCall,
  prove: () => Promise<Proof>,
): Promise<Proof | undefined> => {
  if (await doneBefore(database, idempotency, call)) return undefined
  try {
    return await prove()
  } catch (refusal) {
    if (await doneBefore(database, idempotency, call)) return undefined
    throw refusal
  }
}
