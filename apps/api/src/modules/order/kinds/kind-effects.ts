import { Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import type { Tx } from '../../../infra/database/sql.js'
import type { LockedOrder } from '../locked-order.js'
import { CloseByKind } from './close-by-kind.js'
import { kindOrderOf } from './kind-of-order.js'
import type { Effect, PaidTermOf } from './order-kind.js'
import { OrderKinds } from './order-kinds.js'
import { PlainEffects } from './plain-effects.js'

/** Does what the kind of a paid order wants done, its end included. */
@Injectable()
export class KindEffects {
  constructor(
    private readonly kinds: OrderKinds,
    private readonly plain: PlainEffects,
    private readonly closing: CloseByKind,
  ) {}

  /** A term of the order was paid or waived, and its rows say so already. */
  async paid(tx: Tx, order: LockedOrder, term: PaidTermOf): Promise<void> {
    const kind = this.kinds.of(order.kind.code)
    await this.run(tx, order, await kind.onTermPaid(tx, kindOrderOf(order), term))
  }

  async run(tx: Tx, order: LockedOrder, effects: readonly Effect[]): Promise<void> {
    for (const effect of effects) {
      if (effect.do === 'close') {
        assert(effect.refund === 'all', `order ${order.id} has no deposit to keep or to double`)
        await this.closing.run(tx, order.id, effect.cause)
      } else await this.plain.run(tx, order, [effect])
    }
  }
}
