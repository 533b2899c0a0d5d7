import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { FREIGHT_UNITS } from '../pricing/pricing.terms.js'
import { at, fen, idParams, page, uuid } from '../primitives.schema.js'
import { MAX_LINE_QTY } from '../primitives.terms.js'
import { REGION_PREFIX_PATTERN } from '../settings/settings.terms.js'
import { saved, versionBody } from './catalog-editing.schema.js'
import { FREIGHT_LIMITS, MAX_PRICE_FEN } from './catalog.terms.js'
import { freightRoutes } from './freight.routes.js'

const prefixes = z.array(z.string().regex(REGION_PREFIX_PATTERN)).max(FREIGHT_LIMITS.prefixes)
const amount = z.int().min(0).max(MAX_PRICE_FEN)
/** Pieces, grams or cubic centimetres, as the template's unit says. */
const units = z.int().min(1).max(FREIGHT_LIMITS.units)
const rate = z.strictObject({
  /** Prefixes of region codes; none = everywhere that no other rate names. */
  regionPrefixes: prefixes,
  first: units,
  firstFen: amount,
  next: units,
  nextFen: amount,
  freeOverFen: z.int().min(1).max(MAX_PRICE_FEN).nullable(),
  freeOverQty: z.int().min(1).max(MAX_LINE_QTY).nullable(),
  /** How many days a parcel travels there at most. Left out or null: buyers are told no day. */
  days: z.int().min(1).max(FREIGHT_LIMITS.days).nullish(),
})
const fields = {
  name: z.string().trim().min(1).max(FREIGHT_LIMITS.name),
  unit: z.enum(FREIGHT_UNITS),
  rates: z.array(rate).min(1).max(FREIGHT_LIMITS.rates),
  noDeliveryPrefixes: prefixes,
}

interface Named {
  readonly rates: readonly { readonly regionPrefixes: readonly string[] }[]
  readonly noDeliveryPrefixes: readonly string[]
}
/** A region has one answer: it stands in one rate at most, and one rate at most holds for all others. */
const oneAnswer = ({ rates, noDeliveryPrefixes }: Named, check: z.RefinementCtx): void => {
  const seen = new Set<string>()
  const refuse = (path: (string | number)[], message: string): void => check.addIssue({ code: 'custom', path, message })
  rates.forEach(({ regionPrefixes }, index) => {
    for (const prefix of regionPrefixes.length === 0 ? [''] : regionPrefixes) {
      const words = prefix === '' ? 'one rate only holds for all other regions' : `${prefix} stands in two rates`
      if (seen.has(prefix)) refuse(['rates', index, 'regionPrefixes'], words)
      seen.add(prefix)
    }
  })
  const both = noDeliveryPrefixes.find((prefix) => seen.has(prefix))
  if (both !== undefined) refuse(['noDeliveryPrefixes'], `${both} has a rate and is not delivered to`)
}
export const freightTemplateBody = z.strictObject(fields).superRefine(oneAnswer)
export type FreightTemplateBody = z.infer<typeof freightTemplateBody>
export const freightTemplateEditBody = z.strictObject({ ...fields, version: z.int().min(1) }).superRefine(oneAnswer)
export type FreightTemplateEditBody = z.infer<typeof freightTemplateEditBody>
export const freightTemplate = z.object({
  id: uuid,
  version: z.int(),
  ...fields,
  /** Products that travel by it, whatever their state; those in the recycle bin do not count. */
  productCount: z.int(),
  updatedAt: at,
})
export type FreightTemplateView = z.infer<typeof freightTemplate>

/** A template as it stands in the form, tried on a parcel. Nothing is kept. */
export const freightTrialBody = z.strictObject({
  template: freightTemplateBody,
  regionCode: z.string().regex(/^\d{6}$/),
  qty: z.int().min(1).max(MAX_LINE_QTY),
  weightG: z.int().min(0).max(FREIGHT_LIMITS.units),
  volumeCm3: z.int().min(0).max(FREIGHT_LIMITS.units),
  goodsFen: amount,
})
export type FreightTrialBody = z.infer<typeof freightTrialBody>
export const freightTrial = z.object({ deliverable: z.boolean(), freightFen: fen })
export type FreightTrial = z.infer<typeof freightTrial>

export const freightEndpoints = {
  freightTemplates: endpoint(freightRoutes.freightTemplates, { reply: page(freightTemplate) }),
  addFreightTemplate: endpoint(freightRoutes.addFreightTemplate, { body: freightTemplateBody, reply: saved }),
  editFreightTemplate: endpoint(freightRoutes.editFreightTemplate, {
    params: idParams,
    body: freightTemplateEditBody,
    reply: saved,
  }),
  archiveFreightTemplate: endpoint(freightRoutes.archiveFreightTemplate, {
    params: idParams,
    body: versionBody,
    reply: saved,
  }),
  tryFreight: endpoint(freightRoutes.tryFreight, { body: freightTrialBody, reply: freightTrial }),
}
