import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import {
  storedValueEndpoints as endpoints,
  type PayPasswordCode,
  type StoredBalance,
  type StoredEntry,
  type StoredRefund,
  type StoredRefundable,
} from '@jishi/contracts/payment/stored-value.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Member, RequestOrigin, type Origin } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { PayPasswords } from './pay-passwords.js'
import { StoredBalanceQueries } from './stored-balance.queries.js'
import { StoredRefunds } from './stored-refunds.js'

/** A member's balance, the password it is spent with, and its way back. */
@Controller()
export class StoredValueShopController {
  constructor(
    private readonly balances: StoredBalanceQueries,
    private readonly passwords: PayPasswords,
    private readonly refunds: StoredRefunds,
  ) {}

  @Serve(endpoints.balance)
  balance(@Member() { memberId }: MemberActor): Promise<StoredBalance> {
    return this.balances.own(memberId)
  }

  @Serve(endpoints.entries)
  entries(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof endpoints.entries>,
  ): Promise<Page<StoredEntry>> {
    return this.balances.entries(memberId, query)
  }

  @Serve(endpoints.sendCode)
  sendCode(@Member() { memberId }: MemberActor, @RequestOrigin() { ip }: Origin): Promise<PayPasswordCode> {
    return this.passwords.sendCode(memberId, ip)
  }

  @Serve(endpoints.setPassword)
  async setPassword(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof endpoints.setPassword>,
  ): Promise<Done> {
    await this.passwords.set(memberId, body)
    return { ok: true }
  }

  @Serve(endpoints.refundable)
  refundable(@Member() { memberId }: MemberActor): Promise<StoredRefundable> {
    return this.refunds.refundable(memberId)
  }

  @Serve(endpoints.refund)
  async refund(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof endpoints.refund>,
  ): Promise<StoredRefund> {
    await this.passwords.check(memberId, body.password)
    const { rechargeId } = body
    return this.refunds.run(memberId, { ...call, body: { rechargeId } }, body)
  }
}
