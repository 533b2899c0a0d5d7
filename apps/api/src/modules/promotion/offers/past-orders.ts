import { Injectable } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'

/** An order with the facts it was priced by, as they were written down then. */
export interface PastOrder {
  readonly orderId: string
  readonly orderNo: string
  readonly at: Instant
  /** Of whatever version of the engine. */
  readonly facts: unknown
}

/** Where a page of past orders begins: behind this one, the newest first. */
export interface PastPage {
  readonly since: Instant
  readonly behind: { readonly at: Instant; readonly orderId: string } | null
  readonly limit: number
}

export type PastOrdersOf = (reader: Sql, page: PastPage) => Promise<PastOrder[]>

/** Orders know promotions, not the other way about: whoever keeps them names itself once when the shop starts. */
@Injectable()
export class PastOrders {
  private source: PastOrdersOf | undefined

  register(source: PastOrdersOf): void {
    this.source = source
  }

  page(reader: Sql, page: PastPage): Promise<PastOrder[]> {
    return present(this.source, 'somebody who keeps orders')(reader, page)
  }
}
