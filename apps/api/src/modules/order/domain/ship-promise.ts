const HOUR_MS = 3_600_000
const USUAL_HOURS = 48

/** How long the shop has to ship by its own promise, such as “48 小时内发货” or “3 天内发货”; 48 hours where it names no number. */
export function shipWithinMs(promise: string): number {
  const [, amount, unit] = /(\d{1,3})\s*(小时|天|日|h)/i.exec(promise) ?? []
  if (amount === undefined || unit === undefined || Number(amount) === 0) return USUAL_HOURS * HOUR_MS
  return Number(amount) * (unit === '天' || unit === '日' ? 24 : 1) * HOUR_MS
}
