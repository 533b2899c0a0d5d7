import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { isoOf } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { ApplyNotice, type NoticeEffect } from './apply-notice.js'
import { NoticeCounter } from './notice-counter.js'
import { NOTICE_PORTS } from './payment-notice.js'
import type { GenuineNotice, Headers, NoticeKind, NoticePort, NoticePorts } from './payment-notice.js'

/**
 * A notice of a channel: verified over its raw bytes, then its effect and its own row in one transaction, and only
 * then answered. A repeat finds its row and is answered like the first; what is not genuine leaves no trace but a count.
 */
@Injectable()
export class TakeNotice {
  constructor(
    private readonly database: Database,
    private readonly effects: ApplyNotice,
    private readonly pii: Pii,
    private readonly counter: NoticeCounter,
    @Inject(NOTICE_PORTS) private readonly ports: NoticePorts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws CALLBACK_REFUSED for what is not genuine, and for an account this shop does not have. */
  async run(from: NoticePort['code'], kind: NoticeKind, headers: Headers, raw: Buffer): Promise<void> {
    const notice = this.ports.get(from)?.open(kind, headers, raw) ?? { kind: 'refused', reason: 'no such account' }
    if (notice.kind === 'refused') {
      this.counter.refused(notice.reason)
      throw new DomainError('CALLBACK_REFUSED')
    }
    if (await this.isKnown(from, notice.key)) return this.counter.taken('repeated')
    await this.effects.confirm(notice)
    const note = (tx: Tx, effect: NoticeEffect): Promise<void> => this.record(tx, from, notice, raw, effect)
    this.counter.taken(await this.database.transaction((tx) => this.effects.run(tx, notice, note)))
  }

  private async isKnown(from: string, key: string): Promise<boolean> {
    const row = await this.database.maybe(
      `select 1 as known from payment_notices where channel = $1 and event_key = $2`,
      [from, key],
    )
    return row !== undefined
  }

  private async record(tx: Tx, from: string, notice: GenuineNotice, raw: Buffer, effect: NoticeEffect): Promise<void> {
    await tx.execute(
      `insert into payment_notices (id, channel, event_key, kind, number, raw, verified, effect, received_at)
       values ($1, $2, $3, $4, $5, $6, true, $7, $8) on conflict (channel, event_key) do nothing`,
      [
        newId(this.clock),
        from,
        notice.key,
        notice.kind,
        notice.number,
        Buffer.from(this.pii.seal('payment_notices.raw', raw.toString('utf8'))),
        effect,
        isoOf(this.clock.now()),
      ],
    )
  }
}
