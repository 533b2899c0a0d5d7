import { activityList } from '@jishi/contracts/pricing/pricing.terms'
import type { Fen } from '@jishi/kernel/money'
import type { ActivityFacts, ListPrice, PriceContext } from './facts.js'
import type { Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'

/** The activity's price of a piece as a row of its price lists: from one piece on, for as long as the activity says so itself. */
export const activityPrice = ({ code }: ActivityFacts, priceFen: Fen): ListPrice => ({
  list: activityList(code),
  minQty: 1,
  priceFen,
  fromAt: null,
  untilAt: null,
  limited: false,
  alone: false,
})

/** Why this does not go with the activity the order belongs to; null where it does, or where there is none. */
export const besideActivity = (what: keyof ActivityFacts['stack'], { activity }: PriceContext): Refusal | null =>
  activity === undefined || activity.stack[what] ? null : refusalOf('activity_alone')
