import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.js'
import { IdentityModule } from '../identity/index.js'
import { InventoryModule } from '../inventory/index.js'
import { LedgerModule } from '../ledger/index.js'
import { MediaModule } from '../media/index.js'
import { PaymentModule } from '../payment/index.js'
import { PromotionModule } from '../promotion/index.js'
import { SettingsModule } from '../settings/index.js'
import { ChangeAddress } from './address/change-address.js'
import { ReaddressOrder } from './address/readdress-order.js'
import { AdminOrdersQueries } from './admin-orders.queries.js'
import { BecomePaid } from './become-paid.js'
import { AfterSaleStore } from './aftersale/after-sale.store.js'
import { Proposals } from './aftersale/proposals.js'
import { YieldAfterSale } from './aftersale/yield-after-sale.js'
import { ApplyAfterSale } from './aftersale/apply-after-sale.js'
import { MoveAfterSale } from './aftersale/move-after-sale.js'
import { DecideAfterSale } from './aftersale/decide-after-sale.js'
import { TakeGoodsBack } from './aftersale/take-goods-back.js'
import { AfterSaleTimers } from './aftersale/after-sale-timers.js'
import { AfterSaleQueries } from './aftersale/after-sale.queries.js'
import { AfterSaleThread } from './aftersale/after-sale-thread.js'
import { ShowAfterSale } from './aftersale/show-after-sale.js'
import { WayBack } from './aftersale/way-back.js'
import { AfterSaleShopController } from './aftersale/after-sale.shop.controller.js'
import { AwaitReplacement } from './aftersale/exchange/await-replacement.js'
import { ExchangeDifferences } from './aftersale/exchange/exchange-differences.js'
import { ExchangeOffers } from './aftersale/exchange/exchange-offers.js'
import { Exchanges } from './aftersale/exchange/exchanges.js'
import { SendReplacement } from './aftersale/exchange/send-replacement.js'
import { ShowExchange } from './aftersale/exchange/show-exchange.js'
import { AfterSaleAdminController } from './aftersale/after-sale.admin.controller.js'
import { BuyersSide } from './buyers-side.js'
import { AddToCart } from './cart/add-to-cart.js'
import { BuyAgain } from './cart/buy-again.js'
import { CartShopController } from './cart/cart.shop.controller.js'
import { ChangeCart } from './cart/change-cart.js'
import { ShowCart } from './cart/show-cart.js'
import { HideOrder } from './centre/hide-order.js'
import { ShowVoucher } from './centre/show-voucher.js'
import { WaitForIt } from './centre/wait-for-it.js'
import { CarrierTable } from './fulfilment/carriers.js'
import { CorrectShipment } from './fulfilment/correct-shipment.js'
import { FulfilmentAdminController } from './fulfilment/fulfilment.admin.controller.js'
import { CloseOrder } from './close-order.js'
import { CompleteOrder } from './complete-order.js'
import { HandOverAtOnce } from './delivery/hand-over-at-once.js'
import { MissingPayment } from './delivery/missing-payment.js'
import { lateShipmentParts } from './late-shipment/index.js'
import { LeaveByItself } from './delivery/leave-by-itself.js'
import { kindParts, OrderKinds } from './kinds/index.js'
import { LetGo } from './let-go.js'
import { DrawnOffers } from './drawn-offers.js'
import { EndOrder } from './end-order.js'
import { FriendPayShopController, friendPayParts } from './friend/index.js'
import { GoodsFacts } from './goods-facts.js'
import { HandOver } from './hand-over.js'
import { InvoicedOrders } from './invoiced-orders.js'
import { OnPaymentSucceeded } from './on-payment-succeeded.js'
import { OrderAdminController } from './order.admin.controller.js'
import { OrderCentreShopController } from './order-centre.shop.controller.js'
import { OrderFacade } from './order.facade.js'
import { OrderFigures } from './order-figures.js'
import { OrderHoldings } from './order-holdings.js'
import { OrderIntake } from './order-intake.js'
import { OrderPaymentShopController } from './order-payment.shop.controller.js'
import { OrderQueries } from './order.queries.js'
import { OrderReports } from './order-reports.js'
import { OrderShopController } from './order.shop.controller.js'
import { OrderSteps } from './order-steps.js'
import { OrderTimers } from './order-timers.js'
import { OrderViews } from './order-view.js'
import { OrdersToTry } from './orders-to-try.js'
import { PlaceOrder } from './place-order.js'
import { PlatformReportsController } from './platform-reports/platform-reports.controller.js'
import { PLATFORM_REPORTS } from './platform-reports/platform-reports-parts.js'
import { PriceChangeAdminController, priceChangeParts } from './price-change/index.js'
import { PriceGoods } from './price-goods.js'
import { QuoteOrder } from './quote-order.js'
import { OrderSeals } from './order-seals.js'
import { RecogniseRevenue } from './recognise-revenue.js'
import { EndRefunded } from './refunds/end-refunded.js'
import { GiveBack } from './refunds/give-back.js'
import { OnRefundSucceeded } from './refunds/on-refund-succeeded.js'
import { SettleGivenBack } from './refunds/settle-given-back.js'
import { RevealReceiver } from './reveal-receiver.js'
import { RevealReceivers } from './reveal-receivers.js'
import { CancelPieces } from './shop-change/cancel-pieces.js'
import { RestartRefundOfOrder } from './shop-change/restart-refund.js'
import { ShopChangeAdminController } from './shop-change/shop-change.admin.controller.js'
import { WriteCancellation } from './shop-change/write-cancellation.js'
import { ShipOrder } from './ship-order.js'
import { ShipSheetAdminController, shipSheetParts } from './ship-sheet/index.js'
import { ShowGifts } from './show-gifts.js'
import { ShowPayment } from './show-payment.js'
import { StartPayment } from './start-payment.js'
import { DropSupplement } from './supplement/drop-supplement.js'
import { SupplementRevenue } from './supplement/supplement-revenue.js'
import { Supplements } from './supplement/supplements.js'
import { ToShipAdminController, toShipParts } from './to-ship/index.js'
import { TrackingModule } from './tracking/tracking.module.js'
import { WriteNote } from './write-note.js'

