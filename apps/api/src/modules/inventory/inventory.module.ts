import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.js'
import { ActivityStock } from './activity-stock.js'
import { AdjustStock } from './adjust-stock.js'
import { InventoryAdminController } from './inventory.admin.controller.js'
import { InventoryFacade } from './inventory.facade.js'
import { ReceiveBroughtIn } from './receive-brought-in.js'
import { ReceiveStock } from './receive-stock.js'
import { ReleasePieces } from './release-pieces.js'
import { ReserveStock } from './reserve-stock.js'
import { CardSecrets } from './secrets/card-secrets.js'
import { EnterSecrets } from './secrets/enter-secrets.js'
import { RevealSecret } from './secrets/reveal-secret.js'
import { SecretAdminController } from './secrets/secret.admin.controller.js'
import { SecretQueries } from './secrets/secret.queries.js'
import { SecretSeals } from './secrets/secret-seals.js'
import { VoidSecrets } from './secrets/void-secrets.js'
import { SettleReservation } from './settle-reservation.js'
import { StockCrossings } from './stock-crossings.js'
import { StockedBefore } from './stocked-before.js'

const SECRETS = [CardSecrets, SecretSeals, SecretQueries, EnterSecrets, VoidSecrets, RevealSecret]

@Module({
  imports: [CatalogModule],
  controllers: [InventoryAdminController, SecretAdminController],
  providers: [
    InventoryFacade,
    ActivityStock,
    AdjustStock,
    ReceiveBroughtIn,
    ReceiveStock,
    ReleasePieces,
    ReserveStock,
    SettleReservation,
    StockCrossings,
    StockedBefore,
    ...SECRETS,
  ],
  exports: [InventoryFacade],
})
export class InventoryModule {}
