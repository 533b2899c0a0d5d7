import { MAX_BROWSED } from '@jishi/contracts/shopfront/favourites.terms'
import type { SeenBody } from '@jishi/contracts/shopfront/favourites.schema'
import { isoOf } from '@jishi/kernel/time'
import { watch } from 'vue'
import { platform } from '#platform'
import { api, asApiError, serverClock } from '@/api'

type Seen = SeenBody['seen'][number]

const KEY = 'jishi.seen'
const REFUSED = 400

const isSeen = (value: unknown): value is Seen => {
  if (typeof value !== 'object' || value === null) return false
  const seen = value as Partial<Seen>
  return typeof seen.productId === 'string' && typeof seen.viewedAt === 'string'
}

const kept = (): Seen[] => {
  const stored = platform.read(KEY)
  return Array.isArray(stored) ? stored.filter(isSeen).slice(0, MAX_BROWSED) : []
}

/** Goods somebody looks at before the shop knows who they are: on this device only, each once, the newest first. */
export const noteOnDevice = (productId: string): void => {
  const others = kept().filter((seen) => seen.productId !== productId)
  const now = { productId, viewedAt: isoOf(serverClock.now()) }
  platform.write(KEY, [now, ...others].slice(0, MAX_BROWSED))
}

/** The list stays until the shop has it; what the shop will never take is not offered again. */
const bring = async (): Promise<void> => {
  const seen = kept()
  if (seen.length === 0) return
  try {
    await api.favourites.mergeHistory({ body: { seen } })
  } catch (error) {
    if (asApiError(error).status !== REFUSED) return
  }
  platform.remove(KEY)
}

/**
 * Whoever signs in on this device brings along what was seen on it, as they bring its cart. A start with somebody
 * signed in tries again what a lost network left behind.
 */
export const bringDeviceHistory = (member: () => string | null): void => {
  watch(member, (now) => void (now !== null && bring()), { immediate: true })
}
