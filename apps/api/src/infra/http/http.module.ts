import { Global, Module, type OnModuleInit } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core'
import { AuditLog } from '../audit-log/audit-log.js'
import { Authenticators } from '../auth/authenticators.js'
import { CryptoModule } from '../crypto/crypto.module.js'
import { Health } from '../health/health.js'
import { HealthController } from '../health/health.controller.js'
import { Idempotency } from '../idempotency/idempotency.js'
import { Bulkheads } from '../limits/bulkhead.js'
import { Limits } from '../limits/limits.js'
import { LoopLag } from '../limits/loop-lag.js'
import { LoggingModule } from '../logging/logging.module.js'
import { HttpMetrics } from '../metrics/http-metrics.js'
import { Metrics } from '../metrics/metrics.js'
import { StorageModule } from '../storage/storage.module.js'
import { AccessGuard } from './access.guard.js'
import { ErrorFilter } from './error.filter.js'
import { ExchangeInterceptor } from './exchange.interceptor.js'

const parts = [AuditLog, Authenticators, Health, Idempotency, Bulkheads, Limits, LoopLag, Metrics, HttpMetrics]

/**
 * The edge of the program: who may call, how much at once, what comes in and what goes out. It needs CONFIG
 * and CLOCK from a global module. The worker loads it too, for what its modules inject from it.
 */
@Global()
@Module({
  imports: [CryptoModule, LoggingModule, StorageModule],
  controllers: [HealthController],
  providers: [
    ...parts,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: ExchangeInterceptor },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
  exports: parts,
})
export class HttpModule implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly bulkheads: Bulkheads,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge({ name: 'jishi_bulkhead_active', help: 'Requests running, by load class', label: 'load' }, () =>
      Object.fromEntries([...this.bulkheads.entries()].map(([load, bulkhead]) => [load, bulkhead.active])),
    )
    this.metrics.gauge({ name: 'jishi_bulkhead_waiting', help: 'Requests waiting, by load class', label: 'load' }, () =>
      Object.fromEntries([...this.bulkheads.entries()].map(([load, bulkhead]) => [load, bulkhead.waiting])),
    )
  }
}
