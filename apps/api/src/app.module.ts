import type { DynamicModule, ModuleMetadata } from '@nestjs/common'
import { Module } from '@nestjs/common'
import type { Clock } from '@jishi/kernel/time'
import { EVENTS } from './events/index.js'
import type { Config } from './infra/config/config.js'
import { OperationsModule } from './infra/health/operations.module.js'
import { HttpModule } from './infra/http/http.module.js'
import type { EventVersions } from './infra/outbox/event-map.js'
import { PlumbingModule } from './infra/plumbing.module.js'
import { CatalogModule } from './modules/catalog/index.js'
import { IdentityModule } from './modules/identity/index.js'
import { InsightModule } from './modules/insight/index.js'
import { InventoryModule } from './modules/inventory/index.js'
import { InvoiceModule } from './modules/invoice/index.js'
import { LedgerModule } from './modules/ledger/index.js'
import { MediaModule } from './modules/media/index.js'
import { ModerationModule } from './modules/moderation/index.js'
import { OpenapiModule } from './modules/openapi/index.js'
import { OrderModule } from './modules/order/index.js'
import { PaymentModule } from './modules/payment/index.js'
import { PromotionModule } from './modules/promotion/index.js'
import { ReviewModule } from './modules/review/index.js'
import { SeckillModule } from './modules/seckill/index.js'
import { ServiceModule } from './modules/service/index.js'
import { SettingsModule } from './modules/settings/index.js'
import { ShopfrontModule } from './modules/shopfront/index.js'

type Imports = NonNullable<ModuleMetadata['imports']>

const INFRA_MODULES: Imports = [HttpModule, OperationsModule]

/** The table of contents of the shop: every module, from low to high as .dependency-cruiser.cjs has them. */
const SHOP_MODULES: Imports = [
  SettingsModule,
  MediaModule,
  CatalogModule,
  LedgerModule,
  IdentityModule,
  InventoryModule,
  PaymentModule,
  PromotionModule,
  ModerationModule,
  OrderModule,
  InvoiceModule,
  ReviewModule,
  SeckillModule,
  ServiceModule,
  ShopfrontModule,
  InsightModule,
  OpenapiModule,
]

export interface AppOptions {
  readonly config: Config
  /** The real clock unless a test or the demo seeding moves time. */
  readonly clock?: Clock
  /** Instead of the shop's own modules: the plumbing's tests bring small ones. */
  readonly modules?: Imports
  readonly events?: EventVersions
}

@Module({})
export class AppModule {
  static of({ config, clock, modules = SHOP_MODULES, events = EVENTS }: AppOptions): DynamicModule {
    const plumbing = PlumbingModule.of({ config, events, ...(clock ? { clock } : {}) })
    return { module: AppModule, imports: [plumbing, ...INFRA_MODULES, ...modules] }
  }
}
