import { addShopDays, instantOf, parseShopDay, shopTimeText, type Instant, type ShopDay } from '@jishi/kernel/time'
import { BillUnreadable } from './bill.js'

const DECIMAL = /^(-?)(0|[1-9]\d{0,11})\.(\d{2,5})$/
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/

/** Yuan as the bills write it, in thousandths of a fen: text in, integer out, no fraction on the way. */
export const milliFenOf = (text: string): number => {
  const parts = DECIMAL.exec(text)
  if (parts === null) throw new BillUnreadable('form', `no amount: ${text.slice(0, 40)}`)
  const [, minus = '', yuan = '0', cents = ''] = parts
  const value = Number(yuan) * 100_000 + Number(cents.padEnd(5, '0'))
  return minus === '' || value === 0 ? value : -value
}

/** An amount of whole fen. */
export const billFenOf = (text: string): number => {
  const milli = milliFenOf(text)
  if (milli % 1000 !== 0) throw new BillUnreadable('form', `no whole fen: ${text.slice(0, 40)}`)
  return milli === 0 ? 0 : milli / 1000
}

/** A time of the wallets, which is Shanghai's, within the day of the bill. */
export const bookedAtOf = (text: string, day: ShopDay): Instant => {
  if (!TIME.test(text)) throw new BillUnreadable('form', `no time: ${text.slice(0, 40)}`)
  const parsed = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  if (!Number.isFinite(parsed) || shopTimeText(instantOf(parsed), 'second') !== text) {
    throw new BillUnreadable('form', `no such time: ${text}`)
  }
  if (!text.startsWith(day)) throw new BillUnreadable('form', `${text} is not of ${day}`)
  return instantOf(parsed)
}

export const wholeNumberOf = (text: string): number => {
  if (!/^\d{1,9}(?:\.0)?$/.test(text)) throw new BillUnreadable('form', `no count: ${text.slice(0, 40)}`)
  return Number(text)
}

/** A sum of the bill against what its lines come to. */
export const sameSum = (what: string, said: number, counted: number): void => {
  if (said !== counted)
    throw new BillUnreadable('totals', `${what}: the bill says ${said}, its lines come to ${counted}`)
}

/** Lines of text put together again where a name holds a line end: a record begins where `begins` says so. */
export const recordsOf = (lines: readonly string[], begins: RegExp): string[] => {
  const records: string[] = []
  for (const line of lines) {
    if (begins.test(line)) records.push(line)
    else if (records.length === 0) throw new BillUnreadable('form', 'a line before the first record')
    else records.push(`${records.pop() ?? ''}\r\n${line}`)
  }
  return records
}

/**
 * The fixed cells on the left and on the right of what people wrote: a name may hold whatever parts cells, and what stands between
 * the fixed ones is the name, however many cells it looks like.
 */
export const aroundFreeText = (
  cells: readonly string[],
  left: number,
  right: number,
): { left: readonly string[]; right: readonly string[] } => {
  if (cells.length < left + right + 1) throw new BillUnreadable('form', `a record of ${cells.length} cells`)
  return { left: cells.slice(0, left), right: cells.slice(cells.length - right) }
}

export const nextDayOf = (day: string): ShopDay => addShopDays(shopDayOf(day), 1)

export const shopDayOf = (day: string): ShopDay => {
  const parsed = parseShopDay(day)
  if (parsed === undefined) throw new BillUnreadable('form', `no day: ${day}`)
  return parsed
}
