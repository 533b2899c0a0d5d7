import { instantOf, shopTimeText } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'

export type Fields = Readonly<Record<string, string>>

/** Every field but the signature that has a value, by name in the order of ASCII, as `name=value` joined by `&`. */
export const signedText = (fields: Fields): string =>
  Object.entries(fields)
    .filter(([name, value]) => name !== 'signature' && value !== '')
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** A name that comes twice would be signed as one value and read as another; a pair without a name is nobody's. */
const unambiguous = (pairs: readonly (readonly [string, string])[]): Fields | undefined => {
  const fields = Object.fromEntries(pairs)
  const whole = pairs.every(([name]) => /^\w{1,64}$/.test(name)) && Object.keys(fields).length === pairs.length
  return whole && pairs.length > 0 ? fields : undefined
}

/**
 * An answer is text of `name=value` pairs in which nothing is escaped: base64 and certificates have signs of equality of
 * their own, and a value in braces holds pairs itself. Undefined for everything that can be read in two ways.
 */
export const fieldsOfAnswer = (text: string): Fields | undefined => {
  const pairs = pairsOf(text).map((pair): readonly [string, string] => {
    const at = pair.indexOf('=')
    return at < 1 ? ['', pair] : [pair.slice(0, at), pair.slice(at + 1)]
  })
  return unambiguous(pairs)
}

const pairsOf = (text: string): string[] => {
  const pairs: string[] = []
  let [depth, from] = [0, 0]
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    else if (text[at] === '}') depth -= 1
    else if (text[at] === '&' && depth === 0) {
      pairs.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...pairs, text.slice(from)]
}

/** A notice is a form, as browsers send one. */
export const fieldsOfForm = (raw: Buffer): Fields | undefined =>
  unambiguous([...new URLSearchParams(raw.toString('utf8'))])

/** `20260301100000`: all of UnionPay's times are of the shop's own zone. */
export const unionpayTime = (instant: Instant): string => shopTimeText(instant, 'second').replace(/\D/g, '')

/** The instant of such a time; undefined where there is no such time. */
export const instantOfUnionpay = (text: string): Instant | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`
  if (Number.isNaN(Date.parse(iso))) return undefined
  const instant = instantOf(iso)
  return unionpayTime(instant) === text ? instant : undefined
}

/**
 * When a payment happened is told without its year, `MMDDhhmmss`: it is the first such moment after the order was named,
 * which may be in the year that follows.
 */
export const momentAfter = (traceTime: string, txnTime: string): Instant | undefined => {
  const year = Number(txnTime.slice(0, 4))
  const sameYear = `${year}${traceTime}`
  return instantOfUnionpay(sameYear.slice(0, 8) < txnTime.slice(0, 8) ? `${year + 1}${traceTime}` : sameYear)
}
