import { Controller } from '@nestjs/common'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import {
  storedValueEndpoints as endpoints,
  type PayPasswordCode,
  type RechargeOffers,
  type RechargeStatus,
  type StartedRecharge,
  type StoredBalance,
  type StoredEntry,
  type StoredRefund,
  type StoredRefundable,
} from '@jishi/contracts/payment/stored-value.schema'
import { DomainError } from '@jishi/kernel/errors'
import { Serve } from '../../../infra/http/serve.js'

/** A member's balance. The shop does not offer it yet: every answer says so. */
@Controller()
export class StoredValueShopController {
  @Serve(endpoints.balance)
  balance(): StoredBalance {
    const nothing = { principalFen: 0, bonusFen: 0, heldFen: 0, availableFen: 0, capFen: 0, roomFen: 0 }
    return { offered: false, ...nothing, pinSet: false, pinLockedUntil: null }
  }

  @Serve(endpoints.entries)
  entries(): Page<StoredEntry> {
    return { items: [], nextCursor: null }
  }

  @Serve(endpoints.offers)
  offers(): RechargeOffers {
    return { offered: false, items: [], noReasonDays: 7 }
  }

  @Serve(endpoints.startRecharge)
  startRecharge(): StartedRecharge {
    throw new DomainError('RECHARGE_NOT_OFFERED')
  }

  @Serve(endpoints.payRecharge)
  payRecharge(): StartedRecharge {
    throw new DomainError('NOT_FOUND')
  }

  @Serve(endpoints.recharge)
  recharge(): RechargeStatus {
    throw new DomainError('NOT_FOUND')
  }

  @Serve(endpoints.sendCode)
  sendCode(): PayPasswordCode {
    throw new DomainError('RECHARGE_NOT_OFFERED')
  }

  @Serve(endpoints.setPassword)
  setPassword(): Done {
    throw new DomainError('RECHARGE_NOT_OFFERED')
  }

  @Serve(endpoints.refundable)
  refundable(): StoredRefundable {
    return { amountFen: 0, bonusForfeitedFen: 0, recharges: [], noReasonDays: 7 }
  }

  @Serve(endpoints.refund)
  refund(): StoredRefund {
    throw new DomainError('STORED_REFUND_NOT_ALLOWED')
  }
}
