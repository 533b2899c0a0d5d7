import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { trackingEndpoints, type ParcelsView, type ProblemParcel } from '@jishi/contracts/order/tracking.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Input, Member, RawBody } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { TakePush } from './take-push.js'
import { TrackingQueries } from './tracking.queries.js'

/** The answer kuaidi100 reads as "taken"; anything else it sends again. */
const TAKEN = { result: true, returnCode: '200', message: '成功' }

@Controller()
export class TrackingController {
  constructor(
    private readonly queries: TrackingQueries,
    private readonly takePush: TakePush,
  ) {}

  @Serve(trackingEndpoints.parcels)
  parcels(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof trackingEndpoints.parcels>,
  ): Promise<ParcelsView> {
    return this.queries.ofOrder(params.id, memberId)
  }

  @Serve(trackingEndpoints.adminParcels)
  adminParcels(@Input() { params }: InputOf<typeof trackingEndpoints.adminParcels>): Promise<ParcelsView> {
    return this.queries.ofOrder(params.id, null)
  }

  @Serve(trackingEndpoints.problemParcels)
  problems(@Input() { query }: InputOf<typeof trackingEndpoints.problemParcels>): Promise<Page<ProblemParcel>> {
    return this.queries.problems(query)
  }

  @Serve(trackingEndpoints.kuaidi100)
  async kuaidi100(
    @Input() { params }: InputOf<typeof trackingEndpoints.kuaidi100>,
    @RawBody() raw: Buffer,
  ): Promise<unknown> {
    await this.takePush.run(params.id, raw)
    return TAKEN
  }
}
