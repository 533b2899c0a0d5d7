import { EndRecharge } from '../../../src/modules/payment/stored/end-recharge.js'
import { cancelPieces } from '../../support/shop-desk.js'
import { PASSWORD } from '../../support/stored-desk.js'
import { Refused, type ShopClient, type Shopper } from '../../support/shopper.js'
import type { WholeShop } from '../../support/whole-shop.js'
import type { Channel, PaymentLife } from './payment-oracle.js'

/** Something that is paid: what its owner, the shop and the shop's sweeps do with it. */
export interface Owed {
  readonly id: string
  pay(channel: Channel, key: string): Promise<unknown>
  cancel(): Promise<unknown>
  /** What a process that died in between had still to do. */
  endCancel(): Promise<unknown>
  ask(): Promise<unknown>
  giveBack(): Promise<unknown>
  state(): Promise<PaymentLife['order']>
}

export class OwedOrder implements Owed {
  constructor(
    private readonly stage: { readonly shop: WholeShop; readonly operator: ShopClient },
    private readonly who: Shopper,
    readonly id: string,
    private readonly partFen: number,
  ) {}

  pay(channel: Channel, idempotencyKey: string): Promise<unknown> {
    const balance = this.partFen === 0 ? {} : { balance: { amountFen: this.partFen, password: PASSWORD } }
    return this.who.api.order.startPayment({ params: { id: this.id }, body: { channel, ...balance }, idempotencyKey })
  }

  cancel(): Promise<unknown> {
    return this.who.api.order.cancel({ params: { id: this.id } })
  }

  endCancel(): Promise<unknown> {
    return this.stage.shop.sweep('order.finish-closing')
  }

  ask(): Promise<unknown> {
    return this.who.api.order.payment({ params: { id: this.id } })
  }

  giveBack(): Promise<unknown> {
    return cancelPieces(this.stage.operator, this.id)
  }

  async state(): Promise<PaymentLife['order']> {
    const { database } = this.stage.shop
    const { state } = await database.one<{ state: PaymentLife['order'] }>('select state from orders where id = $1', [
      this.id,
    ])
    return state
  }
}

/** Where each can be paid with: a code is scanned off a desktop. */
const PLACES = { wechat_h5: 'mobile-browser', wechat_native: 'desktop-browser' } as const

/** Begun with its first payment; nobody cancels one, but its time runs out. Taken back, its money is on its way to where it came from. */
export class OwedRecharge implements Owed {
  private begun: string | undefined

  constructor(
    private readonly shop: WholeShop,
    private readonly who: Shopper,
  ) {}

  get id(): string {
    return this.begun ?? ''
  }

  async pay(channel: Channel, idempotencyKey: string): Promise<void> {
    const { storedValue } = this.who.api
    const container = PLACES[channel]
    if (this.begun !== undefined) {
      await storedValue.payRecharge({ params: { id: this.begun }, body: { channel, container }, idempotencyKey })
      return
    }
    const { id } = await storedValue.startRecharge({ body: { amountFen: 10_000, channel, container }, idempotencyKey })
    this.begun = id
  }

  async cancel(): Promise<void> {
    if ((await this.state()) !== 'pending_payment') throw OVER
    await this.shop.get(EndRecharge).run(this.id)
  }

  async endCancel(): Promise<void> {
    // The sweep finds none but these: one that was paid meanwhile has nobody who would end it.
    if ((await this.state()) === 'pending_payment') await this.shop.get(EndRecharge).run(this.id)
  }

  ask(): Promise<unknown> {
    return this.who.api.storedValue.recharge({ params: { id: this.id } })
  }

  giveBack(): Promise<unknown> {
    return this.who.api.storedValue.refund({ body: { rechargeId: this.id, password: PASSWORD } })
  }

  async state(): Promise<PaymentLife['order']> {
    const { state } = await this.shop.database.one<{ state: PaymentLife['order'] }>(STATE, [this.id])
    return state
  }

  /** What has gone out of a balance of nothing, and the room that is kept in it. */
  balance(): Promise<{ spentFen: number; heldFen: number }> {
    return this.shop.database.one(
      `select -(principal_fen + bonus_fen) as "spentFen", expected_fen as "heldFen" from stored_accounts where member_id = $1`,
      [this.who.memberId],
    )
  }
}

/** A sweep finds none that is over, so whoever would end it again is refused as an order's buyer is. */
const OVER = new Refused(409, { code: 'PAYMENT_NOT_ALLOWED', message: '', requestId: '' })

const STATE = `
  select case when c.state = 'open' then 'pending_payment'
              when c.state = 'paid' and exists (select 1 from refunds r where r.attempt_id = i.settled_attempt_id and r.state = 'succeeded') then 'refunded'
              else c.state end as state
    from stored_recharges c join payment_intents i on i.subject_id = c.id where c.id = $1`
