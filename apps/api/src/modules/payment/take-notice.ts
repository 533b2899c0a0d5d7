import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { ApplyNotice, type NoticeEffect } from './apply-notice.js'
import { NoticeCounter } from './notice-counter.js'
import { NoticeInbox } from './notice-inbox.js'
import { NOTICE_PORTS } from './payment-notice.js'
import type { Headers, NoticeKind, NoticePort, NoticePorts, OpenedNotice } from './payment-notice.js'

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
    const notice = await this.opened(from, kind, headers, raw)
    if (notice.kind === 'refused') {
      this.counter.refused(notice.reason)
      // What is ours to put right must come again; what is somebody else's need not.
      throw new DomainError(notice.ownFault === true ? 'PAYMENT_CHANNEL_DOWN' : 'CALLBACK_REFUSED')
    }
    if (await this.inbox.knows(from, notice.key)) return this.counter.taken('repeated')
    await this.effects.confirm(notice)
    const note = (tx: Tx, effect: NoticeEffect): Promise<void> => this.inbox.record(tx, from, notice, raw, effect)
    this.counter.taken(await this.database.transaction((tx) => this.effects.run(tx, notice, note)))
  }

  /** A key that nobody knows may be a new one of the channel's: it is asked for once, and the notice read again. */
  private async opened(...[from, kind, headers, raw]: Parameters<TakeNotice['run']>): Promise<OpenedNotice> {
    const port = this.ports.get(from)
    const notice = port?.open(kind, headers, raw) ?? { kind: 'refused', reason: 'no such account' }
    const learnt = notice.kind === 'refused' && notice.unknownKey === true && (await port?.learnKeys?.()) === true
    return learnt && port !== undefined ? port.open(kind, headers, raw) : notice
  }
}
