import { assert } from './assert.js'
import type { Bp } from './rate.js'

declare const moneyUnit: unique symbol

/** Money 金额 in integer fen, signed, never beyond a safe integer. */
export type Fen = number & { readonly [moneyUnit]: 'fen' }

/** How a fraction of a fen is settled. It works on the magnitude, so that a negative amount mirrors the positive one. */
export type Rounding = 'down' | 'up' | 'half-up'

const bpPerWhole = 10_000
const yuanText = /^(-?)(\d{1,14})(?:\.(\d{1,2}))?$/

/** Brands an integer number of fen. Anything else, such as a fraction or an unsafe integer, is a bug and throws. */
export function fen(value: number): Fen {
  assert(Number.isSafeInteger(value), () => `not an amount in fen: ${value}`)
  return (value === 0 ? 0 : value) as Fen
}

export const zeroFen = fen(0)

export function addFen(left: Fen, right: Fen): Fen {
  return fen(left + right)
}

export function subFen(left: Fen, right: Fen): Fen {
  return fen(left - right)
}

export function negateFen(amount: Fen): Fen {
  return fen(-amount)
}

/** An amount taken a whole number of times: unit price by quantity. */
export function timesFen(amount: Fen, count: number): Fen {
  assert(Number.isSafeInteger(count), () => `not a whole number of times: ${count}`)
  return fen(amount * count)
}

export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = zeroFen
  for (const amount of amounts) total = addFen(total, amount)
  return total
}

export function minFen(left: Fen, right: Fen): Fen {
  return left <= right ? left : right
}

export function maxFen(left: Fen, right: Fen): Fen {
  return left >= right ? left : right
}

/** amount × rate ÷ 10 000, exact before the one rounding. It is for one amount; dividing among several is `allocate`. */
export function percentOf(amount: Fen, rate: Bp, rounding: Rounding): Fen {
  const size = Math.abs(amount)
  // Splitting off whole ten thousands keeps each product small, so nothing is lost to floating point on the way.
  const wholes = Math.floor(size / bpPerWhole)
  const rest = (size % bpPerWhole) * rate
  const share = fen(fen(wholes * rate) + roundedQuotient(fen(rest), rounding))
  return amount < 0 ? negateFen(share) : share
}

function roundedQuotient(numerator: number, rounding: Rounding): number {
  const quotient = Math.floor(numerator / bpPerWhole)
  const remainder = numerator % bpPerWhole
  if (rounding === 'up') return remainder > 0 ? quotient + 1 : quotient
  if (rounding === 'half-up') return remainder * 2 >= bpPerWhole ? quotient + 1 : quotient
  return quotient
}

/** Yuan with two decimals and no sign of currency: 2990 → '29.90', -5 → '-0.05'. */
export function formatFen(amount: Fen): string {
  const size = Math.abs(amount)
  const yuan = Math.floor(size / 100)
  const cents = String(size % 100).padStart(2, '0')
  return `${amount < 0 ? '-' : ''}${yuan}.${cents}`
}

/** Reads what a person typed as yuan, at most two decimals; undefined when it is not an amount. */
export function parseYuan(text: string): Fen | undefined {
  const match = yuanText.exec(text.trim())
  if (!match) return undefined
  const [, sign, yuan, decimals = ''] = match
  const size = Number(yuan) * 100 + Number(decimals.padEnd(2, '0'))
  if (!Number.isSafeInteger(size)) return undefined
  return fen(sign === '-' ? -size : size)
}
