import type { PaymentChannel, Wallet } from '../payment/payment.terms.js'
import type { LedgerAccountCode } from './ledger.terms.js'

/** What an account is called, on the pages of the books and in the tables carried away from them. */
export const ACCOUNT_NAMES = {
  clearing: '渠道待结算',
  payout: '打款备付',
  bank: '银行存款',
  promoter_debt: '推广员欠款',
  contract_liability: '合同负债',
  refund_payable: '应退款',
  stored_principal: '储值本金',
  stored_bonus: '储值赠送',
  points_liability: '积分负债',
  commission_frozen: '冻结佣金',
  commission_available: '可提佣金',
  commission_withdrawing: '提现中佣金',
  tax_withheld: '代扣税款',
  suspense: '暂收款',
  sales: '商品销售',
  freight: '运费收入',
  discount_promotion: '促销折让',
  discount_coupon: '优惠券折让',
  points_deferral: '积分递延',
  sales_return: '销售退回',
  forfeit: '没收定金',
  breakage: '积分过期收益',
  channel_fee: '渠道手续费',
  commission: '佣金支出',
  marketing: '营销支出',
  compensation: '赔付支出',
  reconciliation_difference: '对账差异',
} as const satisfies Record<LedgerAccountCode, string>

/** Why something was posted. A newer server may know more reasons. */
export const POSTING_NAMES = {
  'term.paid': '收到应付款',
  'recharge.paid': '会员充值',
  'payment.suspense': '多收款转入暂收',
  'refund.approved': '同意退款',
  'refund.confirmed': '渠道确认退款',
  'refund.suspense': '退回暂收款',
  'recharge.refund_approved': '同意退余额',
  'order.received': '确认收货，确认收入',
  'supplement.received': '确认补差价收入',
  'payout.paid': '打款完成',
  'bill.settled': '账单相符，转入渠道账户',
  'bill.withdrawn': '提现到银行',
  'bill.adjusted': '对账差异处理',
} as const

/** Where a channel's money is: by what was paid with, or the wallet that keeps what its bills have settled. */
export const CHANNEL_NAMES = {
  wechat_h5: '微信支付（手机网页）',
  wechat_mp: '微信支付（小程序）',
  wechat_oa: '微信支付（公众号）',
  wechat_native: '微信扫码支付',
  alipay_wap: '支付宝（手机网页）',
  alipay_page: '支付宝（电脑网页）',
  alipay_mp: '支付宝（小程序）',
  unionpay_wap: '银联支付（手机网页）',
  unionpay_page: '银联支付（电脑网页）',
  wechat: '微信支付',
  alipay: '支付宝',
  unionpay: '银联支付',
} as const satisfies Record<PaymentChannel | Wallet, string>
