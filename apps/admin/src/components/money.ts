import { fen, formatFen } from '@jishi/kernel/money'

/** Fen as people read them, thousands apart: 11840260 → '118,402.60'. */
export const amountText = (amountFen: number): string => {
  const [yuan = '', cents = ''] = formatFen(fen(amountFen)).split('.')
  return `${yuan.replace('-', '−').replace(/\B(?=(?:\d{3})+$)/g, ',')}.${cents}`
}

export const yuanText = (amountFen: number): string =>
  amountFen < 0 ? `−¥${amountText(-amountFen)}` : `¥${amountText(amountFen)}`

/** One price or a span of prices. */
export const spanOfPrices = (fromFen: number, toFen: number): string =>
  fromFen === toFen ? yuanText(fromFen) : `${yuanText(fromFen)} – ${amountText(toFen)}`
