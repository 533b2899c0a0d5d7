const MESSAGES: Readonly<Record<string, string>> = {
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40003': 'Insufficient Conditions',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
}

/** A refusal in the platform's words: the class of the failure, and inside it what went wrong. */
export class AlipayRefusal extends Error {
  readonly code: string
  readonly subCode: string

  constructor(code: string, subCode: string, subMessage: string) {
    super(subMessage)
    this.name = 'AlipayRefusal'
    this.code = code
    this.subCode = subCode
  }

  /** The body of a v2 answer, which comes with HTTP 200. */
  body(): Record<string, string> {
    return { code: this.code, msg: MESSAGES[this.code] ?? '', sub_code: this.subCode, sub_msg: this.message }
  }
}

const ACQ_WORDS: Readonly<Record<string, string>> = {
  SYSTEM_ERROR: '系统异常',
  INVALID_PARAMETER: '参数无效',
  ACCESS_FORBIDDEN: '无权限使用接口',
  EXIST_FORBIDDEN_WORD: '订单信息中包含违禁词',
  PARTNER_ERROR: '应用APP_ID填写错误',
  TOTAL_FEE_EXCEED: '订单总金额不在允许范围内',
  CONTEXT_INCONSISTENT: '交易信息被篡改',
  TRADE_HAS_SUCCESS: '交易已被支付',
  TRADE_HAS_CLOSE: '交易已经关闭',
  TRADE_HAS_FINISHED: '交易已完结',
  BUYER_SELLER_EQUAL: '买卖家不能相同',
  TRADE_BUYER_NOT_MATCH: '交易买家不匹配',
  SELLER_BEEN_BLOCKED: '商家账号被冻结',
  SELLER_BALANCE_NOT_ENOUGH: '卖家余额不足',
  TRADE_NOT_EXIST: '交易不存在',
  TRADE_STATUS_ERROR: '交易状态不合法',
  REFUND_AMT_NOT_EQUAL_TOTAL: '退款金额超限',
  DISCORDANT_REPEAT_REQUEST: '请求信息不一致',
}

/** A business failure of the acquirer, by its bare name. */
export function acq(name: string, words?: string): AlipayRefusal {
  return new AlipayRefusal('40004', `ACQ.${name}`, words ?? ACQ_WORDS[name] ?? name)
}

export function missing(name: string, words: string): AlipayRefusal {
  return new AlipayRefusal('40001', `isv.missing-${name}`, words)
}

export function invalid(name: string, words: string): AlipayRefusal {
  return new AlipayRefusal('40002', `isv.invalid-${name}`, words)
}
