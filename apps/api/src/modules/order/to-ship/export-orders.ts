import { Inject, Injectable } from '@nestjs/common'
import { MAX_XLSX_EXPORT } from '@jishi/contracts/catalog/product-import.terms'
import type { AdminOrderRow } from '@jishi/contracts/order/order.schema'
import type { OrderFlag } from '@jishi/contracts/order/order.terms'
import type { OrderExportBody } from '@jishi/contracts/order/to-ship.schema'
import { WALLET_OF, type PaymentChannel, type Wallet } from '@jishi/contracts/payment/payment.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { instantOf, shopDay, shopTimeText, type Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Line } from '../../catalog/index.js'
import { AdminOrdersQueries } from '../admin-orders.queries.js'
import { orderLife, type LivingState } from '../domain/order-life.js'
import { CarryAway } from './carry-away.js'

const PAGE = 50

const FLAG_WORDS: Readonly<Record<OrderFlag, string>> = {
  ...{ red: '红', yellow: '黄', green: '绿', blue: '蓝', purple: '紫' },
}
const WALLET_WORDS: Readonly<Record<Wallet, string>> = { wechat: '微信支付', alipay: '支付宝', unionpay: '银联支付' }

const timeCell = (at: string | null): string => (at === null ? '' : shopTimeText(instantOf(at), 'second'))
const channelCell = (channel: string | null): string =>
  channel === null ? '' : channel in WALLET_OF ? WALLET_WORDS[WALLET_OF[channel as PaymentChannel]] : channel

/** The columns in their order, each with how it is made of a row of the operators' list. */
const COLUMNS: readonly (readonly [header: string, cell: (row: AdminOrderRow) => string])[] = [
  ['订单号', ({ orderNo }) => orderNo],
  ['状态', ({ state }) => orderLife.table.labels?.[state as LivingState] ?? state],
  ['商品', ({ summary }) => summary],
  ['件数', ({ qty }) => String(qty)],
  ['应付(元)', ({ payableFen }) => formatFen(fen(payableFen))],
  ['已退(元)', ({ refundedFen }) => formatFen(fen(refundedFen))],
  ['支付方式', ({ channel }) => channelCell(channel)],
  ['收件人', ({ receiverMasked }) => receiverMasked],
  ['下单时间', ({ placedAt }) => timeCell(placedAt)],
  ['付款时间', ({ paidAt }) => timeCell(paidAt)],
  ['发货时间', ({ shippedAt }) => timeCell(shippedAt)],
  ['完成时间', ({ completedAt }) => timeCell(completedAt)],
  ['关闭时间', ({ closedAt }) => timeCell(closedAt)],
  ['旗标', ({ flag }) => (flag === null ? '' : FLAG_WORDS[flag])],
]

/** The operators' list of orders as a file. Receivers stay masked: whole ones leave order by order, or with the shipping sheet. */
@Injectable()
export class ExportOrders {
  constructor(
    private readonly queries: AdminOrdersQueries,
    private readonly carrying: CarryAway,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A search by phone finds nothing for who may not see receivers, and counts once; throws RATE_LIMITED. */
  async run(
    operator: OperatorActor,
    record: (after: object) => Promise<void>,
    { format, ...filters }: OrderExportBody,
  ): Promise<FileReply> {
    const { q, ...told } = filters
    // A search may hold a phone number, which no log keeps.
    await record({ ...told, format, searched: q !== undefined })
    const mayLook = await this.queries.mayLookFor(operator, filters)
    const header: Line = COLUMNS.map(([name]) => name)
    const name = `订单-${shopDay(this.clock.now())}`
    return this.carrying.file({ name, format, header, most: MAX_XLSX_EXPORT }, () =>
      this.pages(mayLook ? filters : undefined),
    )
  }

  private async *pages(filters: Omit<OrderExportBody, 'format'> | undefined): AsyncGenerator<Line[]> {
    if (filters === undefined) return
    let cursor: string | undefined
    do {
      const { items, nextCursor } = await this.queries.list({ ...filters, cursor, limit: PAGE })
      yield items.map((row) => COLUMNS.map(([, cell]) => cell(row)))
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined)
  }
}
