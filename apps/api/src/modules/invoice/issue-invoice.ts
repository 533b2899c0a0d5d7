import { Inject, Injectable } from '@nestjs/common'
import type { IssueInvoiceBody, ReverseInvoiceBody } from '@jishi/contracts/invoice/invoice.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { shopDay, type Clock, type ShopDay } from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { isUniqueViolation } from '../../infra/database/failures.js'
import type { Tx } from '../../infra/database/sql.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { InvoicedOrders } from '../order/index.js'
import { invoiceLife } from './domain/invoice-life.js'
import { InvoiceDesk } from './invoice-desk.js'
import { factsOf, INVOICE, type InvoiceRow } from './invoice.rows.js'
import { InvoiceSeals } from './invoice-seals.js'
import { InvoiceStore, SYSTEM, type HeldInvoice } from './invoice.store.js'
import { TAX_BUREAU, type BureauNumber, type TaxBureau } from './tax-bureau.js'

/** What the tax bureau gave out is recorded, in blue and in red. */
@Injectable()
export class IssueInvoice {
  constructor(
    private readonly database: Database,
    private readonly desk: InvoiceDesk,
    private readonly store: InvoiceStore,
    private readonly orders: InvoicedOrders,
    private readonly seals: InvoiceSeals,
    @Inject(TAX_BUREAU) private readonly bureau: TaxBureau,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Of an invoice somebody took. Where money went back since, it stands at once to be reversed: what the bureau issued is a fact.
   * Throws INVOICE_ACTION_NOT_ALLOWED, INVOICE_NUMBER_TAKEN, INVOICE_DATE_WRONG.
   */
  async issue(operator: OperatorActor, call: IdempotentCall, id: string, body: IssueInvoiceBody): Promise<void> {
    const row = await this.read(id)
    const given = await this.askWhereFit(row, 'issue', body, async () => {
      const { receivedAt } = await this.orders.of(this.database, row.orderId)
      return shopDay(receivedAt ?? this.clock.now())
    })
    await this.desk.once(operator, call, id, {
      action: 'issue',
      deed: 'invoice.issued',
      before: (tx, held) => this.atLink(tx, held, body.link),
      after: async (tx, held) => {
        await this.number(tx, id, 'blue', wasFit(given, row))
        await this.store.follow(tx, held)
      },
    })
  }

  /** An operator found that it is wrong. Throws INVOICE_ACTION_NOT_ALLOWED. */
  beginReversal(operator: OperatorActor, call: IdempotentCall, id: string, note: string): Promise<void> {
    return this.desk.once(operator, call, id, { action: 'begin_reversal', deed: 'invoice.reversal_begun', note })
  }

  /** What is left of the order is asked for anew, made out to the same. Throws like issuing. */
  async reverse(operator: OperatorActor, call: IdempotentCall, id: string, body: ReverseInvoiceBody): Promise<void> {
    const row = await this.read(id)
    const since = (row.blue?.issuedOn ?? shopDay(this.clock.now())) as ShopDay
    const given = await this.askWhereFit(row, 'reverse', { ...body, link: null }, () => Promise.resolve(since))
    await this.desk.once(operator, call, id, {
      action: 'reverse',
      deed: 'invoice.reversed',
      after: async (tx, held) => {
        await this.number(tx, id, 'red', wasFit(given, row))
        await this.askForTheRest(tx, held)
      },
    })
  }

  private async read(id: string): Promise<InvoiceRow> {
    const row = await this.database.maybe<InvoiceRow>(`${INVOICE} where i.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return row
  }

  /**
   * The bureau is asked only for what may be recorded as it stands: what it gives out is a fact. Undefined where it may not; the
   * step itself refuses that, or answers what the same call did before.
   */
  private async askWhereFit(
    row: InvoiceRow,
    action: 'issue' | 'reverse',
    { number, issuedOn, link }: IssueInvoiceBody,
    notBefore: () => Promise<ShopDay>,
  ): Promise<BureauNumber | undefined> {
    const facts = factsOf(row, this.clock.now())
    const documented = facts.documented || link !== null
    if (invoiceLife.refusal(row.state, action, { ...facts, documented }, 'operator') !== undefined) return undefined
    const asked = {
      invoiceId: row.id,
      colour: action === 'issue' ? 'blue' : 'red',
      amountFen: row.amountFen,
      notBefore: await notBefore(),
    } as const
    return this.bureau.number(asked, { number, issuedOn })
  }

  private async atLink(tx: Tx, held: HeldInvoice, link: string | null): Promise<HeldInvoice> {
    if (link === null) return held
    const linkEnc = this.seals.sealLink(link)
    await tx.execute('update invoices set link_enc = $2 where id = $1', [held.row.id, linkEnc])
    return { ...held, row: { ...held.row, linkEnc } }
  }

  private async number(tx: Tx, id: string, colour: 'blue' | 'red', { number, issuedOn }: BureauNumber): Promise<void> {
    try {
      await tx.execute(
        'insert into invoice_numbers (number, invoice_id, colour, issued_on) values ($1, $2, $3, $4::date)',
        [number, id, colour, issuedOn],
      )
    } catch (error) {
      if (isUniqueViolation(error, 'invoice_numbers_pkey')) throw new DomainError('INVOICE_NUMBER_TAKEN')
      throw error
    }
  }

  private async askForTheRest(tx: Tx, { order, row }: HeldInvoice): Promise<void> {
    if (order.leftFen <= 0) return
    const buyer = this.seals.openBuyer(row.buyerEnc)
    await this.store.begin(tx, newId(this.clock), order, { buyer, actor: SYSTEM, replacesId: row.id })
  }
}

/** It became fit between the look and the step: whoever asked tries again. Throws INVOICE_ACTION_NOT_ALLOWED as it was seen. */
function wasFit(given: BureauNumber | undefined, { state }: InvoiceRow): BureauNumber {
  if (given === undefined) throw new DomainError('INVOICE_ACTION_NOT_ALLOWED', { state })
  return given
}
