import { Plumbing1700000000001 } from './0001-plumbing.js'
import { Identity1700000000010 } from './0010-identity.js'
import { Settings1700000000020 } from './0020-settings.js'
import { Media1700000000030 } from './0030-media.js'
import { Catalog1700000000040 } from './0040-catalog.js'
import { Inventory1700000000050 } from './0050-inventory.js'
import { Ledger1700000000060 } from './0060-ledger.js'
import { Order1700000000070 } from './0070-order.js'
import { Payment1700000000080 } from './0080-payment.js'
import { PaymentByPlatform1700000000090 } from './0090-payment-by-platform.js'
import { UnpaidOrders1700000000085 } from './0085-unpaid-orders.js'
import { SignInByPlatform1700000000100 } from './0100-identity-by-platform.js'
import { CatalogBreadth1700000000160 } from './0160-catalog-breadth.js'
import { CatalogShelfDays1700000000161 } from './0161-catalog-shelf-days.js'
import { Favourites1700000000190 } from './0190-catalog-favourites.js'
import { CatalogEditing1700000000110 } from './0110-catalog-editing.js'
import { Search1700000000180 } from './0180-search.js'
import { OperatorsAndAudit1700000000120 } from './0120-operators-and-audit.js'
import { OrderNotes1700000000130 } from './0130-order-notes.js'
import { GoodsKinds1700000000210 } from './0210-goods-kinds.js'
import { PhoneProven1700000000150 } from './0150-identity-phone-proven.js'
import { PriceLists1700000000170 } from './0170-price-lists.js'
import { MediaLibrary1700000000200 } from './0200-media-library.js'
import { ProductImports1700000000220 } from './0220-product-imports.js'
import { ProductImportPermission1700000000221 } from './0221-product-import-permission.js'
import { MediaReadPermission1700000000222 } from './0222-media-read-permission.js'
import { CatalogFreight1700000000230 } from './0230-catalog-freight.js'
import { Seckill1700000000400 } from './0400-seckill.js'
import { SeckillFewer1700000000401 } from './0401-seckill-fewer.js'
import { SeckillBack1700000000402 } from './0402-seckill-back.js'
import { PaymentDifferencesOfFiles1700000000403 } from './0403-payment-differences-of-files.js'
import { SearchQuarter1700000000409 } from './0409-search-quarter.js'
import { SearchSixteenth1700000000410 } from './0410-search-sixteenth.js'
import { Promotion1700000000240 } from './0240-promotion.js'
import { PromotionGiftCounts1700000000380 } from './0380-promotion-gift-counts.js'
import { PromotionPayGifts1700000000374 } from './0374-promotion-pay-gifts.js'
import { OrderParcelArrival1700000000390 } from './0390-order-parcel-arrival.js'
import { PromotionCouponLists1700000000375 } from './0375-promotion-coupon-lists.js'
import { OrderOffers1700000000250 } from './0250-order-offers.js'
import { OrderCentre1700000000260 } from './0260-order-centre.js'
import { SearchMarks1700000000228 } from './0228-search-marks.js'
import { CatalogPriceGuard1700000000245 } from './0245-catalog-price-guard.js'
import { OrderRefunds1700000000280 } from './0280-order-refunds.js'
import { PaymentRefundTries1700000000281 } from './0281-payment-refund-tries.js'
import { Review1700000000291 } from './0291-review.js'
import { MediaOfMembers1700000000290 } from './0290-media-of-members.js'
import { OrderAfterSales1700000000282 } from './0282-order-after-sales.js'
import { OrderExchanges1700000000305 } from './0305-order-exchanges.js'
import { InventoryReservationSteps1700000000295 } from './0295-inventory-reservation-steps.js'
import { PaymentSteps1700000000296 } from './0296-payment-steps.js'
import { OrderHistoryPermission1700000000297 } from './0297-order-history-permission.js'
import { OrderBackGuards1700000000298 } from './0298-order-back-guards.js'
import { OrderSupplementsBack1700000000300 } from './0300-order-supplements-back.js'
import { OrderCancellations1700000000301 } from './0301-order-cancellations.js'
import { OrderChangePermissions1700000000302 } from './0302-order-change-permissions.js'
import { OrderPriceChanges1700000000303 } from './0303-order-price-changes.js'
import { OrderPricePermissions1700000000304 } from './0304-order-price-permissions.js'
import { InventoryPieces1700000000265 } from './0265-inventory-pieces.js'
import { OrderFulfilment1700000000266 } from './0266-order-fulfilment.js'
import { OrderTracking1700000000270 } from './0270-order-tracking.js'
import { OrderExportPermission1700000000315 } from './0315-order-export-permission.js'
import { OrderShipSheets1700000000316 } from './0316-order-ship-sheets.js'
import { OrderPlatformReports1700000000320 } from './0320-order-platform-reports.js'
import { OrderReceiptByBuyer1700000000323 } from './0323-order-receipt-by-buyer.js'
import { Invoice1700000000325 } from './0325-invoice.js'
import { InvoiceSealedLinks1700000000326 } from './0326-invoice-sealed-links.js'
import { Service1700000000330 } from './0330-service.js'
import { Moderation1700000000331 } from './0331-moderation.js'
import { ReviewVerdicts1700000000332 } from './0332-review-verdicts.js'
import { ServiceVerdicts1700000000333 } from './0333-service-verdicts.js'
import { ReviewNotesSealed1700000000334 } from './0334-review-notes-sealed.js'
import { ReviewAppealsByAnother1700000000335 } from './0335-review-appeals-by-another.js'
import { CatalogPriceProposals1700000000336 } from './0336-catalog-price-proposals.js'
import { ReviewVotes1700000000342 } from './0342-review-votes.js'
import { IdentityMergeMoved1700000000343 } from './0343-identity-merge-moved.js'
import { PaymentStoredValue1700000000350 } from './0350-payment-stored-value.js'
import { PaymentStoredPermission1700000000351 } from './0351-payment-stored-permission.js'
import { IdentityPayPasswordCodes1700000000352 } from './0352-identity-pay-password-codes.js'
import { OrderAfterSaleTerms1700000000337 } from './0337-order-after-sale-terms.js'
import { OrderReplacementsLost1700000000338 } from './0338-order-replacements-lost.js'
import { PaymentRefundRounds1700000000339 } from './0339-payment-refund-rounds.js'
import { LedgerBooks1700000000363 } from './0363-ledger-books.js'
import { PaymentDesk1700000000364 } from './0364-payment-desk.js'
import { OrderAfterSalesByTime1700000000340 } from './0340-order-after-sales-by-time.js'
import { ServiceByState1700000000341 } from './0341-service-by-state.js'
import { PaymentFriendLinks1700000000353 } from './0353-payment-friend-links.js'
import { PaymentPayouts1700000000357 } from './0357-payment-payouts.js'
import { PaymentBills1700000000359 } from './0359-payment-bills.js'
import { PaymentBillFlows1700000000369 } from './0369-payment-bill-flows.js'
import { PaymentBillIndexes1700000000370 } from './0370-payment-bill-indexes.js'
import { PaymentReconciliationPermissions1700000000360 } from './0360-payment-reconciliation-permissions.js'

