import { Inject, Injectable } from '@nestjs/common'
import type { AddressQuote, ReaddressBody } from '@jishi/contracts/order/order-centre.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { IdentityFacade } from '../../identity/index.js'
import { lockOrder } from '../locked-order.js'
import { DropSupplement } from '../supplement/drop-supplement.js'
import { Supplements } from '../supplement/supplements.js'
import { freightThere, type FreightThere } from './address-freight.js'
import { ChangeAddress } from './change-address.js'

/** A buyer's change of where their order goes. */
@Injectable()
export class ReaddressOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly identity: IdentityFacade,
    private readonly changing: ChangeAddress,
    private readonly supplements: Supplements,
    private readonly dropping: DropSupplement,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What it would cost; nothing is written. Throws NOT_FOUND for order and address alike. */
  async quote(memberId: Id<'member'>, orderId: string, addressId: string): Promise<AddressQuote> {
    const { regionCode } = await this.identity.addressOf(this.database, memberId, addressId)
    return quoteView(await freightThere(this.database, { orderId, memberId, regionCode }))
  }

  /**
   * Throws NOT_FOUND, NOT_DELIVERABLE, FREIGHT_CHANGED (details.quote) when it is not what the buyer agreed to, and
   * ORDER_ACTION_NOT_ALLOWED once a parcel has left or while another change waits for its money.
   */
  async run(memberId: Id<'member'>, orderId: string, call: IdempotentCall, body: ReaddressBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await lockOrder(tx, orderId, this.clock.now(), memberId)
        const address = await this.identity.addressOf(tx, memberId, body.addressId)
        const way = await freightThere(tx, { orderId, memberId, regionCode: address.regionCode })
        if (!way.deliverable) throw new DomainError('NOT_DELIVERABLE')
        if (way.differenceFen !== body.differenceFen) {
          throw new DomainError('FREIGHT_CHANGED', { quote: quoteView(way) })
        }
        await this.changing.begin(tx, order, address, way, { kind: 'member', id: memberId })
        return idOf<'order'>(orderId)
      }),
    )
  }

  /** The order stays where it goes. Throws NOT_FOUND, or ORDER_ACTION_NOT_ALLOWED where no change waits for its money. */
  async keep(memberId: string, orderId: string): Promise<void> {
    const termId = await this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId, this.clock.now(), memberId)
      await this.changing.assertWaiting(tx, order)
      return this.supplements.withdraw(tx, order)
    })
    if (termId !== undefined) await this.dropping.whenDue({ termId })
  }
}

const quoteView = ({ deliverable, paidFen, freightFen, differenceFen }: FreightThere): AddressQuote => ({
  deliverable,
  paidFreightFen: paidFen,
  freightFen,
  differenceFen,
})
