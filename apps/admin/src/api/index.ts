import { createClient } from '@jishi/contracts/client'
import { auditLogRoutes } from '@jishi/contracts/audit-log/audit-log.routes'
import { assortmentRoutes } from '@jishi/contracts/catalog/assortment.routes'
import { catalogRoutes } from '@jishi/contracts/catalog/catalog.routes'
import { goodsNamesRoutes } from '@jishi/contracts/catalog/goods-names.routes'
import { freightRoutes } from '@jishi/contracts/catalog/freight.routes'
import { priceListsRoutes } from '@jishi/contracts/catalog/price-lists.routes'
import { identityRoutes } from '@jishi/contracts/identity/identity.routes'
import { membersRoutes } from '@jishi/contracts/identity/members.routes'
import { operatorsRoutes } from '@jishi/contracts/identity/operators.routes'
import { insightRoutes } from '@jishi/contracts/insight/insight.routes'
import { inventoryRoutes } from '@jishi/contracts/inventory/inventory.routes'
import { invoiceDeskRoutes } from '@jishi/contracts/invoice/invoice-desk.routes'
import { mediaRoutes } from '@jishi/contracts/media/media.routes'
import { afterSaleRoutes } from '@jishi/contracts/order/after-sale.routes'
import { fulfilmentRoutes } from '@jishi/contracts/order/fulfilment.routes'
import { orderRoutes } from '@jishi/contracts/order/order.routes'
import { shipSheetRoutes } from '@jishi/contracts/order/ship-sheet.routes'
import { priceChangeRoutes } from '@jishi/contracts/order/price-change.routes'
import { shopChangeRoutes } from '@jishi/contracts/order/shop-change.routes'
import { toShipRoutes } from '@jishi/contracts/order/to-ship.routes'
import { platformReportsRoutes } from '@jishi/contracts/order/platform-reports.routes'
import { trackingRoutes } from '@jishi/contracts/order/tracking.routes'
import { ledgerRoutes } from '@jishi/contracts/ledger/ledger.routes'
import { financeRoutes } from '@jishi/contracts/payment/finance.routes'
import { reconciliationRoutes } from '@jishi/contracts/payment/reconciliation.routes'
import { payoutRoutes } from '@jishi/contracts/payment/payout.routes'
import { storedValueRoutes } from '@jishi/contracts/payment/stored-value.routes'
import { couponsRoutes } from '@jishi/contracts/promotion/coupons.routes'
import { payGiftsRoutes } from '@jishi/contracts/promotion/pay-gifts.routes'
import { offersRoutes } from '@jishi/contracts/promotion/offers.routes'
import { reviewRoutes } from '@jishi/contracts/review/review.routes'
import { feedbackRoutes } from '@jishi/contracts/service/feedback.routes'
import { seckillDeskRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { settingsRoutes } from '@jishi/contracts/settings/settings.routes'
import { searchRoutes } from '@jishi/contracts/shopfront/search.routes'
import { shopfrontRoutes } from '@jishi/contracts/shopfront/shopfront.routes'
import { productImportRoutes } from '@jishi/contracts/catalog/product-import.routes'
import { createSend } from './http'

let leave: () => void = () => undefined

/** The router supplies what happens when the session has ended, so that neither imports the other. */
export const whenSignedOut = (react: () => void): void => {
  leave = react
}

const send = createSend({
  fetch: (input, init) => fetch(input, init),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  signedOut: () => leave(),
})

export const api = createClient(
  {
    identity: identityRoutes,
    members: membersRoutes,
    operators: operatorsRoutes,
    settings: settingsRoutes,
    auditLog: auditLogRoutes,
    catalog: catalogRoutes,
    freight: freightRoutes,
    offers: offersRoutes,
    coupons: couponsRoutes,
    payGifts: payGiftsRoutes,
    seckillDesk: seckillDeskRoutes,
    finance: financeRoutes,
    ledger: ledgerRoutes,
    payout: payoutRoutes,
    storedValue: storedValueRoutes,
    invoice: invoiceDeskRoutes,
    reconciliation: reconciliationRoutes,
    review: reviewRoutes,
    feedback: feedbackRoutes,
    goodsNames: goodsNamesRoutes,
    productImport: productImportRoutes,
    priceLists: priceListsRoutes,
    assortment: assortmentRoutes,
    shopfront: shopfrontRoutes,
    search: searchRoutes,
    media: mediaRoutes,
    inventory: inventoryRoutes,
    order: orderRoutes,
    afterSale: afterSaleRoutes,
    fulfilment: fulfilmentRoutes,
    priceChange: priceChangeRoutes,
    shopChange: shopChangeRoutes,
    toShip: toShipRoutes,
    shipSheet: shipSheetRoutes,
    platformReports: platformReportsRoutes,
    tracking: trackingRoutes,
    insight: insightRoutes,
  },
  send,
)
