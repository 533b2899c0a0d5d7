import { Injectable } from '@nestjs/common'
import type { ExchangeLine, ExchangePreview, ExchangeView } from '@jishi/contracts/order/exchange.schema'
import type { DifferenceState } from '@jishi/contracts/order/after-sale.terms'
import { present } from '@jishi/kernel/assert'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../../infra/database/database.js'
import type { CardRow } from '../after-sale.rows.js'
import type { GoodsOf } from '../after-sale-view.js'
import { differenceOf, type Wish } from './exchange-offers.js'

interface Row {
  readonly lines: { lineId: string; qty: number; skuId: string; wanted: Wish['wanted'] }[]
  readonly payUntil: Instant | null
  readonly givenBack: boolean
  readonly id: string | null
  readonly carrierCode: string
  readonly carrierName: string
  readonly trackingNo: string
  readonly shippedAt: Instant
  readonly signedAt: Instant | null
}

/** What is exchanged for what, and where that stands. */
@Injectable()
export class ShowExchange {
  constructor(private readonly database: Database) {}

  preview(wishes: readonly Wish[], goods: GoodsOf): ExchangePreview {
    return { lines: wishes.flatMap((wish) => lineView(wish, goods)), differenceFen: differenceOf(wishes) }
  }

  /** Of an exchange; null for a refund. One statement. */
  async of(row: CardRow, goods: GoodsOf): Promise<ExchangeView | null> {
    if (row.exchange === null) return null
    const found = await this.database.one<Row>(SHOWN, [row.id])
    return {
      lines: found.lines.flatMap((line) => lineView(line, goods)),
      differenceFen: row.exchange.differenceFen,
      difference: differenceStateOf(row, found.givenBack),
      payUntil: row.exchange.difference === 'waiting' && found.payUntil !== null ? isoOf(found.payUntil) : null,
      parcel: parcelOf(found),
    }
  }
}

const parcelOf = ({ id, carrierCode, carrierName, trackingNo, shippedAt, signedAt }: Row): ExchangeView['parcel'] =>
  id === null
    ? null
    : {
        ...{ id, carrierCode, carrierName, trackingNo },
        at: isoOf(shippedAt),
        signedAt: signedAt === null ? null : isoOf(signedAt),
      }

function differenceStateOf({ exchange, refundId }: CardRow, givenBack: boolean): DifferenceState {
  const { differenceFen, difference } = present(exchange, 'the exchange of a row that has one')
  if (givenBack) return 'given_back'
  if (differenceFen === 0) return 'none'
  if (differenceFen < 0) return refundId === null ? 'owed_back' : 'given_back'
  if (difference === 'paid') return 'paid'
  return difference === 'waiting' ? 'open' : 'unpaid'
}

function lineView(wish: Pick<Wish, 'lineId' | 'qty' | 'skuId' | 'wanted'>, goods: GoodsOf): ExchangeLine[] {
  const of = goods.get(wish.lineId)
  if (of === undefined) return []
  const { differenceFen: _differenceFen, ...wanted } = wish.wanted
  return [
    {
      ...{ lineId: wish.lineId, spuId: of.spuId, title: of.title, qty: wish.qty },
      from: { skuId: of.skuId, skuLabel: of.skuLabel, picture: of.picture },
      to: { skuId: wish.skuId, ...wanted },
    },
  ]
}

const SHOWN = `
  select (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'qty', l.qty, 'skuId', l.wanted_sku_id, 'wanted', l.wanted) order by o.position)
            from after_sale_lines l join order_lines o on o.id = l.line_id where l.after_sale_id = a.id) as lines,
         (select t.due_at from exchange_differences d join order_supplements s on s.purpose = 'exchange' and s.reference = d.id
            join order_terms t on t.id = s.term_id where d.after_sale_id = a.id and d.state = 'waiting') as "payUntil",
         exists (select 1 from exchange_differences d where d.after_sale_id = a.id and d.state = 'given_back') as "givenBack",
         s.id, s.carrier_code as "carrierCode", k.name as "carrierName", s.tracking_no as "trackingNo", s.shipped_at as "shippedAt",
         s.signed_at as "signedAt"
    from after_sales a left join shipments s on s.after_sale_id = a.id left join carriers k on k.code = s.carrier_code
   where a.id = $1`
