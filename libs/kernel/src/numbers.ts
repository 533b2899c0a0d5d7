import { cryptoBytes, type RandomBytes } from './random.js'
import { shopDay, type Clock } from './time.js'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const randomLength = 14
const numberPattern = /^\d{6}[0-9A-HJKMNP-TV-Z]{14}$/

/**
 * A number for people 订单号: the shop day as yyMMdd and 14 Crockford base32 characters (70 random bits), upper case,
 * so that it can be read out, cannot be guessed and is valid as a number with every payment channel.
 */
export function newNumber(clock: Clock, random: RandomBytes = cryptoBytes): string {
  const day = shopDay(clock.now()).slice(2).replace(/-/g, '')
  const tail = Array.from(random(randomLength), (byte) => alphabet.charAt(byte & 31)).join('')
  return day + tail
}

export function isNumber(value: unknown): value is string {
  return typeof value === 'string' && numberPattern.test(value)
}