const CART = [AddToCart, BuyAgain, ChangeCart, ShowCart]
const ORDERING = [
  GoodsFacts,
  PriceGoods,
  QuoteOrder,
  PlaceOrder,
  OrderIntake,
  StartPayment,
  ShowGifts,
  ShowPayment,
  ...friendPayParts,
]
const LIFE = [
  OrderSteps,
  DrawnOffers,
  BecomePaid,
  CloseOrder,
  EndOrder,
  LetGo,
  HandOver,
  LeaveByItself,
  ShipOrder,
  CompleteOrder,
  RecogniseRevenue,
]
const AFTER_SALES = [
  AfterSaleStore,
  Proposals,
  YieldAfterSale,
  ApplyAfterSale,
  MoveAfterSale,
  DecideAfterSale,
  TakeGoodsBack,
  AfterSaleTimers,
  AfterSaleQueries,
  AfterSaleThread,
  ShowAfterSale,
  WayBack,
]
const EXCHANGES = [AwaitReplacement, ExchangeDifferences, ExchangeOffers, Exchanges, SendReplacement, ShowExchange]
const REFUNDS = [GiveBack, SettleGivenBack, EndRefunded, OnRefundSucceeded]
const REACTIONS = [OnPaymentSucceeded, HandOverAtOnce, MissingPayment, OrderTimers, OrderHoldings, OrdersToTry]
const SUPPLEMENTS = [Supplements, SupplementRevenue, DropSupplement]
const CENTRE = [HideOrder, WaitForIt, ShowVoucher, ChangeAddress, ReaddressOrder]
const READS = [
  BuyersSide,
  InvoicedOrders,
  OrderQueries,
  AdminOrdersQueries,
  OrderViews,
  OrderSeals,
  OrderFigures,
  OrderReports,
]
const FULFILMENT = [CarrierTable, CorrectShipment, ...lateShipmentParts, ...toShipParts, ...shipSheetParts]
const SHOP_CHANGES = [CancelPieces, RestartRefundOfOrder, WriteCancellation, ...priceChangeParts]
const DESK = [RevealReceiver, RevealReceivers, WriteNote]

@Module({
  imports: [
    CatalogModule,
    IdentityModule,
    InventoryModule,
    LedgerModule,
    MediaModule,
    PaymentModule,
    PromotionModule,
    SettingsModule,
    TrackingModule,
  ],
  controllers: [
    CartShopController,
    OrderShopController,
    OrderCentreShopController,
    OrderPaymentShopController,
    FriendPayShopController,
    OrderAdminController,
    AfterSaleShopController,
    AfterSaleAdminController,
    FulfilmentAdminController,
    ToShipAdminController,
    ShipSheetAdminController,
    PlatformReportsController,
    ShopChangeAdminController,
    PriceChangeAdminController,
  ],
  providers: [
    OrderFacade,
    ...CART,
    ...ORDERING,
    ...LIFE,
    ...REFUNDS,
    ...REACTIONS,
    ...SUPPLEMENTS,
    ...CENTRE,
    ...AFTER_SALES,
    ...EXCHANGES,
    ...READS,
    ...DESK,
    ...SHOP_CHANGES,
    ...FULFILMENT,
    ...PLATFORM_REPORTS,
    ...kindParts,
  ],
  exports: [OrderKinds, InvoicedOrders, OrderFacade, OrderReports, CarrierTable],
})
export class OrderModule {}
