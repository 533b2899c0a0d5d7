import { Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { KindAsked } from '@jishi/contracts/order/order-kind.schema'
import { NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import type { Sql } from '../../../infra/database/sql.js'
import { InventoryFacade } from '../../inventory/index.js'
import type { ActivityFacts, PriceContext, Receipt } from '../../pricing/index.js'
import type { PricedGoods } from '../price-goods.js'
import type { KindPolicy } from './kind-policy.js'
import type { KindPrice, OrderKind, Term } from './order-kind.js'
import { OrderKinds } from './order-kinds.js'

/** A kind that was asked for and agrees: what it says of price and rules, gathered once. */
export interface AskedKind {
  readonly kind: OrderKind
  readonly facts: unknown
  readonly policy: KindPolicy
  /** Prices of its own, by SKU; empty where the shop's hold. */
  readonly prices: ReadonlyMap<string, Fen>
  /** What pricing needs to know of it; undefined for the plain kind. */
  readonly activity: ActivityFacts | undefined
}

/** Who asks, and in which context, with the kind named by the client, if any. */
export interface KindWanted {
  readonly memberId: string
  readonly asked: KindAsked | undefined
  readonly context: PriceContext
  readonly purpose: 'quote' | 'placing'
}

/** Finds the kind of an order that is wanted, and what it says; the plain one asks the database nothing. */
@Injectable()
export class AskKind {
  constructor(
    private readonly kinds: OrderKinds,
    private readonly inventory: InventoryFacade,
  ) {}

  /** Throws ORDER_KIND_UNKNOWN, ORDER_KIND_REFUSED, QTY_LIMIT, and whatever the kind refuses by. */
  async run(sql: Sql, lines: readonly SkuQty[], { memberId, asked, context, purpose }: KindWanted): Promise<AskedKind> {
    const kind = this.kinds.asked(asked?.code ?? NORMAL_KIND)
    const facts = await kind.facts(sql, { memberId, ref: asked?.ref ?? '', lines, at: context.at, purpose })
    const policy = kind.policy(facts)
    obeyed(policy, lines)
    const priced = lines.flatMap((line) => {
      const price = kind.price(line, facts)
      return price === null ? [] : [{ skuId: line.skuId, ...price }]
    })
    return {
      kind,
      facts,
      policy,
      prices: new Map(priced.map(({ skuId, unitFen }) => [skuId, unitFen])),
      activity: kind.code === NORMAL_KIND ? undefined : activityOf(kind, policy, priced),
    }
  }

  /** How many of these can be had: of the shop's stock as it was found, or of what the activity has left. */
  async available(
    sql: Sql,
    { policy }: AskedKind,
    skuIds: readonly string[],
    ofShop: ReadonlyMap<string, number>,
  ): Promise<ReadonlyMap<string, number>> {
    if (policy.activityId === null) return ofShop
    return new Map([...ofShop, ...(await this.inventory.leftOfActivity(sql, policy.activityId, skuIds))])
  }
}

function obeyed({ maxLines, limit, stockPool, activityId }: KindPolicy, lines: readonly SkuQty[]): void {
  assert((stockPool === 'activity') === (activityId !== null), 'units of an activity have an owner')
  if (lines.length > maxLines) throw new DomainError('ORDER_KIND_REFUSED', { reason: 'lines', limit: maxLines })
  const pieces = lines.reduce((sum, { qty }) => sum + qty, 0)
  if (limit !== null && pieces > limit) throw new DomainError('QTY_LIMIT', { limit })
}

/** One label an order: the first line's, with where it comes from. */
function activityOf({ code }: OrderKind, { stack }: KindPolicy, prices: readonly KindPrice[]): ActivityFacts {
  assert(
    prices.every(({ points }) => points === 0),
    `the kind ${code} asks for points, which nobody can pay with yet`,
  )
  const [first] = prices
  const label = first === undefined ? '' : first.label
  return { code, label: first?.reason ? `${label} · ${first.reason}` : label, stack }
}

/** Throws ORDER_KIND_REFUSED where such goods do not travel with the kind. */
export function mayTravel({ policy: { deliveryCodes } }: AskedKind, { methods }: PricedGoods): void {
  if (deliveryCodes === null || methods.every((method) => deliveryCodes.includes(method))) return
  throw new DomainError('ORDER_KIND_REFUSED', { reason: 'delivery' })
}

/** What the kind says is owed. Everything at once is all that ordering can take today. */
export function termOf(
  { kind, facts }: Pick<AskedKind, 'kind' | 'facts'>,
  receipt: Receipt,
  at: Parameters<OrderKind['terms']>[2],
): Term {
  const [term, ...more] = kind.terms(receipt, facts, at)
  assert(
    term?.kind === 'full' && term.amountFen === receipt.totals.payableFen && more.length === 0,
    `the kind ${kind.code} wants to be paid in parts, which nobody can yet`,
  )
  return term
}
