import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import {
  seckillDeskEndpoints,
  type SeckillBoard,
  type SeckillReport,
} from '@jishi/contracts/seckill/seckill-desk.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { BoardQuery } from './board.query.js'
import { ExportReport } from './export-report.js'
import { ReportQuery } from './report.query.js'

@Controller()
export class SeckillFiguresAdminController {
  constructor(
    private readonly boards: BoardQuery,
    private readonly reports: ReportQuery,
    private readonly exporting: ExportReport,
  ) {}

  @Serve(seckillDeskEndpoints.board)
  board(@Input() { params }: InputOf<typeof seckillDeskEndpoints.board>): Promise<SeckillBoard> {
    return this.boards.run(params.id)
  }

  @Serve(seckillDeskEndpoints.report)
  report(@Input() { params }: InputOf<typeof seckillDeskEndpoints.report>): Promise<SeckillReport> {
    return this.reports.run(params.id)
  }

  @Serve(seckillDeskEndpoints.exported)
  exported(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof seckillDeskEndpoints.exported>,
    @Idempotent() call: IdempotentCall,
  ): Promise<FileReply> {
    return this.exporting.run(operator, call, params.id, body.format)
  }
}
