import type { ErrorTerm } from '../error-term.js'

/** What parcels, after-sales and reviews are refused for: all that follows once an order is paid. */
export const AFTER_ORDER_ERRORS = {
  AFTER_SALE_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '售后单现在不能进行此操作',
    en: 'This is not possible for the after-sale now',
  },
  AFTER_SALE_NOT_POSSIBLE: {
    status: 409,
    zh: '这些商品现在不能申请售后',
    en: 'These goods cannot be given back like this now',
  },
  COMPENSATION_REFUSED: {
    status: 409,
    zh: '这张补偿券不能再发给该顾客（已停发、发完或已达上限），请换一张',
    en: 'This coupon cannot be given to the buyer any more, please choose another one',
  },
  ORDER_ALREADY_PAID: {
    status: 409,
    zh: '顾客已经付款，不能再改价',
    en: 'The buyer has paid, so the price stays',
  },
  ORDER_BEING_PAID: {
    status: 503,
    zh: '顾客可能正在付款，支付渠道还没有答复；价格没有改动，请稍后再试',
    en: 'The buyer may be paying and the channel has not answered; the price is unchanged, please try again shortly',
  },
  ORDER_PAYMENT_MISSING: {
    status: 409,
    zh: '渠道账单里没有这笔付款，对账差异处理完之前不能发货',
    en: 'The bill of the channel lacks this payment: nothing is shipped until the difference is settled',
  },
  ORDER_PRICE_CHANGED: {
    status: 409,
    zh: '订单金额已有变动，请核对后再改价',
    en: 'What the order costs has changed, please look again before you change it',
  },
  PRICE_CHANGE_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这次改价现在不能这样操作，请刷新后再看',
    en: 'This change of price does not allow that now, please look again',
  },
  PRICE_CHANGE_NOTHING: {
    status: 409,
    zh: '价格没有变化，请先填写要加减的金额',
    en: 'Nothing would change, please say by how much',
  },
  PRICE_CHANGE_SELF_APPROVAL: {
    status: 409,
    zh: '自己提交的改价需要另一位同事复核',
    en: 'Somebody else has to agree to a change of price that is your own',
  },
  PRICE_CHANGE_TOO_LOW: {
    status: 409,
    zh: '减的金额超过了商品金额',
    en: 'A line cannot be lowered below nothing',
  },
  PRICE_CHANGE_WAITS: {
    status: 409,
    zh: '已有一次改价在等待复核，请先处理它',
    en: 'A change of price waits for a second person, please settle that first',
  },
  REFUND_CHANGED: {
    status: 409,
    zh: '应退金额有变化，请核对后再确认',
    en: 'What goes back has changed, please look again before you confirm',
  },
  RETURN_ADDRESS_MISSING: {
    status: 409,
    zh: '请填写退货地址，或先在设置里填好常用的退货地址',
    en: 'Say where the goods are to be sent back to, or set the usual address in the settings first',
  },
  SHIPMENT_NO_TAKEN: {
    status: 409,
    zh: '该运单号已用于其他订单',
    en: 'This tracking number already belongs to another order',
  },
  SHIP_PIECES_GONE: {
    status: 409,
    zh: '部分商品已发出或已取消，请按剩余数量重新选择',
    en: 'Some pieces were shipped or cancelled meanwhile, please choose among those that are left',
  },
  SHIPMENT_CORRECTED: {
    status: 409,
    zh: '该包裹的单号已改过一次，不能再改',
    en: 'The number of this parcel was corrected once and stays',
  },
  CARRIER_UNKNOWN: { status: 409, zh: '该快递公司未启用', en: 'This carrier is not in use' },
  FEEDBACK_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这条反馈当前不能这样操作',
    en: 'The feedback does not allow this now',
  },
  FEEDBACK_LIMIT: {
    status: 409,
    zh: '提交得够多了，请明天再来，或写在另一条反馈里',
    en: 'Enough for now: please come back tomorrow, or write in another feedback',
  },
  INVOICE_NOT_POSSIBLE: {
    status: 409,
    zh: '这笔订单现在不能申请发票',
    en: 'No invoice can be asked for this order now',
  },
  INVOICE_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这张发票现在不能这样操作，请刷新后再看',
    en: 'The invoice does not allow this now, please look again',
  },
  INVOICE_NUMBER_TAKEN: {
    status: 409,
    zh: '这个发票号码已登记在另一张发票上',
    en: 'This number already belongs to another invoice',
  },
  INVOICE_DATE_WRONG: {
    status: 400,
    zh: '开票日期不对：不能晚于今天，也不能早于收货或被冲红的发票',
    en: 'The date cannot be: not after today, and not before receipt or the invoice it reverses',
  },
  INVOICE_DOCUMENT_REFUSED: {
    status: 422,
    zh: '文件不是有效的 PDF 或 OFD 发票',
    en: 'The file is no PDF or OFD document',
  },
  INVOICE_TITLE_LIMIT: { status: 409, zh: '抬头最多保存 20 个', en: 'At most 20 titles are kept' },
  INVOICE_TITLE_EXISTS: { status: 409, zh: '这个抬头已经保存过了', en: 'This title is kept already' },
  TAX_NUMBER_WRONG: {
    status: 400,
    zh: '税号有误，请对照营业执照核对后再填',
    en: 'This tax number cannot be right, please compare it with the licence',
  },
  RECEIPT_NOT_CONFIRMED: {
    status: 409,
    zh: '还没有在微信里确认收货',
    en: 'The receipt was not confirmed in WeChat',
  },
  RECEIPT_UNCERTAIN: {
    status: 503,
    zh: '微信暂未返回结果，稍后会自动更新',
    en: 'WeChat has not answered yet; the order follows by itself',
  },
  REVIEW_CLOSED: {
    status: 409,
    zh: '这件商品现在不能评价：评价期已过、已退款或已评价过',
    en: 'This cannot be reviewed: its time is over, it was refunded, or it has been reviewed',
  },
  REVIEW_VOTE_OWN: {
    status: 409,
    zh: '不能给自己的评价点有用',
    en: 'Your own review cannot be marked helpful by you',
  },
  REVIEW_APPEAL_BY_ANOTHER: {
    status: 403,
    zh: '申诉要由另一位同事处理：这条是你驳回或隐藏的',
    en: 'Somebody else has to hear this appeal: it was you who refused or hid it',
  },
  REVIEW_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这条评价当前不能这样操作',
    en: 'The review does not allow this now',
  },
} as const satisfies Record<string, ErrorTerm>
