import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { inventoryEndpoints } from '@jishi/contracts/inventory/inventory.schema'
import type { EnteredSecrets, RevealedSecret, SecretCounts, SecretRow } from '@jishi/contracts/inventory/secrets.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { EnterSecrets } from './enter-secrets.js'
import { RevealSecret } from './reveal-secret.js'
import { SecretQueries } from './secret.queries.js'
import { VoidSecrets } from './void-secrets.js'

@Controller()
export class SecretAdminController {
  constructor(
    private readonly queries: SecretQueries,
    private readonly entering: EnterSecrets,
    private readonly voiding: VoidSecrets,
    private readonly revealing: RevealSecret,
  ) {}

  @Serve(inventoryEndpoints.secretCounts)
  counts(@Input() { params }: InputOf<typeof inventoryEndpoints.secretCounts>): Promise<SecretCounts> {
    return this.queries.counts(params.id)
  }

  @Serve(inventoryEndpoints.secrets)
  secrets(@Input() { params, query }: InputOf<typeof inventoryEndpoints.secrets>): Promise<Page<SecretRow>> {
    return this.queries.page(params.id, query)
  }

  @Serve(inventoryEndpoints.enterSecrets)
  enter(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof inventoryEndpoints.enterSecrets>,
    @Idempotent() call: IdempotentCall,
  ): Promise<EnteredSecrets> {
    return this.entering.run(operator, params.id, call, body)
  }

  @Serve(inventoryEndpoints.voidSecrets)
  async void(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof inventoryEndpoints.voidSecrets>,
    @Idempotent() call: IdempotentCall,
  ): Promise<SecretCounts> {
    await this.voiding.run(operator, params.id, call, body)
    return this.queries.counts(params.id)
  }

  @Serve(inventoryEndpoints.revealSecret)
  reveal(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof inventoryEndpoints.revealSecret>,
    @Idempotent() call: IdempotentCall,
  ): Promise<RevealedSecret> {
    return this.revealing.run(operator, params, call)
  }
}
