/** The pretended shop's member, orders and payments: just enough to look at the pages behind sign-in. */
import { quoted } from './fake-promotion.mjs'

const uuid = (n) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
const later = (ms) => new Date(Date.now() + ms).toISOString()
const MINUTE = 60_000
const member = { id: uuid(1), displayName: '林小满', phoneMasked: null, joinedAt: later(-412 * 24 * 60 * MINUTE) }
const session = (notices = []) => ({
  accessToken: 'access',
  accessExpiresAt: later(30 * MINUTE),
  refreshToken: 'refresh-refresh-refresh',
  refreshExpiresAt: later(30 * 24 * 60 * MINUTE),
  member,
  notices,
})
const address = {
  id: uuid(2),
  receiver: '林小满',
  phone: '13812346602',
  regionCode: '310115',
  province: '上海市',
  city: '上海市',
  county: '浦东新区',
  detail: '张江镇 博云路 2 号 3 栋 1202',
  tag: 'home',
  isDefault: true,
}
const channelsOf = {
  'mp-weixin': ['wechat_mp'],
  'mp-alipay': ['alipay_mp'],
  'wechat-browser': ['wechat_oa'],
  'alipay-browser': ['alipay_wap'],
  'mobile-browser': ['wechat_h5', 'alipay_wap', 'unionpay_wap'],
  'desktop-browser': ['wechat_native', 'alipay_page', 'unionpay_page'],
}
const walletOf = (channel) => channel.split('_')[0]

export const memberRoutes = (cards, cartOf, allSkus) => {
  const lines = [
    [0, 3],
    [2, 1],
  ].map(([n, qty]) => {
    const sku = allSkus().find((one) => one.p.id === cards[n].id)
    const unitFen = [2990, 0, 3990][n]
    const sum = unitFen * qty
    return {
      id: uuid(90 + n),
      skuId: sku.id,
      spuId: cards[n].id,
      title: cards[n].title,
      skuLabel: sku.label,
      picture: sku.picture,
      qty,
      unitFen,
      listFen: sum,
      unitDiscountFen: 0,
      promotionFen: 0,
      couponFen: 0,
      pointsFen: 0,
      adjustFen: 0,
      goodsPaidFen: sum,
      freightFen: 0,
      payableFen: sum,
      refundedFen: 0,
    }
  })
  const totals = {
    listFen: 12960,
    unitDiscountFen: 0,
    promotionFen: 0,
    couponFen: 0,
    pointsFen: 0,
    adjustFen: 0,
    goodsPaidFen: 12960,
    freightFen: 0,
    payableFen: 12960,
    qty: 4,
  }
  const order = () => ({
    id: uuid(7),
    orderNo: '261122K0A1B2C3D4E5F6',
    state: 'pending_payment',
    placedAt: later(-MINUTE),
    payDueAt: later(14 * MINUTE + 32_000),
    paidAt: null,
    shippedAt: null,
    completedAt: null,
    closedAt: null,
    autoConfirmAt: null,
    closedCause: null,
    qty: 4,
    payableFen: 12960,
    refundedFen: 0,
    note: null,
    receiver: { name: '林小满', phoneMasked: '138****6602', region: '上海市浦东新区', detail: address.detail },
    lines,
    rules: [],
    totals,
    shipments: [],
    timeline: [
      { step: 'place', state: 'pending_payment', actor: 'member', actorName: null, note: null, at: later(-MINUTE) },
    ],
    allowedActions: ['pay', 'cancel'],
    payment: { state: 'open', channel: null, channelTxn: null },
    serverTime: later(0),
  })
  const pays = {
    wechat_native: { kind: 'qr', codeUrl: 'weixin://wxpay/bizpayurl?pr=Xk29dQ7zz' },
    wechat_oa: {
      kind: 'jsapi',
      call: { appId: 'wx0', timeStamp: '1', nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' },
    },
  }
  return {
    'GET /api/shop/policies/current': () => ({
      version: '2026-11',
      effectiveAt: '2026-11-01T00:00:00.000Z',
      demo: true,
      consolePort: 3100,
      items: [
        { kind: 'terms', title: '服务协议', paragraphs: ['你在这里购买的每一件商品，由小满良品负责。'] },
        { kind: 'privacy', title: '隐私政策', paragraphs: ['我们只在下单时使用你的手机号与地址。'] },
      ],
    }),
    'POST /api/shop/auth/sms': () => ({ resendAfterSeconds: 60, expiresAt: later(10 * MINUTE) }),
    'POST /api/shop/auth/sign-in': (body) => session(body.code === 'taken' ? ['phone_taken'] : []),
    'GET /api/shop/auth/weixin-oauth': (_body, query) => ({
      url: `${query.returnPath}${query.returnPath.includes('?') ? '&' : '?'}code=taken&state=${query.state}`,
    }),
    'GET /api/shop/payment-options': (_body, query) => ({
      items: (channelsOf[query.container] ?? []).map((channel) => ({ channel, wallet: walletOf(channel) })),
      balance: { usable: false, rechargeable: false },
    }),
    'GET /api/shop/licences': () => ({
      icp: '沪ICP备2026000001号',
      items: [
        { kind: 'business', title: '营业执照', number: '91310115MA1K000000', picture: null, validTo: null },
        { kind: 'food', title: '食品经营许可证', number: 'JY13101150000000', picture: null, validTo: '2030-06-30' },
      ],
    }),
    'GET /api/shop/addresses': () => ({ items: [address], nextCursor: null }),
    'GET /api/shop/cart/lines': () =>
      cartOf([lines[0].skuId, lines[1].skuId, allSkus()[4].id].map((skuId, n) => ({ skuId, qty: n === 0 ? 2 : 1 }))),
    'POST /api/shop/cart/merge': (body) => cartOf(body.lines),
    'POST /api/shop/quotes': () =>
      quoted(
        {
          quoteId: '0'.repeat(64),
          engineVersion: 1,
          delivery: { promise: '48 小时内发货', deliverable: true, methods: ['express'], needsAddress: true },
          problems: [],
          noReasonExcluded: [lines[0].skuId],
        },
        lines,
        cards[1].picture,
      ),
    'POST /api/shop/orders': order,
    'GET /api/shop/orders/counts': () => ({ pending_payment: 1, paid: 0, shipped: 2, completed: 0, closed: 0 }),
    [`GET /api/shop/orders/${uuid(7)}`]: order,
    [`GET /api/shop/orders/${uuid(7)}/payment`]: () => ({
      state: 'open',
      orderState: 'pending_payment',
      amountFen: 12960,
      paidAt: null,
      dueAt: order().payDueAt,
      afterSaleId: null,
    }),
    [`POST /api/shop/orders/${uuid(7)}/payments`]: ({ channel }) => ({
      attemptNo: 'A1',
      channel,
      amountFen: 12960,
      pay: pays[channel] ?? { kind: 'redirect', url: '/#paid-elsewhere' },
      expiresAt: later(15 * MINUTE),
    }),
  }
}
