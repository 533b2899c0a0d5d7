import { Injectable } from '@nestjs/common'
import type { CloseCause } from '@jishi/contracts/order/order.terms'
import { assert } from '@jishi/kernel/assert'
import type { Tx } from '../../../infra/database/sql.js'
import type { LockedOrder } from '../locked-order.js'
import { kindOrderOf } from './kind-of-order.js'
import type { Effect, KindBack } from './order-kind.js'
import { OrderKinds } from './order-kinds.js'
import { PlainEffects, type PlainEffect } from './plain-effects.js'

/** Tells the kind of an order that it ended unpaid, or that some of it went back, and does what it wants done then. */
@Injectable()
export class KindEnds {
  constructor(
    private readonly kinds: OrderKinds,
    private readonly effects: PlainEffects,
  ) {}

  async closed(tx: Tx, order: LockedOrder, cause: CloseCause): Promise<void> {
    const kind = this.kinds.of(order.kind.code)
    await this.effects.run(tx, order, plain(await kind.onClosed(tx, kindOrderOf(order), cause)))
  }

  async refunded(tx: Tx, order: LockedOrder, back: KindBack): Promise<void> {
    const kind = this.kinds.of(order.kind.code)
    await this.effects.run(tx, order, plain(await kind.onRefunded(tx, kindOrderOf(order), back)))
  }
}

/** What has ended, or is on its way back, is not ended once more. */
const plain = (effects: readonly Effect[]): PlainEffect[] =>
  effects.map((effect) => {
    assert(effect.do !== 'close', 'a kind closes an order that has ended, or is being given back')
    return effect
  })
