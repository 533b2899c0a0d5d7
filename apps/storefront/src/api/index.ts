import { catalogRoutes } from '@jishi/contracts/catalog/catalog.routes'
import { createClient } from '@jishi/contracts/client'
import { offersRoutes } from '@jishi/contracts/promotion/offers.routes'
import { couponsRoutes } from '@jishi/contracts/promotion/coupons.routes'
import { identityRoutes } from '@jishi/contracts/identity/identity.routes'
import { invoiceRoutes } from '@jishi/contracts/invoice/invoice.routes'
import { orderCentreRoutes } from '@jishi/contracts/order/order-centre.routes'
import { afterSaleRoutes } from '@jishi/contracts/order/after-sale.routes'
import { orderRoutes } from '@jishi/contracts/order/order.routes'
import { platformReportsRoutes } from '@jishi/contracts/order/platform-reports.routes'
import { trackingRoutes } from '@jishi/contracts/order/tracking.routes'
import { paymentRoutes } from '@jishi/contracts/payment/payment.routes'
import { feedbackRoutes } from '@jishi/contracts/service/feedback.routes'
import { reviewRoutes } from '@jishi/contracts/review/review.routes'
import { settingsRoutes } from '@jishi/contracts/settings/settings.routes'
import { favouritesRoutes } from '@jishi/contracts/shopfront/favourites.routes'
import { searchRoutes } from '@jishi/contracts/shopfront/search.routes'
import { shopfrontRoutes } from '@jishi/contracts/shopfront/shopfront.routes'
import { send } from './http'

/**
 * Every call the storefront makes: `api.order.place({ body, idempotencyKey })`. Each is named here because the admin's
 * routes stand in the same tables, and what nobody names no shopper has to load.
 */
export const api = createClient(
  {
    identity: {
      policies: identityRoutes.policies,
      sendSms: identityRoutes.sendSms,
      signIn: identityRoutes.signIn,
      refresh: identityRoutes.refresh,
      signOut: identityRoutes.signOut,
      weixinOauth: identityRoutes.weixinOauth,
      linkIdentity: identityRoutes.linkIdentity,
      bindPhone: identityRoutes.bindPhone,
      me: identityRoutes.me,
      regions: identityRoutes.regions,
      addresses: identityRoutes.addresses,
      address: identityRoutes.address,
      addAddress: identityRoutes.addAddress,
      changeAddress: identityRoutes.changeAddress,
      removeAddress: identityRoutes.removeAddress,
    },
    catalog: {
      categories: catalogRoutes.categories,
      licences: catalogRoutes.licences,
    },
    shopfront: {
      home: shopfrontRoutes.home,
      products: shopfrontRoutes.products,
      product: shopfrontRoutes.product,
      previewed: shopfrontRoutes.previewed,
      related: shopfrontRoutes.related,
    },
    coupons: {
      centre: couponsRoutes.centre,
      centreOfMember: couponsRoutes.centreOfMember,
      mine: couponsRoutes.mine,
      claim: couponsRoutes.claim,
      redeem: couponsRoutes.redeem,
    },
    offers: { shown: offersRoutes.shown },
    favourites: favouritesRoutes,
    search: {
      facets: searchRoutes.facets,
      suggestions: searchRoutes.suggestions,
      hot: searchRoutes.hot,
      history: searchRoutes.history,
      remember: searchRoutes.remember,
      forget: searchRoutes.forget,
      wish: searchRoutes.wish,
    },
    platformReports: {
      paidOrder: platformReportsRoutes.paidOrder,
      receipt: platformReportsRoutes.receipt,
      confirmReceipt: platformReportsRoutes.confirmReceipt,
    },
    tracking: { parcels: trackingRoutes.parcels },
    order: {
      cart: orderRoutes.cart,
      previewCart: orderRoutes.previewCart,
      addLine: orderRoutes.addLine,
      changeLine: orderRoutes.changeLine,
      removeLine: orderRoutes.removeLine,
      selectLines: orderRoutes.selectLines,
      mergeCart: orderRoutes.mergeCart,
      quote: orderRoutes.quote,
      place: orderRoutes.place,
      orders: orderRoutes.orders,
      counts: orderRoutes.counts,
      order: orderRoutes.order,
      cancel: orderRoutes.cancel,
      confirmReceipt: orderRoutes.confirmReceipt,
      startPayment: orderRoutes.startPayment,
      payment: orderRoutes.payment,
      gifts: orderRoutes.gifts,
    },
    orderCentre: orderCentreRoutes,
    afterSale: {
      options: afterSaleRoutes.options,
      preview: afterSaleRoutes.preview,
      apply: afterSaleRoutes.apply,
      list: afterSaleRoutes.list,
      one: afterSaleRoutes.one,
      withdraw: afterSaleRoutes.withdraw,
      say: afterSaleRoutes.say,
      sendBack: afterSaleRoutes.sendBack,
      complain: afterSaleRoutes.complain,
      exchangeOptions: afterSaleRoutes.exchangeOptions,
      payDifference: afterSaleRoutes.payDifference,
      receive: afterSaleRoutes.receive,
    },
    invoice: {
      titles: invoiceRoutes.titles,
      addTitle: invoiceRoutes.addTitle,
      changeTitle: invoiceRoutes.changeTitle,
      removeTitle: invoiceRoutes.removeTitle,
      ofOrder: invoiceRoutes.ofOrder,
      mine: invoiceRoutes.mine,
      ask: invoiceRoutes.ask,
      change: invoiceRoutes.change,
      withdraw: invoiceRoutes.withdraw,
      resend: invoiceRoutes.resend,
    },
    review: {
      ofProduct: reviewRoutes.ofProduct,
      shown: reviewRoutes.shown,
      votes: reviewRoutes.votes,
      vote: reviewRoutes.vote,
      takeBack: reviewRoutes.takeBack,
      toDo: reviewRoutes.toDo,
      mine: reviewRoutes.mine,
      write: reviewRoutes.write,
      append: reviewRoutes.append,
      appeal: reviewRoutes.appeal,
    },
    feedback: {
      mine: feedbackRoutes.mine,
      unread: feedbackRoutes.unread,
      one: feedbackRoutes.one,
      write: feedbackRoutes.write,
      reply: feedbackRoutes.reply,
      reopen: feedbackRoutes.reopen,
      settle: feedbackRoutes.settle,
      seen: feedbackRoutes.seen,
    },
    payment: { options: paymentRoutes.options },
    settings: { policyVersions: settingsRoutes.policyVersions, policyVersion: settingsRoutes.policyVersion },
  },
  send,
)

export { ApiError, asApiError, codeOf, isMissing, isUnanswered, named, wordsOf } from './api-error'
export { newActionKey, openFile } from './http'
export { noteServerTime, serverClock } from './server-clock'
