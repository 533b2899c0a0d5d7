import { Inject, Injectable } from '@nestjs/common'
import { addDays, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import type { Sql, Tx } from '../../infra/database/sql.js'

const SCOPE = 'operator.known'
const KNOWN_DAYS = 30

/**
 * Networks a name signed in from not long ago. Kept beside the limits they matter to, as a keyed digest of name and
 * network, and forgotten with them when their time is over.
 */
@Injectable()
export class KnownNetworks {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
  ) {}

  async knows(reader: Sql, username: string, network: string): Promise<boolean> {
    const found = await reader.maybe(
      'select 1 from allowances where scope = $1 and subject = $2 and window_ends_at > $3',
      [SCOPE, this.digest(username, network), isoOf(this.clock.now())],
    )
    return found !== undefined
  }

  async remember(tx: Tx, username: string, network: string): Promise<void> {
    await tx.execute(
      `insert into allowances (scope, subject, taken, window_ends_at) values ($1, $2, 1, $3)
       on conflict (scope, subject) do update set window_ends_at = excluded.window_ends_at`,
      [SCOPE, this.digest(username, network), isoOf(addDays(this.clock.now(), KNOWN_DAYS))],
    )
  }

  private digest(username: string, network: string): Buffer {
    return this.pii.blindIndex(`allowance:${SCOPE}`, subjectOf(username, network))
  }
}

export const subjectOf = (username: string, network: string): string => `${username}\u0000${network}`
