import type { ErrorTerm } from '../error-term.js'

/** What paying, being paid back and keeping the books are refused for. */
export const PAYMENT_ERRORS = {
  BALANCE_NOT_ENOUGH: {
    status: 409,
    zh: '余额不足，请换一种方式付款',
    en: 'The balance is not enough, please pay in another way',
  },
  FRIEND_LINK_OVER: {
    status: 409,
    zh: '这个代付链接已失效',
    en: 'Nothing can be paid by this link any more',
  },
  FRIEND_PAY_OWN: {
    status: 409,
    zh: '这是你自己的订单，请在订单里付款',
    en: 'This is your own order: pay for it there',
  },
  INCIDENT_ENDED: { status: 409, zh: '这条异常已经结束', en: 'This incident has ended already' },
  INCIDENT_ENDS_BY_ITSELF: {
    status: 409,
    zh: '这类异常会在渠道给出结果后自动结束，不能人工关闭',
    en: 'It ends by itself once the channel has answered and cannot be closed by hand',
  },
  NOTICE_NOT_REPLAYABLE: {
    status: 409,
    zh: '只有模拟渠道的通知可以重新投递',
    en: 'Only a notice of the simulator can be delivered again',
  },
  PAYER_UNKNOWN: {
    status: 409,
    zh: '需要先授权支付账号',
    en: 'The paying account has to be authorised first',
  },
  PAYMENT_AMOUNT_CHANGED: {
    status: 409,
    zh: '应付金额有变化，请确认后再付款',
    en: 'The amount has changed: look at it before you pay',
  },
  PAYMENT_CHANNEL_DOWN: {
    status: 503,
    zh: '支付渠道暂时不可用，请稍后重试',
    en: 'The payment channel is not reachable right now',
  },
  PAYMENT_CHANNEL_UNKNOWN: { status: 422, zh: '不支持的支付方式', en: 'This way of paying is not offered' },
  PAYMENT_CLOSED: {
    status: 409,
    zh: '这笔付款已经关闭，请重新付款',
    en: 'This payment has been closed: please pay anew',
  },
  PAYMENT_NOT_ALLOWED: { status: 409, zh: '订单当前不能付款', en: 'This order cannot be paid now' },
  PAYMENT_TIME_OVER: {
    status: 409,
    zh: '付款时间已到，这笔不能再付了',
    en: 'The time to pay this is over',
  },
  PAY_PASSWORD_LOCKED: {
    status: 409,
    zh: '支付密码错误次数过多，请稍后再试或用短信重置',
    en: 'Too many wrong payment passwords: wait, or reset it by text message',
  },
  PAY_PASSWORD_NEEDED: { status: 409, zh: '请先设置支付密码', en: 'Please set a payment password first' },
  PAY_PASSWORD_WRONG: { status: 422, zh: '支付密码不正确', en: 'The payment password is not right' },
  PHONE_NEEDED: { status: 409, zh: '请先绑定手机号', en: 'Please bind a phone number first' },
  RECHARGE_NOT_OFFERED: { status: 409, zh: '暂不支持充值', en: 'Recharging is not offered here' },
  RECHARGE_OVER_CAP: {
    status: 409,
    zh: '充值后余额会超过上限',
    en: 'This recharge would lift the balance above its limit',
  },
  RECONCILIATION_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这条差异当前不能这样处理',
    en: 'This difference cannot be handled like that now',
  },
  RECONCILIATION_SELF_APPROVAL: {
    status: 403,
    zh: '自己提出的处理要由另一位同事复核',
    en: 'Somebody else has to check what you proposed',
  },
  STORED_REFUND_NOT_ALLOWED: {
    status: 409,
    zh: '这笔余额现在不能退',
    en: 'This part of the balance cannot be given back now',
  },
  PAYEE_UNKNOWN: {
    status: 409,
    zh: '需要先授权收款账号',
    en: 'The account to be paid has to be authorised first',
  },
  PAYOUT_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这笔打款当前不能这样处理',
    en: 'This cannot be done with the payout now',
  },
  PAYOUT_NAME_NEEDED: {
    status: 422,
    zh: '这笔打款需要收款人的真实姓名',
    en: 'The real name of the payee is needed for this payout',
  },
  PAYOUT_TOO_SMALL: { status: 422, zh: '低于最小打款金额', en: 'Less than the smallest amount that can be paid out' },
} as const satisfies Record<string, ErrorTerm>
