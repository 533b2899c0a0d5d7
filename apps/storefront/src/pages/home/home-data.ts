import type { HomeView, ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import { platform } from '#platform'
import { api, noteServerTime } from '@/api'
import { useLoad, type Loaded } from '@/composables/load'
import { usePages, type PagedList } from '@/composables/pages'

const KEY = 'jishi.home'

const isHome = (kept: unknown): kept is HomeView =>
  typeof kept === 'object' && kept !== null && 'feed' in kept && 'banners' in kept && 'shop' in kept

export interface HomeState {
  home: Loaded<HomeView>
  feed: PagedList<ProductCard>
  /** Asks for the newest home; the feed starts anew. */
  refresh(): Promise<void>
}

/** The home of the last visit is shown at once; the shop's answer takes its place when it is here. */
export const useHome = (): HomeState => {
  // The clock is set before anybody reads the answer by it.
  const home = useLoad(async () => {
    const answer = await api.shopfront.home()
    noteServerTime(answer.serverTime)
    return answer
  })
  const feed = usePages<ProductCard>((cursor) => api.shopfront.products({ query: { cursor } }))

  const kept = platform.read(KEY)
  if (isHome(kept)) {
    home.value.value = kept
    feed.seed(kept.feed)
  }

  const refresh = async (): Promise<void> => {
    const before = home.value.value
    await home.run()
    const now = home.value.value
    if (now === null || now === before) return
    // Whether coupons may come up, only the shop's newest word says.
    platform.write(KEY, { ...now, couponPopup: false } satisfies HomeView)
    feed.seed(now.feed)
  }

  return { home, feed, refresh }
}
