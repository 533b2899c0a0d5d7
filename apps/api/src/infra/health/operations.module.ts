import { Module, type OnModuleInit } from '@nestjs/common'
import { Database } from '../database/database.js'
import { UNCOUNTED } from '../database/driver.js'
import { ForgetOldKeys } from '../idempotency/forget-old-keys.js'
import { Metrics } from '../metrics/metrics.js'
import { Queues } from '../queue/queues.js'
import { Health } from './health.js'

interface OutboxState {
  pending: number
  oldestSeconds: number
}

/** What an operator watches of the plumbing, and what has to be there before requests are let in. */
@Module({ providers: [ForgetOldKeys] })
export class OperationsModule implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly metrics: Metrics,
    private readonly health: Health,
  ) {}

  onModuleInit(): void {
    this.health.add({
      name: 'database',
      check: async () => void (await this.database.execute(`${UNCOUNTED} select 1`)),
    })
    this.health.add({ name: 'queue', check: async () => void (await this.queues.depths()) })
    this.watchPool()
    this.watchOutbox()
    this.watchQueues()
  }

  private watchPool(): void {
    this.metrics.gauge({ name: 'jishi_pool_connections', help: 'Connections of the pool', label: 'state' }, () => ({
      ...this.database.poolState,
    }))
    this.metrics.gauge(
      { name: 'jishi_statements', help: 'Statements sent by the application pool' },
      () => this.database.statements.total,
    )
  }

  private watchOutbox(): void {
    this.metrics.gauge(
      { name: 'jishi_outbox_pending', help: 'Events that no queue has taken yet' },
      async () => (await this.outbox()).pending,
    )
    this.metrics.gauge(
      { name: 'jishi_outbox_lag_seconds', help: 'Age of the oldest event that no queue has taken yet' },
      async () => (await this.outbox()).oldestSeconds,
    )
  }

  private watchQueues(): void {
    this.metrics.gauge({ name: 'jishi_queue_waiting', help: 'Jobs ready to run, by queue', label: 'queue' }, async () =>
      Object.fromEntries((await this.queues.depths()).map(({ name, waiting }) => [name, waiting])),
    )
  }

  private outbox(): Promise<OutboxState> {
    return this.database.one<OutboxState>(
      `${UNCOUNTED} select count(*) as pending,
         greatest(0, coalesce(extract(epoch from now() - min(occurred_at)), 0))::float8 as "oldestSeconds"
       from outbox where published_at is null`,
    )
  }
}
