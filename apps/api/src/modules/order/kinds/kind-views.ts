import { Injectable } from '@nestjs/common'
import type { KindView } from '@jishi/contracts/order/order-kind.schema'
import { NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import type { Sql } from '../../../infra/database/sql.js'
import { kindOrderOf, type KindOfOrder } from './kind-of-order.js'
import { OrderKinds } from './order-kinds.js'

interface Shown {
  readonly id: string
  readonly orderNo: string
  readonly memberId: string
  readonly kind: KindOfOrder
}

/** What pages say of the kinds of orders: a page of plain orders asks nobody, any other each of its kinds once. */
@Injectable()
export class KindViews {
  constructor(private readonly kinds: OrderKinds) {}

  async of(sql: Sql, orders: readonly Shown[]): Promise<(order: Shown) => KindView> {
    const codes = new Set(orders.map(({ kind }) => kind.code))
    codes.delete(NORMAL_KIND)
    const titles = new Map<string, string | null>()
    for (const code of codes) {
      const own = orders.filter(({ kind }) => kind.code === code).map(kindOrderOf)
      const found = await this.kinds.known(code)?.views(sql, own)
      for (const [id, { title }] of found ?? []) titles.set(id, title)
    }
    return ({ id, kind: { code, ref } }) => ({ code, ref, title: titles.get(id) ?? null })
  }
}
