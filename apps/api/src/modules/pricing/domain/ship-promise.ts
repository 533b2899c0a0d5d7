const HOUR_MS = 3_600_000

/** How long the shop has to ship by its own words, such as “48 小时内发货” or “3 天内发货”; undefined where they name no number. */
export function promisedMs(promise: string): number | undefined {
  const [, amount, unit] = /(\d{1,3})\s*(小时|天|日|h)/i.exec(promise) ?? []
  if (amount === undefined || unit === undefined || Number(amount) === 0) return undefined
  return Number(amount) * (unit === '天' || unit === '日' ? 24 : 1) * HOUR_MS
}

const USUAL_MS = 48 * HOUR_MS

/** How long the shop has to ship; 48 hours where its promise names no number. */
export const shipWithinMs = (promise: string): number => promisedMs(promise) ?? USUAL_MS
