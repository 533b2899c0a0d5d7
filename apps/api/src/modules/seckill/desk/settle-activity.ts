import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { InventoryFacade } from '../../inventory/index.js'
import { ItemMemory } from '../engine/item-memory.js'
import { heldActivity } from './activity.rows.js'

const SYSTEM = { kind: 'system', name: 'seckill.settle' } as const

/**
 * What happens with a session that is over. As soon as nobody holds anything that is not ordered, what is left goes back for sale; what
 * its last open orders let go of follows them there by itself. It is settled when none is left.
 */
@Injectable()
export class SettleActivity {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly inventory: InventoryFacade,
    private readonly auditLog: AuditLog,
    private readonly memory: ItemMemory,
  ) {}

  now(): Instant {
    return this.clock.now()
  }

  /** True where something was done. */
  async run(tx: Tx, id: string): Promise<boolean> {
    const held = await heldActivity(tx, id)
    if (held.settledAt !== null || held.stockId === null || !['ended', 'stopped'].includes(held.state)) return false
    const { won, drawn, kept } = await tx.one<{ won: boolean; drawn: number; kept: boolean }>(
      `select exists (select 1 from seckill_takes where activity_id = $1 and state = 'won') as won,
              coalesce(sum(drawn), 0) as drawn, bool_or(not given_back) as kept from activity_skus where activity_id = $1`,
      [id],
    )
    if (won || (drawn > 0 && !kept)) return false
    if (kept) await this.giveBack(tx, id, held.stockId)
    if (drawn > 0) return true
    await tx.execute('update activities set settled_at = $2, version = version + 1, updated_at = $2 where id = $1', [
      ...[id, isoOf(this.clock.now())],
    ])
    await this.note(tx, id, 'seckill.settled', await this.returned(tx, id))
    return true
  }

  /** The units first: whoever brings one home at this moment is waited for, and counted by what follows. */
  private async giveBack(tx: Tx, id: string, stockId: string): Promise<void> {
    await this.inventory.disarm(tx, stockId)
    await tx.rows('select id from activity_skus where activity_id = $1 order by id for no key update', [id])
    await tx.execute(
      'update activity_skus set given_back = true, returned = total - drawn - sold where activity_id = $1 and not given_back',
      [id],
    )
    await this.note(tx, id, 'seckill.given-back', await this.returned(tx, id))
    tx.afterCommit(() => this.memory.forget(id))
  }

  private returned(tx: Tx, id: string): Promise<{ sold: number; returned: number }> {
    return tx.one('select sum(sold) as sold, sum(returned) as returned from activity_skus where activity_id = $1', [id])
  }

  private note(tx: Tx, id: string, action: string, after: unknown): Promise<void> {
    return this.auditLog.write(tx, { actor: SYSTEM, action, subject: { kind: 'seckill_activity', id }, after })
  }
}
