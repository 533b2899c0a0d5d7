import { auditLogRoutes } from './audit-log/audit-log.routes.js'
import { assortmentRoutes } from './catalog/assortment.routes.js'
import { goodsNamesRoutes } from './catalog/goods-names.routes.js'
import { freightRoutes } from './catalog/freight.routes.js'
import { catalogRoutes } from './catalog/catalog.routes.js'
import { priceListsRoutes } from './catalog/price-lists.routes.js'
import { productImportRoutes } from './catalog/product-import.routes.js'
import { identityRoutes } from './identity/identity.routes.js'
import { membersRoutes } from './identity/members.routes.js'
import { operatorsRoutes } from './identity/operators.routes.js'
import { insightRoutes } from './insight/insight.routes.js'
import { inventoryRoutes } from './inventory/inventory.routes.js'
import { invoiceDeskRoutes } from './invoice/invoice-desk.routes.js'
import { invoiceRoutes } from './invoice/invoice.routes.js'
import { ledgerRoutes } from './ledger/ledger.routes.js'
import { mediaRoutes } from './media/media.routes.js'
import { moderationRoutes } from './moderation/moderation.routes.js'
import { orderCentreRoutes } from './order/order-centre.routes.js'
import { afterSaleRoutes } from './order/after-sale.routes.js'
import { friendPayRoutes } from './order/friend-pay.routes.js'
import { fulfilmentRoutes } from './order/fulfilment.routes.js'
import { orderRoutes } from './order/order.routes.js'
import { shipSheetRoutes } from './order/ship-sheet.routes.js'
import { priceChangeRoutes } from './order/price-change.routes.js'
import { shopChangeRoutes } from './order/shop-change.routes.js'
import { toShipRoutes } from './order/to-ship.routes.js'
import { platformReportsRoutes } from './order/platform-reports.routes.js'
import { trackingRoutes } from './order/tracking.routes.js'
import { financeRoutes } from './payment/finance.routes.js'
import { paymentRoutes } from './payment/payment.routes.js'
import { storedValueRoutes } from './payment/stored-value.routes.js'
import { payoutRoutes } from './payment/payout.routes.js'
import { reconciliationRoutes } from './payment/reconciliation.routes.js'
import { couponsRoutes } from './promotion/coupons.routes.js'
import { offersRoutes } from './promotion/offers.routes.js'
import { payGiftsRoutes } from './promotion/pay-gifts.routes.js'
import { reviewRoutes } from './review/review.routes.js'
import { feedbackRoutes } from './service/feedback.routes.js'
import { seckillDeskRoutes, seckillRoutes } from './seckill/seckill.routes.js'
import { settingsRoutes } from './settings/settings.routes.js'
import { favouritesRoutes } from './shopfront/favourites.routes.js'
import { searchRoutes } from './shopfront/search.routes.js'
import { shopfrontRoutes } from './shopfront/shopfront.routes.js'

/** Every route of the program, by noun. */
export const routes = {
  identity: identityRoutes,
  members: membersRoutes,
  operators: operatorsRoutes,
  settings: settingsRoutes,
  auditLog: auditLogRoutes,
  catalog: catalogRoutes,
  assortment: assortmentRoutes,
  freight: freightRoutes,
  goodsNames: goodsNamesRoutes,
  priceLists: priceListsRoutes,
  productImport: productImportRoutes,
  media: mediaRoutes,
  inventory: inventoryRoutes,
  invoice: invoiceRoutes,
  invoiceDesk: invoiceDeskRoutes,
  shopfront: shopfrontRoutes,
  favourites: favouritesRoutes,
  search: searchRoutes,
  order: orderRoutes,
  orderCentre: orderCentreRoutes,
  afterSale: afterSaleRoutes,
  friendPay: friendPayRoutes,
  fulfilment: fulfilmentRoutes,
  priceChange: priceChangeRoutes,
  shopChange: shopChangeRoutes,
  toShip: toShipRoutes,
  shipSheet: shipSheetRoutes,
  platformReports: platformReportsRoutes,
  tracking: trackingRoutes,
  payment: paymentRoutes,
  finance: financeRoutes,
  storedValue: storedValueRoutes,
  payout: payoutRoutes,
  ledger: ledgerRoutes,
  reconciliation: reconciliationRoutes,
  offers: offersRoutes,
  coupons: couponsRoutes,
  payGifts: payGiftsRoutes,
  seckill: seckillRoutes,
  seckillDesk: seckillDeskRoutes,
  moderation: moderationRoutes,
  review: reviewRoutes,
  feedback: feedbackRoutes,
  insight: insightRoutes,
}
