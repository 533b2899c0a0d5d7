import { Injectable, type OnModuleInit } from '@nestjs/common'
import { isoOf } from '@jishi/kernel/time'
import { Conditions } from '../../infra/database/conditions.js'
import { PastOrders, type PastOrder } from '../promotion/index.js'

/** Tells promotions what was ordered, by the facts each order was priced with, so that one can be tried before it is launched. */
@Injectable()
export class OrdersToTry implements OnModuleInit {
  constructor(private readonly past: PastOrders) {}

  onModuleInit(): void {
    this.past.register((reader, { since, behind, limit }) => {
      const conditions = new Conditions()
      conditions.add('o.created_at >= ?', isoOf(since))
      if (behind !== null) conditions.add('(o.created_at, o.id) < (?, ?::uuid)', isoOf(behind.at), behind.orderId)
      return reader.rows<PastOrder>(
        `select o.id as "orderId", o.order_no as "orderNo", o.created_at as at, r.facts
           from orders o join price_receipts r on r.id = o.receipt_id ${conditions.where}
          order by o.created_at desc, o.id desc limit ${limit}`,
        conditions.values,
      )
    })
  }
}
