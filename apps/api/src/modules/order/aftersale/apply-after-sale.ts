import { Inject, Injectable } from '@nestjs/common'
import type { AfterSaleApplyBody, AfterSalePreviewBody } from '@jishi/contracts/order/after-sale.schema'
import { allocate } from '@jishi/kernel/allocate'
import { DomainError } from '@jishi/kernel/errors'
import { addFen, fen, subFen, sumFen } from '@jishi/kernel/money'
import { newNumber } from '@jishi/kernel/numbers'
import { addMs, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { piecesOf, type AskedBack } from '../domain/refund-shares.js'
import { lockOrder, type LockedOrder } from '../locked-order.js'
import { AfterSaleStore } from './after-sale.store.js'
import { ExchangeOffers, type Wish } from './exchange/exchange-offers.js'
import { BY_TIME } from './locked-after-sale.js'
import { Proposals, type Proposal } from './proposals.js'
import { YieldAfterSale } from './yield-after-sale.js'

const OPEN_TO_IT: ReadonlySet<string> = new Set(['paid', 'shipped', 'completed'])

/** What is asked for, and what is wanted instead of money where it is an exchange. */
export interface WholeProposal extends Proposal {
  readonly wishes: readonly Wish[]
}

/** A buyer asks for money or other goods. What is asked is checked and counted with the order's row held, so that two at once cannot ask for the same piece. */
@Injectable()
export class ApplyAfterSale {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly proposals: Proposals,
    private readonly store: AfterSaleStore,
    private readonly yielding: YieldAfterSale,
    private readonly offers: ExchangeOffers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND or AFTER_SALE_NOT_POSSIBLE. */
  async run(memberId: string, call: IdempotentCall, body: AfterSaleApplyBody): Promise<string> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'afterSale', async (proposed) => {
        // Before the order's row: fast refunds are counted over all orders of a buyer, so those take turns.
        await tx.rows('select pg_advisory_xact_lock(hashtextextended($1::text, 280))', [memberId])
        const order = await lockOrder(tx, body.orderId, this.clock.now(), memberId)
        mustBeOpen(order)
        await this.write(tx, order, proposed, body, await this.proposed(tx, memberId, body))
        return proposed
      }),
    )
    return id
  }

  /** The same for a look beforehand; nothing is kept. */
  preview(memberId: string, body: AfterSalePreviewBody): Promise<WholeProposal> {
    return this.database.transaction(async (tx) => {
      mustBeOpen(await lockOrder(tx, body.orderId, this.clock.now(), memberId))
      return this.proposed(tx, memberId, body)
    })
  }

  private async proposed(tx: Tx, memberId: string, body: AfterSaleApplyBody): Promise<WholeProposal> {
    const proposal = await this.proposals.propose(tx, memberId, body)
    if (body.kind !== 'exchange') return { ...proposal, wishes: [] }
    if (body.askedFen !== undefined)
      throw new DomainError('VALIDATION_FAILED', [{ path: 'askedFen', message: 'an exchange asks for no money' }])
    return { ...proposal, wishes: await this.offers.wishes(tx, body.orderId, body.lines) }
  }

  private async write(
    tx: Tx,
    order: LockedOrder,
    id: string,
    body: AfterSaleApplyBody,
    proposal: WholeProposal,
  ): Promise<void> {
    const now = this.clock.now()
    const by = { kind: 'member', id: order.memberId } as const
    const less = body.askedFen !== undefined && body.askedFen < proposal.amountFen
    const lines = less ? await this.lowered(tx, body, proposal) : proposal.asked
    const fast = proposal.fast && !less
    const terms = await this.proposals.terms()
    await tx.execute(WRITE, [
      ...[id, newNumber(this.clock), order.id, order.memberId, body.kind, body.reason],
      ...[less ? body.askedFen : proposal.amountFen, fast, isoOf(addMs(now, terms.answerMs)), isoOf(now)],
      JSON.stringify(
        lines.map((line) => ({ line_id: line.lineId, how: line.how, qty: line.qty, goods: line.goodsFen ?? null })),
      ),
      JSON.stringify(terms),
    ])
    await this.store.hold(
      tx,
      order,
      id,
      proposal.asked.some(({ how }) => how === 'cancelled'),
    )
    if (body.text !== undefined || (body.photoIds ?? []).length > 0)
      await this.store.say(tx, { id, state: 'requested' }, by, body)
    const locked = await this.store.lock(tx, id)
    await this.store.begin(tx, locked.sale, by, proposal.wishes)
    if (fast) await this.yielding.run(tx, locked.order, locked.sale, { step: 'fast_refund', by: BY_TIME })
  }

  /** Less than proposed is taken off the goods, in proportion; freight that goes back goes back whole. */
  private async lowered(tx: Tx, body: AfterSaleApplyBody, proposal: Proposal): Promise<AskedBack[]> {
    const freight = addFen(sumFen(proposal.lines.map(({ freightFen }) => freightFen)), proposal.supplementFen)
    const goods = subFen(fen(body.askedFen ?? 0), freight)
    if (goods < 0) throw new DomainError('AFTER_SALE_NOT_POSSIBLE', { obstacle: 'TOO_MANY', leastFen: freight })
    const lines = await this.proposals.freeLines(tx, body.orderId)
    const weights = proposal.asked.map(({ lineId, qty }) => {
      const line = lines.find((one) => one.id === lineId)
      return line === undefined ? 0 : piecesOf(line.goodsPaidFen, line.qty, 0, qty)
    })
    const shares = allocate(goods, weights)
    return proposal.asked.map((line, place) => ({ ...line, goodsFen: shares[place] ?? fen(0) }))
  }
}

const mustBeOpen = (order: LockedOrder): void => {
  if (!OPEN_TO_IT.has(order.state)) throw new DomainError('AFTER_SALE_NOT_POSSIBLE', { obstacle: 'NOT_PAID' })
  // Money for a change that is on its way belongs to an order that stays: it comes or is dropped first.
  if (order.facts.supplement || order.facts.blocked.has('afterSale'))
    throw new DomainError('AFTER_SALE_NOT_POSSIBLE', { obstacle: 'HELD' })
}

const WRITE = `
  with sale as (
    insert into after_sales (id, after_sale_no, order_id, member_id, kind, state, reason, asked_fen, fast, deadline_at, applied_at, terms)
    values ($1, $2, $3, $4, $5, 'requested', $6, $7, $8, $9, $10, $12::jsonb)
  )
  insert into after_sale_lines (after_sale_id, line_id, how, qty, goods_fen)
  select $1, line_id, how, qty, goods from jsonb_to_recordset($11::jsonb) as l (line_id uuid, how text, qty int, goods bigint)`
