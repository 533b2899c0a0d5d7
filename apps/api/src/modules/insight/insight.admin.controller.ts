import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { insightEndpoints, type TrendView, type WorkbenchView } from '@jishi/contracts/insight/insight.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { ShowTrend } from './show-trend.js'
import { ShowWorkbench } from './show-workbench.js'

@Controller()
export class InsightAdminController {
  constructor(
    private readonly showWorkbench: ShowWorkbench,
    private readonly showTrend: ShowTrend,
  ) {}

  @Serve(insightEndpoints.workbench)
  workbench(@Operator() operator: OperatorActor): Promise<WorkbenchView> {
    return this.showWorkbench.run(operator)
  }

  @Serve(insightEndpoints.trend)
  trend(@Input() { query }: InputOf<typeof insightEndpoints.trend>): Promise<TrendView> {
    return this.showTrend.run(Number(query.days ?? '30'))
  }
}
