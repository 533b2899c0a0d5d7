import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { couponsEndpoints, type CouponTemplateView } from '@jishi/contracts/promotion/coupons.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { Language } from '../../../infra/http/language.js'
import { Idempotent, Input, Operator, Spoken } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { SaveCouponTemplate, type CouponTemplateId } from './save-template.js'
import { SwitchCouponTemplate } from './switch-template.js'
import { CouponTemplateQueries } from './template.queries.js'

@Controller()
export class CouponTemplatesAdminController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly queries: CouponTemplateQueries,
    private readonly saving: SaveCouponTemplate,
    private readonly switching: SwitchCouponTemplate,
  ) {}

  @Serve(couponsEndpoints.templates)
  list(
    @Input() { query }: InputOf<typeof couponsEndpoints.templates>,
    @Spoken() language: Language,
  ): Promise<Page<CouponTemplateView>> {
    return this.queries.list(query, language)
  }

  @Serve(couponsEndpoints.template)
  one(
    @Input() { params }: InputOf<typeof couponsEndpoints.template>,
    @Spoken() language: Language,
  ): Promise<CouponTemplateView> {
    return this.queries.one(params.id, language)
  }

  @Serve(couponsEndpoints.createTemplate)
  create(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof couponsEndpoints.createTemplate>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<CouponTemplateView> {
    return this.once(call, language, (tx, id) => this.saving.create(tx, operator, id, body))
  }

  @Serve(couponsEndpoints.changeTemplate)
  change(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof couponsEndpoints.changeTemplate>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<CouponTemplateView> {
    return this.once(call, language, (tx) => this.saving.change(tx, operator, idOf(params.id), body))
  }

  @Serve(couponsEndpoints.launch)
  launch(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof couponsEndpoints.launch>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<CouponTemplateView> {
    return this.once(call, language, (tx) => this.switching.launch(tx, operator, idOf(params.id), body.version))
  }

  @Serve(couponsEndpoints.stop)
  stop(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof couponsEndpoints.stop>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<CouponTemplateView> {
    return this.once(call, language, (tx) => this.switching.stop(tx, operator, idOf(params.id), body.version))
  }

  /** Once per key, in one Tx; the answer is the template as it is now. */
  private async once(
    call: IdempotentCall,
    language: Language,
    effect: (tx: Tx, proposed: CouponTemplateId) => Promise<CouponTemplateId>,
  ): Promise<CouponTemplateView> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'couponTemplate', (proposed) => effect(tx, proposed)),
    )
    return this.queries.one(id, language)
  }
}
