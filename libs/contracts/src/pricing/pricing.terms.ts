/** The stages of a price, in the order they are applied; a rule on a receipt names its stage. */
export const PRICE_STAGES = ['unit', 'promotion', 'coupon', 'points', 'freight', 'adjustment', 'minimum'] as const
export type PriceStage = (typeof PRICE_STAGES)[number]

/**
 * Names of price lists: `base` for everybody, `market` the maker's suggested price (never charged and never struck through),
 * `new_member` who has never ordered, `card` who holds a paid card, `level:<n>` a member level's, `store:<uuid>` a store's, `channel:<platform>` a platform's.
 */
export const PRICE_LIST_PATTERN =
  /^(?:base|market|new_member|card|level:[1-9]|store:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|channel:(?:h5|mp-weixin|mp-alipay))$/
export const BASE_LIST = 'base'
export const MARKET_LIST = 'market'
export const NEW_MEMBER_LIST = 'new_member'
/** Where the price of an activity stands among the lists, `activity:<kind of order>`: no operator writes this one by hand. */
export const activityList = (code: string): string => `activity:${code}`

/** A shopper's client says where it runs, in lists, on pages, in the cart, in quotes and orders alike; its value is a platform. */
export const CHANNEL_HEADER = 'X-Jishi-Channel'

/** The most rows one product's price lists may have, all SKUs, lists, tiers and days together. */
export const MAX_PRICE_ROWS = 1_200

/** What stage 1 took the price of a piece from: which list, from how many pieces on, and whether only for some days. */
export interface UnitRule {
  readonly list: string
  readonly minQty: number
  readonly limited: boolean
}

/** The code under which stage 1 stands on a receipt: `unit.<list>.<pieces>`, with `.limited` for a time-limited price. */
export const unitRuleCode = ({ list, minQty, limited }: UnitRule): string =>
  `unit.${list}.${minQty}${limited ? '.limited' : ''}`

/** Reads such a code back; null for the code of another rule. */
export const unitRuleOf = (code: string): UnitRule | null => {
  const found = /^unit\.([^.]+)\.(\d+)(\.limited)?$/.exec(code)
  if (found === null) return null
  return { list: found[1] ?? '', minQty: Number(found[2]), limited: found[3] !== undefined }
}

/** What a freight template counts: the whole order once, pieces, grams, or cubic centimetres. */
export const FREIGHT_UNITS = ['order', 'piece', 'weight', 'volume'] as const
export type FreightUnit = (typeof FREIGHT_UNITS)[number]
/** A line of an order is bought, or given along with one that is. */
export const LINE_ROLES = ['main', 'gift'] as const
export type LineRole = (typeof LINE_ROLES)[number]
