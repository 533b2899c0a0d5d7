import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { ApplyNotice, type NoticeEffect } from './apply-notice.js'
import { NoticeCounter } from './notice-counter.js'
import { NoticeInbox } from './notice-inbox.js'
import { NOTICE_PORTS } from './payment-notice.js'
import type { Headers, NoticeKind, NoticePort, NoticePorts } from './payment-notice.js'

/**
 * A notice of a channel: verified over its raw bytes, then its effect and its own row in one transaction, and only
 * then answered. A repeat finds its row and is answered like the first; what is not genuine leaves no trace but a count.
 */
@Injectable()
export class TakeNotice {
  constructor(
    private readonly database: Database,
    private readonly effects: ApplyNotice,
    private readonly inbox: NoticeInbox,
    private readonly counter: NoticeCounter,
    @Inject(NOTICE_PORTS) private readonly ports: NoticePorts,
  ) {}

  /** Throws CALLBACK_REFUSED for what is not genuine, and for an account this shop does not have. */
  async run(from: NoticePort['code'], kind: NoticeKind, headers: Headers, raw: Buffer): Promise<void> {
    const notice = this.ports.get(from)?.open(kind, headers, raw) ?? { kind: 'refused', reason: 'no such account' }
    if (notice.kind === 'refused') {
      this.counter.refused(notice.reason)
      throw new DomainError('CALLBACK_REFUSED')
    }
    if (await this.inbox.knows(from, notice.key)) return this.counter.taken('repeated')
    await this.effects.confirm(notice)
    const note = (tx: Tx, effect: NoticeEffect): Promise<void> => this.inbox.record(tx, from, notice, raw, effect)
    this.counter.taken(await this.database.transaction((tx) => this.effects.run(tx, notice, note)))
  }
}
