/** What goes on in a shop while S4 is measured: ten running promotions that mean every product, and coupons in every hand. */
import { randomUUID } from 'node:crypto'
import { call } from './shop.mjs'

const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
const EVERYTHING = { all: true, named: NOTHING, excluded: NOTHING }
const DAY_MS = 86_400_000

const lessFrom = (from, fen) => ({
  ...{ kind: 'full_reduction', measure: 'amount', tiers: [{ from, off: { fen } }] },
  ...{ repeat: false, maxTimes: null, capFen: null },
})
/** The first applies to whatever is bought and is counted for all and for each; the engine looks at all of them. */
const RULES = [
  lessFrom(100, 10),
  ...[200, 5_000, 9_900, 19_900, 29_900].map((from) => lessFrom(from, 20)),
  { ...lessFrom(100, 10), tiers: [100, 10_000, 20_000].map((from, n) => ({ from, off: { fen: 10 * (n + 1) } })) },
  { ...lessFrom(1, 10), measure: 'pieces' },
  ...[2, 3].map((nth) => ({ kind: 'nth_piece', nth, offBp: 100 })),
]

const around = (now) => ({
  fromAt: new Date(now - DAY_MS).toISOString(),
  untilAt: new Date(now + 7 * DAY_MS).toISOString(),
})

/** Drafts ten promotions and lets them go; each must run, or the figure would be another. */
const launchOffers = async (shop, headers) => {
  const write = (path, body) => call(`${shop.url}${path}`, { method: 'POST', body, headers, key: randomUUID() })
  for (const [priority, rule] of RULES.entries()) {
    const body = {
      ...{ name: `量 ${priority + 1}`, campaign: null, priority, scope: EVERYTHING, platforms: null, rule },
      ...{ ...around(Date.now()), totalLimit: 1_000_000, memberLimit: 999 },
    }
    const { id, version } = await write('/api/admin/offers', body)
    const { phase } = await write(`/api/admin/offers/${id}/launch`, { version })
    if (phase !== 'running') throw new Error(`promotion ${priority + 1} is ${phase}`)
  }
}

const launchCoupon = async (shop, headers) => {
  const write = (path, body) => call(`${shop.url}${path}`, { method: 'POST', body, headers, key: randomUUID() })
  const now = Date.now()
  const body = {
    ...{ name: '量一量', kind: 'amount', amountFen: 10, offBp: null, capFen: null, thresholdFen: 0 },
    ...{
      scope: EVERYTHING,
      exclusive: false,
      platforms: null,
      way: 'claim',
      listed: true,
      total: 10_000,
      perMember: 99,
    },
    ...{ claimFromAt: new Date(now).toISOString(), claimUntilAt: new Date(now + 7 * DAY_MS).toISOString() },
    ...{ useFromAt: null, useUntilAt: null, validDays: 7 },
  }
  const { id, version } = await write('/api/admin/coupon-templates', body)
  await write(`/api/admin/coupon-templates/${id}/launch`, { version })
  return id
}

/**
 * Starts the promotions; what is answered puts a coupon in the hand of each who is about to buy, before a round is measured. A
 * quote tries all that are held, so nobody holds more than a round needs.
 */
export const startPromotions = async (shop, headers) => {
  await launchOffers(shop, headers)
  const templateId = await launchCoupon(shop, headers)
  return async (buyers) => {
    for (const { headers: theirs } of buyers) {
      const claim = { method: 'POST', body: { templateId }, headers: theirs, key: randomUUID() }
      await call(`${shop.url}/api/shop/coupons`, claim)
    }
  }
}
