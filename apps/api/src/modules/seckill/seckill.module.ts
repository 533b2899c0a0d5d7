import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { CONFIG, type Config } from '../../infra/config/config.js'
import { Database } from '../../infra/database/database.js'
import { LOGGER, type Logger } from '../../infra/logging/logger.js'
import { Metrics } from '../../infra/metrics/metrics.js'
import { CatalogModule } from '../catalog/index.js'
import { IdentityModule } from '../identity/index.js'
import { InventoryModule } from '../inventory/index.js'
import { OrderModule } from '../order/index.js'
import { ActivityQueries } from './desk/activity.queries.js'
import { ArmChecks } from './desk/arm-checks.js'
import { BoardQuery } from './desk/board.query.js'
import { ExportReport } from './desk/export-report.js'
import { KeyedActivity } from './desk/keyed-activity.js'
import { ReportQuery } from './desk/report.query.js'
import { SaveActivity } from './desk/save-activity.js'
import { SeckillAdminController } from './desk/seckill.admin.controller.js'
import { SeckillFiguresAdminController } from './desk/seckill-figures.admin.controller.js'
import { SettleActivity } from './desk/settle-activity.js'
import { TurnActivity } from './desk/turn-activity.js'
import { Comparator } from './engine/comparator.js'
import { TAKE_ENGINE, type TakeEngine } from './engine/engine.js'
import { ItemMemory } from './engine/item-memory.js'
import { LapseBell } from './engine/lapse-bell.js'
import { PostgresEngine } from './engine/postgres-engine.js'
import { Pulse } from './engine/pulse.js'
import { RedisEngine } from './engine/redis-engine.js'
import { ReleaseTakes } from './engine/release-takes.js'
import { SeckillFacade } from './seckill.facade.js'
import { SeckillKind } from './seckill-kind.js'
import { SeckillTimers } from './seckill-timers.js'
import { CounterDesk } from './shop/counter-desk.js'
import { GiveUpTake } from './shop/give-up-take.js'
import { HoldingsQuery } from './shop/holdings.query.js'
import { IssueTicket } from './shop/issue-ticket.js'
import { ProofLevel } from './shop/proof-level.js'
import { RiskDecisions } from './shop/risk-decisions.js'
import { SeckillShopController } from './shop/seckill.shop.controller.js'
import { ShowSessions } from './shop/show-sessions.js'
import { ShowStanding } from './shop/show-standing.js'
import { TakeQueries } from './shop/take.queries.js'
import { TakeUnits } from './shop/take-units.js'
import { TicketSeal } from './shop/ticket-seal.js'
import { UsedTickets } from './shop/used-tickets.js'

const DESK = [ActivityQueries, ArmChecks, BoardQuery, ExportReport, KeyedActivity, ReportQuery, SaveActivity]
const TURNS = [SettleActivity, TurnActivity, Comparator, ReleaseTakes, SeckillTimers, SeckillKind]
const COUNTER = [CounterDesk, HoldingsQuery, IssueTicket, ProofLevel, RiskDecisions, TakeUnits, TicketSeal, UsedTickets]
const SHOWN = [GiveUpTake, ShowSessions, ShowStanding, TakeQueries]

/** Postgres decides; with Redis there is a filter in front of it that all processes share. */
const engineOf = (database: Database, clock: Clock, memory: ItemMemory, config: Config, logger: Logger): TakeEngine => {
  const truth = new PostgresEngine({ database, clock, memory })
  return config.redisUrl === undefined ? truth : new RedisEngine({ url: config.redisUrl, truth, memory, logger })
}

@Module({
  imports: [CatalogModule, IdentityModule, InventoryModule, OrderModule],
  controllers: [SeckillAdminController, SeckillFiguresAdminController, SeckillShopController],
  providers: [
    { provide: TAKE_ENGINE, useFactory: engineOf, inject: [Database, CLOCK, ItemMemory, CONFIG, LOGGER] },
    ...[ItemMemory, LapseBell, Pulse, SeckillFacade],
    ...DESK,
    ...TURNS,
    ...COUNTER,
    ...SHOWN,
  ],
  exports: [SeckillFacade],
})
export class SeckillModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(TAKE_ENGINE) private readonly engine: TakeEngine,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      { name: 'jishi_seckill_waiting', help: 'Requests of flash sales that wait for their decision' },
      () => this.engine.waiting,
    )
  }

  /** What was let in is decided and answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.engine.close()
  }
}