/** Every migration, in order: listed, so that bundling or renaming a file can never lose one. */
import { OrderLateCoupons1700000000377 } from './0377-order-late-coupons.js'
import { InventoryActivities1700000000395 } from './0395-inventory-activities.js'
import { OrderKinds1700000000396 } from './0396-order-kinds.js'
import { PaymentBillDaySums1700000000385 } from './0385-payment-bill-day-sums.js'
import { PaymentIncidentsOfDifferences1700000000386 } from './0386-payment-incidents-of-differences.js'
import { PaymentFlowSides1700000000387 } from './0387-payment-flow-sides.js'

export const MIGRATIONS = [
  Plumbing1700000000001,
  Identity1700000000010,
  Settings1700000000020,
  Media1700000000030,
  Catalog1700000000040,
  Inventory1700000000050,
  Ledger1700000000060,
  Order1700000000070,
  Payment1700000000080,
  PaymentByPlatform1700000000090,
  UnpaidOrders1700000000085,
  SignInByPlatform1700000000100,
  CatalogEditing1700000000110,
  OperatorsAndAudit1700000000120,
  OrderNotes1700000000130,
  PhoneProven1700000000150,
  CatalogBreadth1700000000160,
  CatalogShelfDays1700000000161,
  Favourites1700000000190,
  Search1700000000180,
  PriceLists1700000000170,
  GoodsKinds1700000000210,
  MediaLibrary1700000000200,
  ProductImports1700000000220,
  ProductImportPermission1700000000221,
  MediaReadPermission1700000000222,
  CatalogFreight1700000000230,
  Promotion1700000000240,
  OrderOffers1700000000250,
  SearchMarks1700000000228,
  CatalogPriceGuard1700000000245,
  OrderCentre1700000000260,
  OrderRefunds1700000000280,
  PaymentRefundTries1700000000281,
  MediaOfMembers1700000000290,
  Review1700000000291,
  OrderAfterSales1700000000282,
  InventoryReservationSteps1700000000295,
  PaymentSteps1700000000296,
  OrderHistoryPermission1700000000297,
  OrderBackGuards1700000000298,
  OrderSupplementsBack1700000000300,
  OrderCancellations1700000000301,
  OrderChangePermissions1700000000302,
  OrderPriceChanges1700000000303,
  OrderPricePermissions1700000000304,
  InventoryPieces1700000000265,
  OrderFulfilment1700000000266,
  OrderTracking1700000000270,
  OrderExchanges1700000000305,
  OrderExportPermission1700000000315,
  OrderShipSheets1700000000316,
  OrderPlatformReports1700000000320,
  OrderReceiptByBuyer1700000000323,
  Invoice1700000000325,
  InvoiceSealedLinks1700000000326,
  Service1700000000330,
  Moderation1700000000331,
  ReviewVerdicts1700000000332,
  ServiceVerdicts1700000000333,
  ReviewNotesSealed1700000000334,
  ReviewAppealsByAnother1700000000335,
  CatalogPriceProposals1700000000336,
  OrderAfterSaleTerms1700000000337,
  OrderReplacementsLost1700000000338,
  PaymentRefundRounds1700000000339,
  OrderAfterSalesByTime1700000000340,
  ServiceByState1700000000341,
  ReviewVotes1700000000342,
  IdentityMergeMoved1700000000343,
  PaymentFriendLinks1700000000353,
  LedgerBooks1700000000363,
  PaymentDesk1700000000364,
  PaymentPayouts1700000000357,
  PaymentBills1700000000359,
  PaymentReconciliationPermissions1700000000360,
  PaymentStoredValue1700000000350,
  PaymentStoredPermission1700000000351,
  IdentityPayPasswordCodes1700000000352,
  PaymentBillFlows1700000000369,
  PaymentBillIndexes1700000000370,
  PromotionPayGifts1700000000374,
  OrderLateCoupons1700000000377,
  PromotionCouponLists1700000000375,
  PromotionGiftCounts1700000000380,
  InventoryActivities1700000000395,
  OrderKinds1700000000396,
  PaymentBillDaySums1700000000385,
  PaymentIncidentsOfDifferences1700000000386,
  PaymentFlowSides1700000000387,
  Seckill1700000000400,
  SeckillFewer1700000000401,
  SeckillBack1700000000402,
  PaymentDifferencesOfFiles1700000000403,
  SearchQuarter1700000000409,
  SearchSixteenth1700000000410,
  OrderParcelArrival1700000000390,
]
