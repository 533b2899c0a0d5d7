import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import type { GenuineNotice } from './payment-notice.js'

const FIELD = 'payment_notices.raw'

export interface RawNotice {
  readonly id: string
  readonly effect: string
  readonly receivedAt: string
  readonly raw: string
}

/** Genuine notices as they came: one row for each, whatever its repetitions; what was sent is sealed. */
@Injectable()
export class NoticeInbox {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async knows(from: string, key: string): Promise<boolean> {
    const row = await this.database.maybe(
      `select 1 as known from payment_notices where channel = $1 and event_key = $2`,
      [from, key],
    )
    return row !== undefined
  }

  async record(tx: Tx, from: string, notice: GenuineNotice, raw: Buffer, effect: string): Promise<void> {
    await tx.execute(
      `insert into payment_notices (id, channel, event_key, kind, number, raw, verified, effect, received_at)
       values ($1, $2, $3, $4, $5, $6, true, $7, $8) on conflict (channel, event_key) do nothing`,
      [
        newId(this.clock),
        from,
        notice.key,
        notice.kind,
        notice.number,
        Buffer.from(this.pii.seal(FIELD, raw.toString('utf8'))),
        effect,
        isoOf(this.clock.now()),
      ],
    )
  }

  /** What was told of a number, newest first. */
  async of(sql: Sql, kind: GenuineNotice['kind'], number: string, most = 50): Promise<RawNotice[]> {
    const rows = await sql.rows<{ id: string; effect: string; receivedAt: Parameters<typeof isoOf>[0]; raw: Buffer }>(
      `select id, effect, received_at as "receivedAt", raw from payment_notices
        where number = $2 and kind = $1 order by received_at desc, id desc limit $3`,
      [kind, number, most],
    )
    return rows.map(({ receivedAt, raw, ...row }) => ({
      ...row,
      receivedAt: isoOf(receivedAt),
      raw: this.pii.open(FIELD, raw.toString('utf8')),
    }))
  }
}
