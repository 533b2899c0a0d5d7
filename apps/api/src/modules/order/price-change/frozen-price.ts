import type { ReceiptRule, ReceiptTotals } from '@jishi/contracts/pricing/pricing.schema'
import { DomainError } from '@jishi/kernel/errors'
import { addFen, subFen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { Sql } from '../../../infra/database/sql.js'
import { adjustFrozen } from '../../pricing/index.js'
import { MINIMUM_PAYABLE_FEN } from '../pricing-facts.js'

/** A bought line of a placed order, before its last stage. */
export interface FrozenLine {
  readonly lineId: string
  readonly skuId: string
  readonly title: string
  readonly skuLabel: string
  readonly qty: number
  /** After points, without any adjustment. */
  readonly goodsFen: Fen
  /** All it is adjusted by now, and how much of that an operator asked for; the rest is the minimum. */
  readonly adjustFen: Fen
  readonly beforeFen: Fen
}

/** What an order costs by its frozen amounts. */
export interface FrozenPrice {
  readonly receiptId: string
  readonly rules: ReceiptRule[]
  readonly totals: ReceiptTotals
  readonly freightFen: Fen
  readonly payableFen: Fen
  /** In canonical order; gifts cost nothing and are never among them. */
  readonly lines: FrozenLine[]
}

/** One line with what a change makes of it. */
export interface RepricedLine extends FrozenLine {
  readonly changeFen: Fen
  readonly minimumFen: Fen
  readonly goodsPaidFen: Fen
}

export interface Repriced {
  readonly lines: readonly RepricedLine[]
  readonly rules: readonly ReceiptRule[]
  readonly totals: ReceiptTotals
  readonly payableFen: Fen
}

const FROZEN = `
  select o.receipt_id as "receiptId", r.rules, r.totals, o.freight_fen as "freightFen", o.payable_fen as "payableFen",
    (select jsonb_agg(jsonb_build_object('lineId', l.id, 'skuId', l.sku_id, 'title', l.snapshot ->> 'title',
              'skuLabel', l.snapshot ->> 'skuLabel', 'qty', l.qty, 'goodsFen', l.goods_paid_fen - l.adjust_fen, 'adjustFen', l.adjust_fen,
              'beforeFen', (select coalesce(sum(s.amount_fen), 0) from order_line_shares s where s.line_id = l.id and s.stage = 'adjustment'))
              order by l.sku_id)
       from order_lines l where l.order_id = o.id and l.role = 'main') as lines
    from orders o join price_receipts r on r.id = o.receipt_id where o.id = $1`

/** Of an order whose row the caller holds, or for a look at it. Throws NOT_FOUND. */
export async function frozenPrice(sql: Sql, orderId: string): Promise<FrozenPrice> {
  const row = await sql.maybe<FrozenPrice>(FROZEN, [orderId])
  if (row === undefined) throw new DomainError('NOT_FOUND')
  return row
}

/** What was asked for, by line; each line that is not named is moved by nothing. */
export type AskedChanges = readonly { readonly lineId: string; readonly changeFen: number }[]

const OF_LAST_STAGE: readonly string[] = ['adjustment', 'minimum']

/**
 * The order with this change and no other. Only the last stage is worked out: history is not priced again. Throws NOT_FOUND for a line of another order or a gift, PRICE_CHANGE_TOO_LOW
 * (details.lineId and leastFen) for more off than it costs.
 */
export function repriced(frozen: FrozenPrice, change: { id: string; reason: string }, asked: AskedChanges): Repriced {
  const changes = changesBySku(frozen, asked)
  const bare = frozen.lines.map(({ skuId, goodsFen }) => ({ skuId, goodsFen, adjustFen: zeroFen }))
  const shares = [...changes].map(([skuId, amountFen]) => ({ skuId, amountFen }))
  const price = { lines: bare, freightFen: frozen.freightFen, minimumFen: MINIMUM_PAYABLE_FEN }
  const adjusted = adjustFrozen(price, { ...change, shares })
  const after = new Map(adjusted.lines.map((line) => [line.skuId, line]))
  const lines = frozen.lines.map((line) => {
    const { adjustFen = zeroFen, goodsFen = line.goodsFen } = after.get(line.skuId) ?? {}
    const changeFen = changes.get(line.skuId) ?? zeroFen
    return { ...line, changeFen, minimumFen: subFen(adjustFen, changeFen), goodsPaidFen: goodsFen }
  })
  const kept = frozen.rules.filter(({ stage }) => !OF_LAST_STAGE.includes(stage))
  const rules = adjusted.rules.map((rule) => ({ ...rule, refusal: null, shares: [...rule.shares] }))
  return {
    lines,
    rules: [...kept, ...rules],
    totals: {
      ...frozen.totals,
      adjustFen: sumFen(lines.map(({ changeFen, minimumFen }) => addFen(changeFen, minimumFen))),
      goodsPaidFen: sumFen(lines.map(({ goodsPaidFen }) => goodsPaidFen)),
      payableFen: adjusted.payableFen,
    },
    payableFen: adjusted.payableFen,
  }
}

function changesBySku({ lines }: FrozenPrice, asked: AskedChanges): Map<string, Fen> {
  return new Map(
    asked.map(({ lineId, changeFen }) => {
      const line = lines.find((one) => one.lineId === lineId)
      if (line === undefined) throw new DomainError('NOT_FOUND')
      if (line.goodsFen + changeFen < 0) {
        throw new DomainError('PRICE_CHANGE_TOO_LOW', { lineId, leastFen: subFen(zeroFen, line.goodsFen) })
      }
      return [line.skuId, changeFen as Fen]
    }),
  )
}

/** Whether the change moves anything that is not moved so already. */
export const movesAnything = (lines: readonly RepricedLine[]): boolean =>
  lines.some(({ changeFen, beforeFen }) => changeFen !== beforeFen)
