import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { insightEndpoints, type TrendView, type WorkbenchView } from '@jishi/contracts/insight/insight.schema'
import type { OrderAtView } from '@jishi/contracts/insight/order-at.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { ShowOrderAt } from './order-at/show-order-at.js'
import { ShowTrend } from './show-trend.js'
import { ShowWorkbench } from './show-workbench.js'

@Controller()
export class InsightAdminController {
  constructor(
    private readonly showWorkbench: ShowWorkbench,
    private readonly showTrend: ShowTrend,
    private readonly showOrderAt: ShowOrderAt,
  ) {}

  @Serve(insightEndpoints.workbench)
  workbench(@Operator() operator: OperatorActor): Promise<WorkbenchView> {
    return this.showWorkbench.run(operator)
  }

  @Serve(insightEndpoints.trend)
  trend(@Input() { query }: InputOf<typeof insightEndpoints.trend>): Promise<TrendView> {
    return this.showTrend.run(Number(query.days ?? '30'))
  }

  @Serve(insightEndpoints.orderAt)
  orderAt(@Input() { params, query }: InputOf<typeof insightEndpoints.orderAt>): Promise<OrderAtView> {
    return this.showOrderAt.run(params.id, query)
  }
}
