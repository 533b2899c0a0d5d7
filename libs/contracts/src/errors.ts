import type { ErrorTerm } from './error-term.js'
import { AFTER_ORDER_ERRORS } from './order/after-order.errors.js'
import { ORDER_KIND_ERRORS } from './order/order-kind.errors.js'
import { PAYMENT_ERRORS } from './payment/payment.errors.js'
import { PROMOTION_ERRORS } from './promotion/promotion.errors.js'
import { SECKILL_ERRORS } from './seckill/seckill.errors.js'

/**
 * Every refusal the shop can give: its stable code, its HTTP status and its words in Chinese and English.
 * Clients decide by code, never by the text.
 */
export const ERRORS = {
  VALIDATION_FAILED: {
    status: 400,
    zh: '提交的内容有误，请检查后再试',
    en: 'Some of the submitted values are not valid',
  },
  IDEMPOTENCY_KEY_REQUIRED: {
    status: 400,
    zh: '缺少 Idempotency-Key 请求头',
    en: 'The Idempotency-Key header is missing or not valid',
  },
  UNAUTHENTICATED: { status: 401, zh: '请先登录', en: 'Please sign in first' },
  SIGN_IN_FAILED: { status: 401, zh: '账号或密码不正确', en: 'The user name or password is not right' },
  SESSION_REUSED: {
    status: 401,
    zh: '登录状态已失效，请重新登录',
    en: 'This session is no longer valid, please sign in again',
  },
  FORBIDDEN: { status: 403, zh: '你没有权限进行此操作', en: 'You are not allowed to do this' },
  FRESH_SIGN_IN_REQUIRED: {
    status: 403,
    zh: '为了账号安全，请重新登录后再试',
    en: 'For your safety, please sign in again and retry',
  },
  CSRF_REQUIRED: { status: 403, zh: '缺少 X-Jishi-Csrf 请求头', en: 'The X-Jishi-Csrf header is missing' },
  CALLBACK_REFUSED: { status: 401, zh: '通知验证未通过', en: 'The notification could not be verified' },
  NOT_FOUND: { status: 404, zh: '没有找到你要的内容', en: 'There is nothing here' },
  PREVIEW_ENDED: {
    status: 410,
    zh: '预览已过期，或商品又改过：请在后台重新打开预览',
    en: 'This preview is over, or the product changed since: open it anew from the back office',
  },
  METHOD_NOT_ALLOWED: { status: 405, zh: '不支持的请求方式', en: 'This method is not allowed here' },
  REQUEST_TIMEOUT: { status: 408, zh: '请求超时，请重试', en: 'The request took too long' },
  QUOTE_CHANGED: {
    status: 409,
    zh: '价格有变化，请确认新的金额',
    en: 'The price has changed, please confirm the new amount',
  },
  CART_CHANGED: { status: 409, zh: '购物车已更新，请重新确认', en: 'The cart has changed, please look again' },
  CART_EMPTY: { status: 409, zh: '购物车里没有选中的商品', en: 'Nothing is selected in the cart' },
  CART_FULL: { status: 409, zh: '购物车已满，请先清理一些商品', en: 'The cart is full, please remove something first' },
  FAVOURITES_FULL: {
    status: 409,
    zh: '收藏已满，请先清理一些商品',
    en: 'Your favourites are full, please remove something first',
  },
  OUT_OF_STOCK: { status: 409, zh: '有商品库存不足', en: 'There is not enough stock' },
  NOT_ON_SALE: { status: 409, zh: '有商品已下架', en: 'Some goods are no longer on sale' },
  QTY_LIMIT: { status: 409, zh: '超出可购买数量', en: 'That is more than can be bought at once' },
  NOT_DELIVERABLE: { status: 409, zh: '该地址暂不支持配送', en: 'We cannot deliver to this address' },
  FREIGHT_CHANGED: {
    status: 409,
    zh: '运费有变化，请再确认一次',
    en: 'The freight has changed, please confirm again',
  },
  ADDRESS_REQUIRED: { status: 409, zh: '请选择收货地址', en: 'Please choose a delivery address' },
  NO_REASON_UNCONFIRMED: {
    status: 409,
    zh: '有商品不支持 7 天无理由退货，请勾选确认后再提交',
    en: 'Some goods cannot be returned without a reason: please confirm that first',
  },
  ADDRESS_LIMIT: { status: 409, zh: '收货地址已达上限', en: 'There is no room for another address' },
  TOO_MANY_UNPAID: {
    status: 409,
    zh: '你有太多未付款的订单，请先付款或取消',
    en: 'Too many of your orders are unpaid: pay or cancel some first',
  },
  ORDER_ACTION_NOT_ALLOWED: { status: 409, zh: '订单当前状态不能进行此操作', en: 'The order does not allow this now' },
  PERMIT_MISSING: {
    status: 409,
    zh: '该类目需要有效的经营资质，请先登记',
    en: 'This category needs a valid permit, please enter it first',
  },
  PRODUCT_INCOMPLETE: {
    status: 409,
    zh: '商品还不完整，暂不能上架',
    en: 'The product is not complete enough to be sold',
  },
  PRODUCT_KIND_FIXED: {
    status: 409,
    zh: '商品类型只能在从未上架、从未入库的草稿里修改',
    en: 'The kind of goods can only change in a draft that was never on the shelf or in stock',
  },
  IMPORT_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这次导入现在不能这样操作',
    en: 'This import does not allow that now',
  },
  SKU_CODE_TAKEN: {
    status: 409,
    zh: '规格编码或条码已被使用',
    en: 'A code or barcode already belongs to another SKU',
  },
  PRICE_BELOW_FLOOR: {
    status: 409,
    zh: '有价格低于底价，不能保存',
    en: 'A price is below the floor of its SKU',
  },
  PRICE_RANGES_OVERLAP: {
    status: 409,
    zh: '同一价目的有效时间有重叠',
    en: 'Two prices of one list hold at the same time',
  },
  PRICE_BASE_MISSING: {
    status: 409,
    zh: '每个规格任何时候都要有一个基础价',
    en: 'Every SKU needs a base price at all times',
  },
  CATEGORY_IN_USE: {
    status: 409,
    zh: '类目下还有商品或子类目，不能停用',
    en: 'There are still products or categories inside',
  },
  CATEGORY_MOVE_REFUSED: {
    status: 409,
    zh: '不能移到自己下面，层级也不能太深',
    en: 'A category cannot go below itself or too deep',
  },
  CATEGORY_GONE: {
    status: 409,
    zh: '它原来的类目已停用，请另选一个类目',
    en: 'Its category is gone: please choose another one',
  },
  BRAND_NAME_TAKEN: { status: 409, zh: '已有同名的品牌', en: 'Another brand has this name' },
  BRAND_IN_USE: {
    status: 409,
    zh: '还有商品使用这个品牌，请先改掉它们',
    en: 'There are still products of this brand',
  },
  TAG_NAME_TAKEN: { status: 409, zh: '已有同名的标签', en: 'Another tag has this name' },
  ATTRIBUTE_NAME_TAKEN: {
    status: 409,
    zh: '本类目或它的上下级类目已有同名的属性',
    en: 'This category, one above it or one below it already has an attribute of this name',
  },
  CATALOG_FULL: { status: 409, zh: '数量已达上限', en: 'There is no room for another one' },
  STOCK_TOO_LOW: {
    status: 409,
    zh: '现存不能少于已预占的数量',
    en: 'Stock on hand cannot fall below what is reserved',
  },
  STOCK_BY_SECRETS: {
    status: 409,
    zh: '卡密商品的库存由卡密决定，请录入或作废卡密',
    en: 'The stock of these goods is their codes: enter or strike out codes instead',
  },
  SECRETS_REFUSED: {
    status: 409,
    zh: '有的行不能录入，一条也没有录入',
    en: 'Some rows cannot be entered, so none was',
  },
  SECRETS_SPENT: {
    status: 409,
    zh: '其中有的卡密已发放或已作废',
    en: 'Some of these codes were issued or struck out already',
  },
  USERNAME_TAKEN: { status: 409, zh: '这个账号名已被使用', en: 'This user name is taken' },
  OPERATOR_IS_SELF: {
    status: 409,
    zh: '不能对自己的账号进行此操作',
    en: 'This cannot be done to your own account',
  },
  LAST_OWNER: {
    status: 409,
    zh: '店里至少要有一位启用的店主',
    en: 'The shop needs at least one owner who can sign in',
  },
  ROLE_PROTECTED: {
    status: 409,
    zh: '内置角色不能修改，可以复制一份再改',
    en: 'A built-in role cannot be changed: copy it instead',
  },
  ROLE_NAME_TAKEN: { status: 409, zh: '已有同名的角色', en: 'Another role has this name' },
  ROLE_IN_USE: {
    status: 409,
    zh: '还有账号在使用这个角色，请先调整他们',
    en: 'Somebody still has this role',
  },
  GRANT_BEYOND_OWN: {
    status: 403,
    zh: '这超出了你自己的权限，请由店主操作',
    en: 'That is more than you may do yourself: ask an owner',
  },
  IDEMPOTENCY_IN_FLIGHT: {
    status: 409,
    zh: '上一次提交还在处理中，请稍候',
    en: 'The first submission is still being handled',
  },
  /** The same for a code that never was and for one that somebody used. */
  VERSION_CONFLICT: {
    status: 409,
    zh: '内容已被他人修改，请刷新后再试',
    en: 'Somebody else has changed this meanwhile',
  },
  PAYLOAD_TOO_LARGE: { status: 413, zh: '提交的内容过大', en: 'That is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, zh: '不支持的内容类型', en: 'This content type is not supported' },
  PICTURE_REFUSED: {
    status: 422,
    zh: '这张图片无法使用',
    en: 'This picture cannot be used',
  },
  VIDEO_REFUSED: { status: 422, zh: '这个视频无法使用', en: 'This video cannot be used' },
  UPLOAD_INCOMPLETE: {
    status: 409,
    zh: '文件没有完整收到，请重新上传',
    en: 'The file has not arrived whole, please send it again',
  },
  UPLOAD_EXPIRED: {
    status: 409,
    zh: '这次上传已过期，请重新上传',
    en: 'This upload has expired, please start again',
  },
  MEDIA_IN_USE: {
    status: 409,
    zh: '还有地方在使用，不能移除',
    en: 'This is still used somewhere and cannot be removed',
  },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    zh: '同一个提交编号对应了不同的内容',
    en: 'The same key was used for a different request',
  },
  PASSWORD_WRONG: { status: 422, zh: '当前密码不正确', en: 'The present password is not right' },
  SMS_CODE_WRONG: { status: 422, zh: '验证码不正确或已过期', en: 'The code is wrong or has expired' },
  AUTH_CODE_INVALID: {
    status: 422,
    zh: '登录凭证已失效，请重试',
    en: 'This sign-in code is no longer valid, please try again',
  },
  PHONE_PROOF_INVALID: {
    status: 422,
    zh: '手机号验证未通过，请改用短信验证',
    en: 'The phone number could not be verified, please use a text message',
  },
  PHONE_TAKEN: {
    status: 409,
    zh: '该手机号已属于另一个账号，请用短信登录那个账号',
    en: 'This phone belongs to another account, please sign in to it by text message',
  },
  IDENTITY_TAKEN: {
    status: 409,
    zh: '该平台账号已绑定另一个会员',
    en: 'This platform account belongs to another member',
  },
  ACCOUNT_ASLEEP: {
    status: 409,
    zh: '账号很久没有使用，请补充一位以前的收货人姓名',
    en: 'This account has not been used for long: please name somebody it once sent goods to',
  },
  SIGN_IN_METHOD_OFF: { status: 422, zh: '暂不支持这种登录方式', en: 'This way of signing in is not offered' },
  CONSENT_REQUIRED: {
    status: 422,
    zh: '请先阅读并同意最新的服务协议与隐私政策',
    en: 'Please read and accept the current terms and privacy policy',
  },
  MEMBER_BLOCKED: { status: 403, zh: '账号已停用，请联系客服', en: 'This account is suspended' },
  RATE_LIMITED: { status: 429, zh: '操作太频繁，请稍后再试', en: 'Too many requests, please wait a little' },
  INTERNAL: { status: 500, zh: '系统出了点问题，请稍后重试', en: 'Something went wrong on our side' },
  UNAVAILABLE: { status: 503, zh: '服务暂时不可用，请稍后重试', en: 'The service is not available right now' },
  OVERLOADED: { status: 503, zh: '现在人有点多，请稍后重试', en: 'We are very busy, please try again shortly' },
  PLATFORM_UNAVAILABLE: {
    status: 503,
    zh: '平台登录服务暂时不可用，请稍后重试',
    en: 'The platform that signs you in is not reachable right now',
  },
  ...AFTER_ORDER_ERRORS,
  ...ORDER_KIND_ERRORS,
  ...PAYMENT_ERRORS,
  ...PROMOTION_ERRORS,
  ...SECKILL_ERRORS,
} as const satisfies Record<string, ErrorTerm>

export type ErrorCode = keyof typeof ERRORS

/** The one shape of every error answer. */
export interface ErrorBody {
  code: ErrorCode
  message: string
  requestId: string
  details?: unknown
}

export const isErrorCode = (code: string): code is ErrorCode => Object.prototype.hasOwnProperty.call(ERRORS, code)
