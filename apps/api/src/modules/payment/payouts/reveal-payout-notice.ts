import { Injectable } from '@nestjs/common'
import type { NoticeParams, RawNotice } from '@jishi/contracts/payment/finance.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { NoticeInbox } from '../notice-inbox.js'
import type { NoticePort } from '../payment-notice.js'

interface SealedNotice {
  readonly channel: NoticePort['code']
  readonly number: string
  readonly raw: Buffer
}

/** What a channel said of a payout, as it came: it tells of a payee, so nobody reads it without leaving a row. */
@Injectable()
export class RevealPayoutNotice {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    private readonly inbox: NoticeInbox,
  ) {}

  /** Throws NOT_FOUND, for a notice of another payout as well. */
  async run(operator: OperatorActor, call: IdempotentCall, { id, noticeId }: NoticeParams): Promise<RawNotice> {
    const notice = await this.database.transaction(async (tx) => {
      const found = await noticeOf(tx, id, noticeId)
      await this.idempotency.run(tx, call, 'paymentNotice', async () => {
        const { channel, number } = found
        await this.auditLog.write(tx, {
          ...{ actor: operator, permission: 'payment.notice', action: 'payout.notice_revealed' },
          subject: { kind: 'payout', id },
          after: { noticeId, channel, number },
        })
        return idOf<'paymentNotice'>(noticeId)
      })
      return found
    })
    return this.inbox.contentOf(notice.channel, notice.raw)
  }
}

const noticeOf = async (sql: Sql, id: string, noticeId: string): Promise<SealedNotice> => {
  const notice = await sql.maybe<SealedNotice>(
    `select n.channel, n.number, n.raw from payment_notices n join payouts p on p.payout_no = n.number
      where p.id = $1 and n.id = $2 and n.kind = 'payout'`,
    [id, noticeId],
  )
  if (notice === undefined) throw new DomainError('NOT_FOUND')
  return notice
}
