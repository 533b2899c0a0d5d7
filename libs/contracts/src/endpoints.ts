import { z } from 'zod'
import { auditLogEndpoints } from './audit-log/audit-log.schema.js'
import { assortmentEndpoints } from './catalog/assortment.schema.js'
import { goodsNamesEndpoints } from './catalog/goods-names.schema.js'
import { freightEndpoints } from './catalog/freight.schema.js'
import { catalogEndpoints } from './catalog/catalog.schema.js'
import { priceListsEndpoints } from './catalog/price-lists.schema.js'
import { productImportEndpoints } from './catalog/product-import.schema.js'
import { endpoint, type Endpoint } from './endpoint.js'
import { identityEndpoints } from './identity/identity.schema.js'
import { membersEndpoints } from './identity/members.schema.js'
import { operatorsEndpoints } from './identity/operators.schema.js'
import { insightEndpoints } from './insight/insight.schema.js'
import { inventoryEndpoints } from './inventory/inventory.schema.js'
import { invoiceDeskEndpoints, invoiceEndpoints } from './invoice/invoice.schema.js'
import { ledgerEndpoints } from './ledger/ledger.schema.js'
import { mediaEndpoints } from './media/media.schema.js'
import { moderationEndpoints } from './moderation/moderation.schema.js'
import { orderCentreEndpoints } from './order/order-centre.schema.js'
import { afterSaleEndpoints } from './order/after-sale.schema.js'
import { friendPayEndpoints } from './order/friend-pay.schema.js'
import { fulfilmentEndpoints } from './order/fulfilment.schema.js'
import { orderEndpoints } from './order/order.schema.js'
import { shipSheetEndpoints } from './order/ship-sheet.schema.js'
import { priceChangeEndpoints } from './order/price-change.schema.js'
import { shopChangeEndpoints } from './order/shop-change.schema.js'
import { toShipEndpoints } from './order/to-ship.schema.js'
import { platformReportsEndpoints } from './order/platform-reports.schema.js'
import { trackingEndpoints } from './order/tracking.schema.js'
import { financeEndpoints } from './payment/finance.schema.js'
import { paymentRoutes } from './payment/payment.routes.js'
import { paymentOptions, paymentOptionsQuery } from './payment/payment.schema.js'
import { storedValueEndpoints } from './payment/stored-value.schema.js'
import { payoutEndpoints } from './payment/payout.schema.js'
import { reconciliationEndpoints } from './payment/reconciliation.schema.js'
import { couponsEndpoints } from './promotion/coupons.schema.js'
import { offersEndpoints } from './promotion/offers.schema.js'
import { payGiftsEndpoints } from './promotion/pay-gifts.schema.js'
import { reviewEndpoints } from './review/review.schema.js'
import { feedbackEndpoints } from './service/feedback.schema.js'
import { seckillDeskEndpoints } from './seckill/seckill-desk.schema.js'
import { seckillEndpoints } from './seckill/seckill.schema.js'
import { settingsEndpoints } from './settings/settings.schema.js'
import { favouritesEndpoints } from './shopfront/favourites.schema.js'
import { searchEndpoints } from './shopfront/search.schema.js'
import { shopfrontEndpoints } from './shopfront/shopfront.schema.js'

/** A callback reads raw bytes and answers in the channel's own words, so its schemas let everything through. */
export const paymentEndpoints = {
  options: endpoint(paymentRoutes.options, { query: paymentOptionsQuery, reply: paymentOptions }),
  alipayPaid: endpoint(paymentRoutes.alipayPaid, { reply: z.unknown() }),
  unionpayPaid: endpoint(paymentRoutes.unionpayPaid, { reply: z.unknown() }),
  unionpayRefunded: endpoint(paymentRoutes.unionpayRefunded, { reply: z.unknown() }),
  wechatPaid: endpoint(paymentRoutes.wechatPaid, { reply: z.unknown() }),
  wechatRefunded: endpoint(paymentRoutes.wechatRefunded, { reply: z.unknown() }),
}

/** Every endpoint of the server: routes with their schemas. The start-up check compares it with the controllers. */
export const endpoints: Record<string, Record<string, Endpoint>> = {
  identity: identityEndpoints,
  members: membersEndpoints,
  operators: operatorsEndpoints,
  settings: settingsEndpoints,
  auditLog: auditLogEndpoints,
  catalog: catalogEndpoints,
  assortment: assortmentEndpoints,
  freight: freightEndpoints,
  goodsNames: goodsNamesEndpoints,
  priceLists: priceListsEndpoints,
  productImport: productImportEndpoints,
  media: mediaEndpoints,
  inventory: inventoryEndpoints,
  invoice: invoiceEndpoints,
  invoiceDesk: invoiceDeskEndpoints,
  shopfront: shopfrontEndpoints,
  favourites: favouritesEndpoints,
  search: searchEndpoints,
  order: orderEndpoints,
  orderCentre: orderCentreEndpoints,
  afterSale: afterSaleEndpoints,
  friendPay: friendPayEndpoints,
  fulfilment: fulfilmentEndpoints,
  priceChange: priceChangeEndpoints,
  shopChange: shopChangeEndpoints,
  toShip: toShipEndpoints,
  shipSheet: shipSheetEndpoints,
  platformReports: platformReportsEndpoints,
  tracking: trackingEndpoints,
  payment: paymentEndpoints,
  finance: financeEndpoints,
  storedValue: storedValueEndpoints,
  payout: payoutEndpoints,
  ledger: ledgerEndpoints,
  reconciliation: reconciliationEndpoints,
  offers: offersEndpoints,
  coupons: couponsEndpoints,
  payGifts: payGiftsEndpoints,
  seckill: seckillEndpoints,
  seckillDesk: seckillDeskEndpoints,
  moderation: moderationEndpoints,
  review: reviewEndpoints,
  feedback: feedbackEndpoints,
  insight: insightEndpoints,
} as Record<string, Record<string, Endpoint>>
