import { promisedMs } from '../../pricing/index.js'

const USUAL_MS = 48 * 3_600_000

/** How long the shop has to ship by its own promise; 48 hours where it names no number. */
export const shipWithinMs = (promise: string): number => promisedMs(promise) ?? USUAL_MS
