import { Inject, Injectable } from '@nestjs/common'
import type { PriceListsBody } from '@jishi/contracts/catalog/price-lists.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { isUniqueViolation } from '../../../infra/database/failures.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { PriceTurns } from './price-turns.js'
import { SavePriceLists } from './save-price-lists.js'

type ProductId = Id<'product'>
interface Held {
  readonly version: number
  readonly rows: PriceListsBody['rows']
  readonly state: string
  readonly makerId: string
}

/** Price lists that go below a floor: proposed by one person, agreed to by another, in force only then. */
@Injectable()
export class PriceProposals {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly saving: SavePriceLists,
    private readonly turns: PriceTurns,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws what a save throws but for the floors a second person may agree below, and PRICE_PROPOSAL_WAITS. */
  async propose(tx: Tx, operator: OperatorActor, id: ProductId, body: PriceListsBody): Promise<ProductId> {
    const { below } = await this.saving.checked(tx, id, body, 'agreed')
    if (below === 0)
      throw new DomainError('VALIDATION_FAILED', [
        { path: 'rows', message: 'none is below a floor: they can be saved' },
      ])
    const proposalId = newId<'priceProposal'>(this.clock)
    try {
      await tx.execute(
        `insert into price_proposals (id, spu_id, version, rows, state, maker_id, proposed_at) values ($1, $2, $3, $4, 'waiting', $5, $6)`,
        [proposalId, id, body.version, json(body.rows), operator.operatorId, isoOf(this.clock.now())],
      )
    } catch (error) {
      if (isUniqueViolation(error, 'price_proposals_one_waits')) throw new DomainError('PRICE_PROPOSAL_WAITS')
      throw error
    }
    await this.record(tx, operator, id, 'product.write', 'product.prices_proposed', { proposalId, below })
    return id
  }

  /** In force from now on. Throws PRICE_PROPOSAL_BY_ANOTHER for its maker, VERSION_CONFLICT where the product changed, and what a save throws. */
  async approve(tx: Tx, operator: OperatorActor, id: ProductId, proposalId: string): Promise<ProductId> {
    const { version, rows } = await this.decidable(tx, operator, id, proposalId)
    await this.saving.run(tx, operator, id, { version, rows }, 'agreed')
    await this.close(tx, proposalId, 'agreed', operator.operatorId)
    await this.record(tx, operator, id, 'product.floor', 'product.prices_agreed', { proposalId })
    return id
  }

  /** Throws PRICE_PROPOSAL_BY_ANOTHER for its maker, who withdraws instead. */
  async refuse(tx: Tx, operator: OperatorActor, id: ProductId, proposalId: string): Promise<ProductId> {
    await this.decidable(tx, operator, id, proposalId)
    await this.close(tx, proposalId, 'refused', operator.operatorId)
    await this.record(tx, operator, id, 'product.floor', 'product.prices_refused', { proposalId })
    return id
  }

  async withdraw(tx: Tx, operator: OperatorActor, id: ProductId, proposalId: string): Promise<ProductId> {
    const { makerId } = await this.waiting(tx, id, proposalId)
    if (makerId !== operator.operatorId) throw new DomainError('PRICE_PROPOSAL_ACTION_NOT_ALLOWED')
    await this.close(tx, proposalId, 'withdrawn', null)
    await this.record(tx, operator, id, 'product.write', 'product.prices_withdrawn', { proposalId })
    return id
  }

  private async decidable(tx: Tx, operator: OperatorActor, id: ProductId, proposalId: string): Promise<Held> {
    const held = await this.waiting(tx, id, proposalId)
    if (held.makerId === operator.operatorId) throw new DomainError('PRICE_PROPOSAL_BY_ANOTHER')
    return held
  }

  /** SKUs and product before the proposal, as a save takes them. Throws NOT_FOUND and PRICE_PROPOSAL_ACTION_NOT_ALLOWED. */
  private async waiting(tx: Tx, id: ProductId, proposalId: string): Promise<Held> {
    await this.turns.hold(tx, id)
    const held = await tx.maybe<Held>(
      `select version, rows, state, maker_id as "makerId" from price_proposals where id = $1 and spu_id = $2 for update`,
      [proposalId, id],
    )
    if (held === undefined) throw new DomainError('NOT_FOUND')
    if (held.state !== 'waiting') throw new DomainError('PRICE_PROPOSAL_ACTION_NOT_ALLOWED', { state: held.state })
    return held
  }

  private async close(tx: Tx, proposalId: string, state: string, checkerId: string | null): Promise<void> {
    await tx.execute('update price_proposals set state = $2, checker_id = $3, decided_at = $4 where id = $1', [
      ...[proposalId, state, checkerId, isoOf(this.clock.now())],
    ])
  }

  private async record(
    tx: Tx,
    actor: OperatorActor,
    id: ProductId,
    permission: 'product.write' | 'product.floor',
    action: string,
    after: object,
  ): Promise<void> {
    await this.auditLog.write(tx, { actor, permission, action, subject: { kind: 'product', id }, after })
  }
}
