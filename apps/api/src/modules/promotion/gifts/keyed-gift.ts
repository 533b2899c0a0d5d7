import { Injectable } from '@nestjs/common'
import type { ChangePayGiftBody, PayGiftBody, PayGiftView } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { Language } from '../../../infra/http/language.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { GiftQueries } from './gifts.queries.js'
import { SaveGift, type PayGiftId } from './save-gift.js'
import { SwitchGift, type GiftSwitch } from './switch-gift.js'

interface GiftTurn {
  readonly id: PayGiftId
  readonly version: number
  readonly what: GiftSwitch
}

/** What operators do with rules: each call once per key, in one Tx; the answer is the rule as it is now. */
@Injectable()
export class KeyedGift {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly queries: GiftQueries,
    private readonly saving: SaveGift,
    private readonly switching: SwitchGift,
  ) {}

  create(call: IdempotentCall, operator: OperatorActor, body: PayGiftBody, language: Language): Promise<PayGiftView> {
    return this.once(call, language, (tx, id) => this.saving.create(tx, operator, id, body))
  }

  change(
    call: IdempotentCall,
    operator: OperatorActor,
    id: PayGiftId,
    body: ChangePayGiftBody,
    language: Language,
  ): Promise<PayGiftView> {
    return this.once(call, language, (tx) => this.saving.change(tx, operator, id, body))
  }

  turn(
    call: IdempotentCall,
    operator: OperatorActor,
    { id, version, what }: GiftTurn,
    language: Language,
  ): Promise<PayGiftView> {
    return this.once(call, language, (tx) => this.switching.run(tx, operator, id, version, what))
  }

  private async once(
    call: IdempotentCall,
    language: Language,
    effect: (tx: Tx, proposed: PayGiftId) => Promise<PayGiftId>,
  ): Promise<PayGiftView> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'payGift', (proposed) => effect(tx, proposed)),
    )
    return this.queries.one(id, language)
  }
}
