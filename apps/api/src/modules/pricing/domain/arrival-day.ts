import {
  addMs,
  addShopDays,
  hourMs,
  msBetween,
  shopDay,
  startOfShopDay,
  type Instant,
  type ShopDay,
} from '@jishi/kernel/time'
import { rateFor } from './freight-charge.js'
import type { FreightFacts, FreightTemplate } from './freight-facts.js'
import type { ShippingTerms } from './shipping-terms.js'

/** The parcel lines of an order, where they go and how they are sent. */
export interface Journey {
  readonly lines: readonly { readonly parcel: boolean; readonly freightTemplateId: string | null }[]
  readonly freight: Pick<FreightFacts, 'templates' | 'shipping'>
  readonly regionCode: string | null
}

/** As far as one looks for a day of work: a shop that has declared a longer rest promises nothing. */
const LONGEST_REST_DAYS = 60

const works = ({ restWeekdays, holidays }: ShippingTerms, day: ShopDay): boolean =>
  !holidays.includes(day) && !restWeekdays.includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** The day itself where the shop works on it, else the next one it does. */
function workingDay(terms: ShippingTerms, from: ShopDay): ShopDay | undefined {
  for (let day = from, looked = 0; looked < LONGEST_REST_DAYS; day = addShopDays(day, 1), looked += 1)
    if (works(terms, day)) return day
  return undefined
}

const isBeforeCutOff = ({ cutOff }: ShippingTerms, at: Instant): boolean => {
  if (cutOff === null) return true
  const [hours = 0, minutes = 0] = cutOff.split(':').map(Number)
  return at < addMs(startOfShopDay(at), hours * hourMs + minutes * 60_000)
}

/** The last day by which it leaves; days of rest are no days of the promise. */
export function shipDay(terms: ShippingTerms, paidAt: Instant): ShopDay | undefined {
  const day = shopDay(paidAt)
  const atOnce = works(terms, day) && isBeforeCutOff(terms, paidAt)
  const begun = atOnce ? day : workingDay(terms, addShopDays(day, 1))
  if (begun === undefined) return undefined
  const from = atOnce ? paidAt : startOfShopDay(begun)
  const until = startOfShopDay(addMs(from, terms.withinMs))
  let left: ShopDay | undefined = begun
  for (let days = msBetween(startOfShopDay(begun), until) / (24 * hourMs); days > 0 && left !== undefined; days -= 1)
    left = workingDay(terms, addShopDays(left, 1))
  return left
}

/** How many days a parcel of this template travels there; null where nobody has said. */
export const daysThere = (template: FreightTemplate, terms: ShippingTerms, regionCode: string): number | null =>
  (template.id === null ? terms.days : rateFor(template.rates, regionCode)?.days) ?? null

/** For a page that does not know where to: the day at each rate of a template, in their order. */
export const arrivalDays = (
  template: FreightTemplate,
  terms: ShippingTerms | null,
  paidAt: Instant,
): (ShopDay | null)[] => {
  const leaves = terms === null ? undefined : shipDay(terms, paidAt)
  return template.rates.map((rate) => {
    const days = template.id === null ? terms?.days : rate.days
    return leaves === undefined || days === undefined || days === null ? null : addShopDays(leaves, days)
  })
}

/**
 * By when everything is there, if it is paid then: the day it has left by, and the longest way of its goods. null where the shop
 * has not declared what it takes, where nothing travels, or where nobody knows where to: nothing is made up.
 */
export function arrivalDay({ lines, freight, regionCode }: Journey, paidAt: Instant): ShopDay | null {
  const { shipping, templates } = freight
  const ways = lines.filter(({ parcel }) => parcel)
  if (shipping === undefined || shipping === null || regionCode === null || ways.length === 0) return null
  const days = ways.map(({ freightTemplateId }) => {
    const template = templates.find(({ id }) => id === freightTemplateId)
    return template === undefined ? null : daysThere(template, shipping, regionCode)
  })
  const known = days.filter((one) => one !== null)
  const leaves = shipDay(shipping, paidAt)
  if (known.length < days.length || leaves === undefined) return null
  return addShopDays(leaves, Math.max(...known))
}
