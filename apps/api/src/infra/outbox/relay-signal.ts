import { Injectable } from '@nestjs/common'
import { Database } from '../database/database.js'
import { UNCOUNTED } from '../database/driver.js'

export const RELAY_CHANNEL = 'jishi_outbox'
const QUIET_MS = 25

/**
 * Wakes the relay after a commit. The notification is sent outside the business transaction and at most once
 * in a short while, because NOTIFY inside one would make all commits take turns on a lock. A lost signal
 * costs a second: the relay also looks by itself.
 */
@Injectable()
export class RelaySignal {
  private readonly listeners = new Set<() => void>()
  private pending: NodeJS.Timeout | undefined

  constructor(private readonly database: Database) {}

  /** A relay in the same process hears at once and spares the round trip. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  raise(): void {
    if (this.listeners.size > 0) {
      for (const listener of this.listeners) listener()
      return
    }
    this.pending ??= setTimeout(() => {
      this.pending = undefined
      this.database.execute(`${UNCOUNTED} select pg_notify('${RELAY_CHANNEL}', '')`).catch(() => undefined)
    }, QUIET_MS).unref()
  }
}
