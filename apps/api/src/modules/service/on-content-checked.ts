import { Injectable } from '@nestjs/common'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'

/** What WeChat found in a member's words, for the operator who reads them: nothing is kept from the shop. */
@Injectable()
export class OnContentChecked {
  @On('content.checked', 'service.content-checked')
  async run(tx: Tx, { payload }: DomainEvent<'content.checked'>): Promise<void> {
    if (payload.subjectKind !== 'feedback') return
    await tx.execute('update feedback_messages set verdict = $3 where feedback_id = $1 and seq = $2', [
      ...[payload.subjectId, Number(payload.part), payload.verdict],
    ])
  }
}
