import { Injectable } from '@nestjs/common'
import type { NoticeReplay, RawNotice } from '@jishi/contracts/payment/finance.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { NoticeInbox } from '../notice-inbox.js'
import type { NoticeKind, NoticePort } from '../payment-notice.js'
import { NoticePost } from './notice-post.js'

interface StoredNotice {
  readonly id: string
  readonly channel: NoticePort['code']
  readonly kind: NoticeKind
  readonly number: string
  readonly raw: Buffer
}

/** Everything that a payment notice could have moved: what is equal before and after shows that it moved nothing. */
const TRACES = `
  select a.state, a.refund_reserved_fen as reserved, (select count(*) from payment_evidence e where e.attempt_id = a.id) as evidence,
         (select json_agg(json_build_array(r.refund_no, r.state, r.amount_fen) order by r.refund_no) from refunds r where r.attempt_id = a.id) as refunds,
         (select count(*) from payment_notices n where n.number = $2) as notices,
         (select count(*) from payment_incidents x where x.reference = $2) as incidents,
         (select count(*) from ledger_txns t where t.member_id = a.member_id and t.reference in (
           select a.attempt_no union all select r.refund_no from refunds r where r.attempt_id = a.id)) as postings
    from payment_attempts a where a.id = $1`

/** What channels told, as it came: opened for who may see it, and outside production delivered once more. */
@Injectable()
export class StoredNotices {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    private readonly inbox: NoticeInbox,
    private readonly post: NoticePost,
  ) {}

  get replayable(): boolean {
    return this.post.open
  }

  /** Throws NOT_FOUND, for a notice of another payment as well. Nobody reads one without leaving a row. */
  async reveal(operator: OperatorActor, attemptId: string, noticeId: string, call: IdempotentCall): Promise<RawNotice> {
    const notice = await this.record(operator, attemptId, noticeId, call, 'payment.notice_revealed')
    return this.inbox.contentOf(notice.channel, notice.raw)
  }

  /**
   * The simulator signs the same bytes anew and brings them to the ordinary callback. Throws NOT_FOUND,
   * NOTICE_NOT_REPLAYABLE in production and where no simulator answers.
   */
  async replay(
    operator: OperatorActor,
    attemptId: string,
    noticeId: string,
    call: IdempotentCall,
  ): Promise<NoticeReplay> {
    if (!this.post.open) throw new DomainError('NOTICE_NOT_REPLAYABLE')
    const notice = await this.record(operator, attemptId, noticeId, call, 'payment.notice_replayed')
    const before = await this.traces(attemptId, notice.number)
    const status = await this.post.deliver(notice.channel, notice.kind, this.inbox.rawOf(notice.raw))
    const after = await this.traces(attemptId, notice.number)
    return { status, changed: before !== after }
  }

  private record(
    operator: OperatorActor,
    attemptId: string,
    noticeId: string,
    call: IdempotentCall,
    action: 'payment.notice_revealed' | 'payment.notice_replayed',
  ): Promise<StoredNotice> {
    return this.database.transaction(async (tx) => {
      const notice = await noticeOf(tx, attemptId, noticeId)
      await this.idempotency.run(tx, call, 'paymentNotice', async () => {
        const { channel, kind, number } = notice
        await this.auditLog.write(tx, {
          ...{ actor: operator, permission: 'payment.notice', action },
          subject: { kind: 'payment', id: attemptId },
          after: { noticeId, channel, kind, number },
        })
        return idOf<'paymentNotice'>(noticeId)
      })
      return notice
    })
  }

  private async traces(attemptId: string, number: string): Promise<string> {
    return JSON.stringify(await this.database.one(TRACES, [attemptId, number]))
  }
}

async function noticeOf(sql: Sql, attemptId: string, noticeId: string): Promise<StoredNotice> {
  const notice = await sql.maybe<StoredNotice>(
    `select n.id, n.channel, n.kind, n.number, n.raw from payment_notices n
      where n.id = $2 and n.number in (
        select attempt_no from payment_attempts where id = $1 union all select refund_no from refunds where attempt_id = $1)`,
    [attemptId, noticeId],
  )
  if (notice === undefined) throw new DomainError('NOT_FOUND')
  return notice
}
