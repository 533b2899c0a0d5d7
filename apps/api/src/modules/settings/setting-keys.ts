import { z } from 'zod'
import { dayMs, minuteMs } from '@jishi/kernel/time'
import { DEFAULT_PRIVACY, DEFAULT_TERMS } from './policy-texts.js'

const fen = z.int().min(0)
const text = (most: number) => z.string().trim().min(1).max(most)

const shop = z.strictObject({
  name: text(30),
  slogan: z.string().trim().max(60),
  searchHint: z.string().trim().max(40),
  icp: z.string().trim().max(60).optional(),
})

/** Freight is flat; goods from `freeOverFen` on travel free (null: never). Regions are told by code prefixes. */
const freight = z.strictObject({
  baseFen: fen,
  freeOverFen: fen.nullable(),
  promise: text(40),
  noDeliveryRegionPrefixes: z.array(z.string().regex(/^\d{2,6}$/)).max(200),
})

const order = z.strictObject({
  payWithinMs: z.int().min(minuteMs).max(dayMs),
  autoConfirmAfterMs: z
    .int()
    .min(dayMs)
    .max(60 * dayMs),
})

const banner = z.strictObject({
  id: text(40),
  title: text(40),
  kicker: z.string().trim().max(40),
  tag: z.string().trim().max(20).nullable(),
  pictureId: text(64),
  ink: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  link: z.strictObject({ kind: z.enum(['category', 'product', 'none']), id: z.uuid().nullable() }),
})
const home = z.strictObject({ banners: z.array(banner).max(10) })

/** What a person agrees to. A new version asks everybody again before a phone or a code is used. */
const policies = z.strictObject({
  version: text(40),
  effectiveAt: z.iso.datetime(),
  terms: z.array(text(2_000)).min(1).max(60),
  privacy: z.array(text(2_000)).min(1).max(60),
})

/** How many codes the whole shop sends in a day at most: a pump of messages costs a bounded amount of money. */
const sms = z.strictObject({ dailyBudget: z.int().min(0).max(1_000_000) })

export const SETTING_SCHEMAS = { shop, freight, order, home, policies, sms }

export type SettingKey = keyof typeof SETTING_SCHEMAS
export type SettingValue<Key extends SettingKey> = z.infer<(typeof SETTING_SCHEMAS)[Key]>
export type Banner = z.infer<typeof banner>

/** What holds until an operator says otherwise. */
export const SETTING_DEFAULTS: { readonly [Key in SettingKey]: SettingValue<Key> } = {
  shop: { name: '小满良品', slogan: '好好吃饭，好好生活', searchHint: '搜一搜今天想吃什么' },
  freight: { baseFen: 800, freeOverFen: 5_900, promise: '48 小时内发货', noDeliveryRegionPrefixes: [] },
  order: { payWithinMs: 30 * minuteMs, autoConfirmAfterMs: 10 * dayMs },
  home: { banners: [] },
  policies: {
    version: '2026-01',
    effectiveAt: '2026-01-01T00:00:00.000Z',
    terms: DEFAULT_TERMS,
    privacy: DEFAULT_PRIVACY,
  },
  sms: { dailyBudget: 5_000 },
}
