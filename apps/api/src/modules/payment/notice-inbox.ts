import { Inject, Injectable } from '@nestjs/common'
import type { RawNotice } from '@jishi/contracts/payment/finance.schema'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { NOTICE_PORTS, type GenuineNotice, type NoticePort, type NoticePorts } from './payment-notice.js'

const FIELD = 'payment_notices.raw'

export interface ToldNotice {
  readonly id: string
  readonly effect: string
  readonly receivedAt: string
}

/** Genuine notices as they came: one row for each, whatever its repetitions; what was sent is sealed. */
@Injectable()
export class NoticeInbox {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    @Inject(NOTICE_PORTS) private readonly ports: NoticePorts,
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
  async of(sql: Sql, kind: GenuineNotice['kind'], number: string, most = 50): Promise<ToldNotice[]> {
    const rows = await sql.rows<{ id: string; effect: string; receivedAt: Instant }>(
      `select id, effect, received_at as "receivedAt" from payment_notices
        where number = $2 and kind = $1 order by received_at desc, id desc limit $3`,
      [kind, number, most],
    )
    return rows.map((row) => ({ ...row, receivedAt: isoOf(row.receivedAt) }))
  }

  /** The bytes that came. Whoever asks for them has left a row in the audit log first. */
  rawOf(sealed: Buffer): string {
    return this.pii.open(FIELD, sealed.toString('utf8'))
  }

  /** The same with what a channel had sealed inside of it. */
  contentOf(channel: NoticePort['code'], sealed: Buffer): RawNotice {
    const raw = this.rawOf(sealed)
    return { raw, opened: this.ports.get(channel)?.contentOf?.(Buffer.from(raw, 'utf8')) ?? null }
  }
}
