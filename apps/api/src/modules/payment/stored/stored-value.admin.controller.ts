import { Controller } from '@nestjs/common'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  storedValueEndpoints as endpoints,
  type MemberStored,
  type MemberStoredEntry,
} from '@jishi/contracts/payment/stored-value.schema'
import { Serve } from '../../../infra/http/serve.js'

/** What an operator sees of somebody's balance. */
@Controller()
export class StoredValueAdminController {
  @Serve(endpoints.memberBalance)
  balance(): MemberStored {
    const nothing = { principalFen: 0, bonusFen: 0, heldFen: 0, capFen: 0 }
    return { ...nothing, pinSet: false, pinLockedUntil: null }
  }

  @Serve(endpoints.memberEntries)
  entries(): Page<MemberStoredEntry> {
    return { items: [], nextCursor: null }
  }
}
