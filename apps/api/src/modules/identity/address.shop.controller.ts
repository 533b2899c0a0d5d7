import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { identityEndpoints, type AddressView } from '@jishi/contracts/identity/identity.schema'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotent, Input, Member } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { Addresses } from './addresses.js'

@Controller()
export class AddressShopController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly addresses: Addresses,
  ) {}

  @Serve(identityEndpoints.addresses)
  async all(@Member() { memberId }: MemberActor): Promise<Page<AddressView>> {
    return { items: await this.addresses.all(this.database, memberId), nextCursor: null }
  }

  @Serve(identityEndpoints.address)
  one(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof identityEndpoints.address>,
  ): Promise<AddressView> {
    return this.addresses.of(this.database, memberId, params.id)
  }

  @Serve(identityEndpoints.addAddress)
  add(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof identityEndpoints.addAddress>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AddressView> {
    return this.database.transaction(async (tx) => {
      const { id } = await this.idempotency.run(tx, call, 'address', async (proposed) => {
        await this.addresses.add(tx, memberId, proposed, body)
        return proposed
      })
      return this.addresses.of(tx, memberId, id)
    })
  }

  @Serve(identityEndpoints.changeAddress)
  change(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof identityEndpoints.changeAddress>,
  ): Promise<AddressView> {
    return this.database.transaction(async (tx) => {
      await this.addresses.change(tx, memberId, params.id, body)
      return this.addresses.of(tx, memberId, params.id)
    })
  }

  @Serve(identityEndpoints.removeAddress)
  async remove(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof identityEndpoints.removeAddress>,
  ): Promise<Done> {
    await this.database.transaction((tx) => this.addresses.remove(tx, memberId, params.id))
    return { ok: true }
  }
}
