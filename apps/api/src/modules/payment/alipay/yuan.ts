/** Alipay writes amounts as yuan in text with two decimals; we count integer fen. Neither way goes through a fraction. */
export const yuanOf = (amountFen: number): string => {
  const digits = String(amountFen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const AMOUNT = /^(0|[1-9]\d{0,11})(?:\.(\d{1,2}))?$/

/** Undefined for what is no amount: a sign, a blank, a third decimal, an exponent. */
export const fenOfYuan = (text: string): number | undefined => {
  const parts = AMOUNT.exec(text)
  if (parts === null) return undefined
  const [, yuan, cents = ''] = parts
  return Number(`${yuan}${cents.padEnd(2, '0')}`)
}
