import { Inject, Injectable } from '@nestjs/common'
import { MAX_XLSX_EXPORT } from '@jishi/contracts/catalog/product-import.terms'
import { SHIP_COLUMNS, type ShipColumn } from '@jishi/contracts/order/ship-sheet.terms'
import type { ShipHold } from '@jishi/contracts/order/order.terms'
import type { ToShipExportBody } from '@jishi/contracts/order/to-ship.schema'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { DomainError } from '@jishi/kernel/errors'
import { shopDay, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { CatalogFacade, type Line } from '../../catalog/index.js'
import { HIDDEN_DETAIL, maskName, maskPhone } from '../domain/masking.js'
import { shipHoldsOf } from '../domain/ship-holds.js'
import { OrderSeals, regionText, type ReceiverSnapshot } from '../order-seals.js'
import { CarryAway } from './carry-away.js'
import { ToShipQueries, type ToShipFilters, type WaitingRow } from './to-ship.queries.js'

const PAGE = 50

const HOLD_WORDS: Readonly<Record<ShipHold, string>> = {
  codes: '卡密不足',
  supplement: '等待补差价',
  after_sale: '售后处理中',
  refund: '退款中',
  payment_missing: '付款待核对',
  other: '暂不能发',
}

type Cells = Partial<Record<ShipColumn, string>>

/** The waiting orders as the sheet that shipping reads back: one row a line, carrier and number to be filled in. */
@Injectable()
export class WaitingSheet {
  constructor(
    private readonly database: Database,
    private readonly queries: ToShipQueries,
    private readonly catalog: CatalogFacade,
    private readonly seals: OrderSeals,
    private readonly carrying: CarryAway,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws FORBIDDEN where whole receivers are asked for by somebody who may not see them. */
  async run(
    operator: OperatorActor,
    record: (after: object) => Promise<void>,
    { format, reveal, ...filters }: ToShipExportBody,
  ): Promise<FileReply> {
    if (reveal && !operator.permissions.has('order.receiver')) throw new DomainError('FORBIDDEN')
    await record({ ...filters, format, reveal })
    const header: Line = SHIP_COLUMNS.map(([, name]) => name)
    const name = `待发货-${shopDay(this.clock.now())}`
    return this.carrying.file({ name, format, header, most: MAX_XLSX_EXPORT }, () =>
      this.pages(filters, reveal ? operator : undefined),
    )
  }

  private async *pages(filters: ToShipFilters, revealedTo: OperatorActor | undefined): AsyncGenerator<Line[]> {
    let cursor: string | undefined
    do {
      const { rows, nextCursor } = await this.queries.waiting({ ...filters, cursor, limit: PAGE })
      if (revealedTo !== undefined) await this.recordReveal(revealedTo, rows)
      const skuIds = rows.flatMap(({ lines }) => lines.map(({ skuId }) => skuId))
      const codes = await this.catalog.skuCodes(this.database, [...new Set(skuIds)])
      yield rows.flatMap((row) => this.linesOf(row, codes, revealedTo !== undefined))
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined)
  }

  /** Before the page leaves: nobody sees an address without leaving a row behind. */
  private async recordReveal(operator: OperatorActor, rows: readonly WaitingRow[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const { id } of rows)
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'order.receiver',
          action: 'order.receiver_revealed',
          subject: { kind: 'order', id },
        })
    })
  }

  private linesOf(
    row: WaitingRow,
    codes: ReadonlyMap<string, { readonly code: string | null }>,
    whole: boolean,
  ): Line[] {
    const shared: Cells = {
      orderNo: row.orderNo,
      ...receiverCells(this.seals.openReceiver(row.addressEnc), whole),
      note: this.seals.openNote(row.noteEnc) ?? '',
      remark: shipHoldsOf(row.holds)
        .map((hold) => HOLD_WORDS[hold])
        .join('、'),
    }
    return row.lines.map((line) => {
      const cells: Cells = {
        ...shared,
        ...{ line: String(line.position), title: line.title, skuLabel: line.skuLabel },
        ...{ skuCode: codes.get(line.skuId)?.code ?? '', pieces: String(line.qty) },
      }
      return SHIP_COLUMNS.map(([column]) => cells[column] ?? '')
    })
  }
}

const receiverCells = (receiver: ReceiverSnapshot, whole: boolean): Cells => ({
  receiver: whole ? receiver.receiver : maskName(receiver.receiver),
  phone: whole ? receiver.phone : maskPhone(receiver.phone),
  region: regionText(receiver),
  address: whole ? receiver.detail : HIDDEN_DETAIL,
})
