import { Inject, Injectable } from '@nestjs/common'
import type { ProposeBody } from '@jishi/contracts/payment/reconciliation.schema'
import type { DifferenceState, ResolutionAction } from '@jishi/contracts/payment/reconciliation.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { Incidents } from '../incidents.js'
import { BillBooks } from './bill-books.js'
import { heldRow } from './bill.store.js'
import { choicesOf, resolvingLegs, type BillLeg } from './domain/legs.js'
import { differenceById, sidesOf, type DifferenceRow } from './difference.rows.js'
import { MissingPayments } from './missing-payments.js'

interface Proposal {
  readonly id: string
  readonly action: ResolutionAction
  readonly legs: readonly BillLeg[]
  readonly makerId: string
}

const refused = (row: DifferenceRow, reason: string) =>
  new DomainError('RECONCILIATION_ACTION_NOT_ALLOWED', { state: row.state, reason })

/** A difference is settled by two operators: one says what becomes of it and why, another one agrees, and only then it is posted. */
@Injectable()
export class ResolveDifference {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly books: BillBooks,
    private readonly incidents: Incidents,
    private readonly missing: MissingPayments,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, RECONCILIATION_ACTION_NOT_ALLOWED. */
  propose(operator: OperatorActor, call: IdempotentCall, id: string, { action, reason }: ProposeBody): Promise<void> {
    return this.once(call, id, async (tx, row) => {
      if (row.state !== 'open') throw refused(row, 'state')
      const sides = sidesOf(row)
      if (!choicesOf(sides).includes(action)) throw refused(row, 'action')
      await tx.execute(
        `insert into recon_resolutions (id, break_id, action, reason, legs, state, maker_id, proposed_at)
         values ($1, $2, $3, $4, $5, 'proposed', $6, $7)`,
        [
          ...[newId(this.clock), id, action, reason, json(resolvingLegs(sides, action)), operator.operatorId],
          isoOf(this.clock.now()),
        ],
      )
      await this.become(tx, row, 'proposed')
      await this.write(tx, operator, row, { action: 'reconciliation.proposed', state: 'proposed', chosen: action })
    })
  }

  /** Throws NOT_FOUND, RECONCILIATION_SELF_APPROVAL, RECONCILIATION_ACTION_NOT_ALLOWED. */
  approve(operator: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    return this.once(call, id, async (tx, row) => {
      const proposal = await this.decide(tx, operator, row, 'approved', null)
      if (!(await this.stillHolds(tx, row))) throw refused(row, 'changed')
      if (proposal.legs.length > 0) {
        await this.books.post(tx, row, { kind: 'bill.adjusted', reference: proposal.id, legs: proposal.legs })
      }
      await this.become(tx, row, 'resolved')
      await this.incidents.settled(tx, row.id)
      if (row.kind === 'short' && row.subject === 'payment') await this.missing.changed(tx, row.number)
      const { action: chosen, legs } = proposal
      await this.write(tx, operator, row, { action: 'reconciliation.approved', state: 'resolved', chosen, legs })
    })
  }

  /** The difference is open again. Throws like `approve`. */
  reject(operator: OperatorActor, call: IdempotentCall, id: string, note: string): Promise<void> {
    return this.once(call, id, async (tx, row) => {
      const { action: chosen } = await this.decide(tx, operator, row, 'rejected', note)
      await this.become(tx, row, 'open')
      await this.write(tx, operator, row, { action: 'reconciliation.rejected', state: 'open', chosen })
    })
  }

  /** The difference's row first: whoever proposes, decides or clears it takes turns there. */
  private async once(
    call: IdempotentCall,
    id: string,
    effect: (tx: Tx, row: DifferenceRow) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.idempotency.run(tx, call, 'recon_break', async () => {
        const held = await tx.maybe(`select id from recon_breaks where id = $1 for update`, [id])
        if (held === undefined) throw new DomainError('NOT_FOUND')
        await effect(tx, present(await differenceById(tx, id), `difference ${id}`))
        return idOf<'recon_break'>(id)
      })
    })
  }

  private async decide(
    tx: Tx,
    operator: OperatorActor,
    row: DifferenceRow,
    state: 'approved' | 'rejected',
    note: string | null,
  ): Promise<Proposal> {
    if (row.state !== 'proposed') throw refused(row, 'state')
    if (row.makerId === operator.operatorId) throw new DomainError('RECONCILIATION_SELF_APPROVAL')
    return tx.one<Proposal>(
      `update recon_resolutions set state = $2, checker_id = $3, note = $4, decided_at = $5 where break_id = $1 and state = 'proposed'
       returning id, action, legs, maker_id as "makerId"`,
      [row.id, state, operator.operatorId, note, isoOf(this.clock.now())],
    )
  }

  /** What the maker saw is what there is: a payment that has come true meanwhile is matched, not booked by hand. */
  private async stillHolds(tx: Tx, row: DifferenceRow): Promise<boolean> {
    if (row.billRowId === null) return true
    const held = await heldRow(tx, row.billRowId)
    const ours = held.ownState === 'succeeded' && !held.spoken ? held.ownFen : null
    return ours === row.ownFen
  }

  private async become(tx: Tx, row: DifferenceRow, state: DifferenceState): Promise<void> {
    const settledAt = state === 'resolved' ? isoOf(this.clock.now()) : null
    await tx.execute(`update recon_breaks set state = $2, settled_at = $3 where id = $1`, [row.id, state, settledAt])
  }

  private async write(
    tx: Tx,
    operator: OperatorActor,
    row: DifferenceRow,
    did: { action: string; state: DifferenceState; chosen: ResolutionAction; legs?: readonly BillLeg[] },
  ): Promise<void> {
    const { kind, number, billFen, ownFen } = row
    const { action, state, chosen, legs } = did
    await this.auditLog.write(tx, {
      actor: operator,
      permission: action === 'reconciliation.proposed' ? 'reconciliation.resolve' : 'reconciliation.approve',
      action,
      subject: { kind: 'recon_break', id: row.id },
      before: { state: row.state, kind, number, billFen, ownFen },
      after: { state, chosen, ...(legs === undefined ? {} : { legs }) },
    })
  }
}
