import { FREIGHT_LIMITS } from '@jishi/contracts/catalog/catalog.terms'
import type { FreightTemplateBody, FreightTemplateView } from '@jishi/contracts/catalog/freight.schema'
import type { FreightUnit } from '@jishi/contracts/pricing/pricing.terms'
import { need, type Flaws } from '@/composables/typed-fields'
import { t, type CopyKey } from '@/copy'
import { fenOf, yuanOf } from '@/views/settings/setting-text'

/** A rate as it is typed: amounts in yuan, weights in kilograms, the rest as it is counted. */
export interface RateDraft {
  key: number
  regionPrefixes: string[]
  first: string
  firstYuan: string
  next: string
  nextYuan: string
  freeOverYuan: string
  freeOverQty: string
  /** How many days it travels there; empty: not said. */
  days: string
}
export interface FreightDraft {
  name: string
  unit: FreightUnit
  rates: RateDraft[]
  noDeliveryPrefixes: string[]
}

/** How many of the stored units one typed unit is: grams are typed as kilograms, cubic centimetres as litres. */
const SCALE: Readonly<Record<FreightUnit, number>> = { order: 1, piece: 1, weight: 1_000, volume: 1_000 }
let keys = 0
const nextKey = (): number => (keys += 1)

export const freshRate = (): RateDraft => ({
  ...{ key: nextKey(), regionPrefixes: [], first: '1', firstYuan: '', next: '1', nextYuan: '' },
  ...{ freeOverYuan: '', freeOverQty: '', days: '' },
})
export const freshFreight = (): FreightDraft => ({
  ...{ name: '', unit: 'piece', rates: [freshRate()], noDeliveryPrefixes: [] },
})

const unitText = (count: number, unit: FreightUnit): string => String(count / SCALE[unit])
export const freightDraftOf = ({ name, unit, rates, noDeliveryPrefixes }: FreightTemplateView): FreightDraft => ({
  name,
  unit,
  noDeliveryPrefixes: [...noDeliveryPrefixes],
  rates: rates.map((rate) => ({
    key: nextKey(),
    regionPrefixes: [...rate.regionPrefixes],
    first: unitText(rate.first, unit),
    firstYuan: yuanOf(rate.firstFen),
    next: unitText(rate.next, unit),
    nextYuan: yuanOf(rate.nextFen),
    freeOverYuan: rate.freeOverFen === null ? '' : yuanOf(rate.freeOverFen),
    freeOverQty: rate.freeOverQty === null ? '' : String(rate.freeOverQty),
    days: String(rate.days ?? ''),
  })),
})

/** Up to three decimals of what is typed, as whole units; undefined where it is no such number. */
export const unitsOf = (text: string, unit: FreightUnit): number | undefined => {
  const match = /^(\d{1,6})(?:\.(\d{1,3}))?$/.exec(text.trim())
  if (match === null) return undefined
  const thousandths = Number(match[1]) * 1_000 + Number((match[2] ?? '').padEnd(3, '0'))
  const units = (thousandths * SCALE[unit]) / 1_000
  return Number.isInteger(units) && units > 0 ? units : undefined
}

const daysOf = (text: string): number | undefined => {
  const days = unitsOf(text, 'piece')
  return days !== undefined && days <= FREIGHT_LIMITS.days ? days : undefined
}

const rateOf = (
  rate: RateDraft,
  index: number,
  unit: FreightUnit,
  flaws: Flaws,
): FreightTemplateBody['rates'][number] => {
  const at = (field: string): string => `rates.${index}.${field}`
  const counted = unit !== 'order'
  const qty = rate.freeOverQty.trim()
  const over = rate.freeOverYuan.trim()
  const days = rate.days.trim()
  return {
    regionPrefixes: rate.regionPrefixes,
    first: counted ? need(flaws, at('first'), unitsOf(rate.first, unit), 'freight.flaw.units', 1) : 1,
    firstFen: need(flaws, at('firstFen'), fenOf(rate.firstYuan), 'freight.flaw.amount', 0),
    next: counted ? need(flaws, at('next'), unitsOf(rate.next, unit), 'freight.flaw.units', 1) : 1,
    nextFen: counted ? need(flaws, at('nextFen'), fenOf(rate.nextYuan), 'freight.flaw.amount', 0) : 0,
    freeOverFen:
      over === '' ? null : need(flaws, at('freeOverFen'), fenOf(over) || undefined, 'freight.flaw.amount', 1),
    freeOverQty: qty === '' ? null : need(flaws, at('freeOverQty'), unitsOf(qty, 'piece'), 'freight.flaw.units', 1),
    ...(days === '' ? {} : { days: need(flaws, at('days'), daysOf(days), 'freight.flaw.days', 1) }),
  }
}

/** What is sent, and what is wrong with the typing by the paths the server would name. */
export const freightBodyOf = (draft: FreightDraft): { body: FreightTemplateBody; flaws: Flaws } => {
  const flaws: Flaws = new Map()
  const { unit, noDeliveryPrefixes } = draft
  const rates = draft.rates.map((rate, index) => rateOf(rate, index, unit, flaws))
  const name = draft.name.trim()
  if (name === '') flaws.set('name', 'freight.flaw.name')
  return { body: { name, unit, rates, noDeliveryPrefixes }, flaws }
}

const UNIT_WORDS: Readonly<Record<FreightUnit, CopyKey>> = {
  order: 'freight.unit.order',
  piece: 'freight.unit.piece',
  weight: 'freight.unit.weight',
  volume: 'freight.unit.volume',
}
export const freightUnitText = (unit: FreightUnit): string => t(UNIT_WORDS[unit])

/** 首 1 千克 ¥8，续 1 千克 ¥2 */
export const rateText = (
  { first, firstFen, next, nextFen }: FreightTemplateView['rates'][number],
  unit: FreightUnit,
): string =>
  unit === 'order'
    ? t('freight.rate.order', { yuan: yuanOf(firstFen) })
    : t('freight.rate.counted', {
        ...{ first: unitText(first, unit), firstYuan: yuanOf(firstFen), next: unitText(next, unit) },
        ...{ nextYuan: yuanOf(nextFen), unit: t(`freight.each.${unit}`) },
      })
