const WORDS: Readonly<Record<string, string>> = {
  '10': '报文格式错误',
  '11': '验证签名失败',
  '12': '重复交易',
  '13': '报文交易要素缺失',
  '31': '商户状态不正确',
  '34': '查无此交易',
  '35': '原交易不存在或状态不正确',
  '36': '与原交易信息不符',
}

/** An answer code of the platform in place of a success, with what was wrong where it helps. */
export class UnionpayRefusal extends Error {
  constructor(
    readonly respCode: string,
    readonly detail = '',
  ) {
    super(`${WORDS[respCode] ?? '交易失败'}${detail === '' ? '' : `[${detail}]`}`)
    this.name = 'UnionpayRefusal'
  }
}
