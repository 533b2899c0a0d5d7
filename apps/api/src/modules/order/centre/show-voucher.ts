import { Inject, Injectable } from '@nestjs/common'
import type { Voucher } from '@jishi/contracts/order/order-centre.schema'
import type { TermKind } from '@jishi/contracts/order/order.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { PaymentFacade } from '../../payment/index.js'
import { SettingsFacade } from '../../settings/index.js'
import { termSubject } from '../locked-order.js'
import { wireTime } from '../order.rows.js'

interface VoucherRow {
  orderNo: string
  placedAt: Instant
  paidAt: Instant | null
  goodsPaidFen: number
  freightFen: number
  refundedFen: number
  lines: Voucher['lines']
  terms: { id: string; kind: TermKind; amountFen: number; paidAt: string }[]
}

const VOUCHER = `
  select o.order_no as "orderNo", o.created_at as "placedAt", o.paid_at as "paidAt", o.goods_paid_fen as "goodsPaidFen",
    o.freight_fen as "freightFen", o.refunded_fen as "refundedFen",
    (select jsonb_agg(jsonb_build_object('title', l.snapshot ->> 'title', 'skuLabel', l.snapshot ->> 'skuLabel', 'qty', l.qty,
              'goodsPaidFen', l.goods_paid_fen) order by l.position) from order_lines l where l.order_id = o.id) as lines,
    (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'amountFen', t.amount_fen, 'paidAt', t.paid_at)
              order by t.seq), '[]') from order_terms t where t.order_id = o.id and t.state = 'paid') as terms
    from orders o where o.id = $1 and o.member_id = $2`

/** The payment voucher of an order: what was paid, and how the channel numbers it. */
@Injectable()
export class ShowVoucher {
  constructor(
    private readonly database: Database,
    private readonly payment: PaymentFacade,
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, or ORDER_ACTION_NOT_ALLOWED where nothing was paid. */
  async run(memberId: string, orderId: string): Promise<Voucher> {
    const row = await this.database.maybe<VoucherRow>(VOUCHER, [orderId, memberId])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    if (row.paidAt === null) throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { reason: 'NOT_PAID' })
    const { name: shopName } = await this.settings.get('shop')
    const payments = await this.paymentsOf(row)
    return {
      shopName,
      orderNo: row.orderNo,
      placedAt: isoOf(row.placedAt),
      lines: row.lines,
      goodsPaidFen: row.goodsPaidFen,
      freightFen: row.freightFen,
      paidFen: payments.reduce((sum, { amountFen }) => sum + amountFen, 0),
      refundedFen: row.refundedFen,
      payments,
      issuedAt: isoOf(this.clock.now()),
    }
  }

  private async paymentsOf({ terms }: VoucherRow): Promise<Voucher['payments']> {
    const payments: Voucher['payments'] = []
    for (const { id, kind, amountFen, paidAt } of terms) {
      const { channel, channelTxn } = await this.payment.statusOf(this.database, termSubject(id))
      payments.push({
        kind,
        amountFen,
        paidAt: wireTime(paidAt),
        channel: channel as Voucher['payments'][number]['channel'],
        channelTxn,
      })
    }
    return payments
  }
}
