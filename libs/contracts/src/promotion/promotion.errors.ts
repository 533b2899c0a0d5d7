import type { ErrorTerm } from '../error-term.js'

/** What promotions, coupons, freight templates and limited prices are refused for. */
export const PROMOTION_ERRORS = {
  RAISED_BEFORE_CUT: {
    status: 409,
    zh: '价格在 7 天内上调过，限时价不低于此前的最低价，不能算优惠',
    en: 'The price was raised within seven days and the limited price is no lower than before: that is no discount',
  },
  OFFER_NOT_CHANGEABLE: {
    status: 409,
    zh: '活动已发布，这些内容不能再改，可以停用后复制一份',
    en: 'This promotion has been launched and cannot change in that: stop it and copy it instead',
  },
  OFFER_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '活动当前状态不能这样操作',
    en: 'The promotion does not allow this now',
  },
  OFFER_DAYS_OVER: { status: 409, zh: '活动的结束时间已过', en: 'The days of this promotion are over' },
  OFFER_SCOPE_UNKNOWN: {
    status: 409,
    zh: '适用范围里有已不存在的商品、类目或品牌',
    en: 'Its scope names goods, categories or brands that are gone',
  },
  OFFER_GOODS_UNAVAILABLE: {
    status: 409,
    zh: '套装或赠品里有不存在或未上架的规格',
    en: 'A bundle or gift SKU does not exist or is not on sale',
  },
  OFFER_BUNDLE_DEARER: {
    status: 409,
    zh: '套装价不低于单买的总价',
    en: 'The bundle costs no less than its pieces do',
  },
  OFFER_LIMIT: {
    status: 409,
    zh: '进行中和待开始的活动已达上限',
    en: 'Too many promotions are running or waiting to begin',
  },
  PRICE_PROPOSAL_WAITS: {
    status: 409,
    zh: '这件商品已有一份低于底价的价目在等复核',
    en: 'Prices below the floor of this product wait for a second person already',
  },
  PRICE_PROPOSAL_BY_ANOTHER: {
    status: 403,
    zh: '低于底价的价目要由另一位同事复核',
    en: 'Somebody else has to agree to prices below a floor',
  },
  PRICE_PROPOSAL_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这份价目已处理过，或不是你提交的',
    en: 'These prices were decided on already, or are not yours to withdraw',
  },
  OFFER_SELF_APPROVAL: {
    status: 409,
    zh: '低于底价的活动需要另一位同事批准',
    en: 'Somebody else has to agree to a promotion below a price floor',
  },
  OFFER_USED_UP: { status: 409, zh: '优惠名额已用完，请重新确认金额', en: 'This promotion has been used up' },
  OFFER_OVER: { status: 409, zh: '优惠活动已结束，请重新确认金额', en: 'This promotion is over' },
  FREIGHT_NAME_TAKEN: { status: 409, zh: '已有同名的运费模板', en: 'Another freight template has this name' },
  FREIGHT_IN_USE: {
    status: 409,
    zh: '还有商品使用这个运费模板，请先改掉它们',
    en: 'There are still products that travel by this template',
  },
  COUPON_NOT_CLAIMABLE: { status: 409, zh: '这张优惠券现在不能领取', en: 'This coupon cannot be had now' },
  COUPON_GONE: { status: 409, zh: '来晚一步，优惠券已领完', en: 'All of these coupons are gone' },
  COUPON_LIMIT: { status: 409, zh: '你已经领过了，不能再领', en: 'You already have as many of these as one may have' },
  COUPON_CODE_INVALID: { status: 422, zh: '兑换码不正确或已被使用', en: 'This code is not right or has been used' },
  COUPON_NOT_USABLE: {
    status: 409,
    zh: '所选优惠券现在不能使用，请重新选择',
    en: 'A chosen coupon cannot be used now, please choose again',
  },
  COUPON_NOT_CHANGEABLE: {
    status: 409,
    zh: '当前状态下不能这样改动优惠券',
    en: 'This cannot be changed in the state the coupon is in',
  },
  PAY_GIFT_NOT_CHANGEABLE: {
    status: 409,
    zh: '支付有礼发布后，只能改名称、延后结束时间、调高上限',
    en: 'Once it was launched only its name, a later end and higher limits can change',
  },
  PAY_GIFT_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '支付有礼当前状态不能这样操作',
    en: 'This gift does not allow that now',
  },
  PAY_GIFT_COUPON_UNFIT: {
    status: 409,
    zh: '只能送「店铺发放」类、正在发放的优惠券',
    en: 'Only a coupon that is given by name, and is given out now, can be a gift',
  },
  PAY_GIFT_LIMIT: {
    status: 409,
    zh: '进行中的支付有礼已达上限，请先停用一些',
    en: 'Too many gifts are live: stop some first',
  },
} as const satisfies Record<string, ErrorTerm>
