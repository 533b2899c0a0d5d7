import { useQuery, useQueryClient, type QueryKey } from '@tanstack/vue-query'
import type { Permission } from '@jishi/contracts/identity/identity.terms'
import { onBeforeUnmount, onMounted, watch } from 'vue'
import { api } from '@/api'
import { allowSound, heard, play } from '@/composables/tones'
import { NEWS, useBell, type News } from '@/stores/bell'
import { useSession } from '@/stores/session'
import { NewArrivals, type Came } from './arrivals'
import { RingOnce, type BellWord } from './ring-once'

const EVERY_MS = 15_000
const TOUCHES = ['pointerdown', 'keydown'] as const

interface Source {
  readonly permission: Permission
  readonly key: QueryKey
  readonly look: () => Promise<readonly Came[]>
  /** What shows it is read anew. */
  readonly shownBy: readonly QueryKey[]
  /** Where the tabs of one browser agree which of them rings. */
  readonly channel: string
}
const SOURCES: Readonly<Record<News, Source>> = {
  order: {
    permission: 'order.read',
    key: ['orders', 'arrivals'],
    look: async () => (await api.toShip.arrivals()).items.map(({ id, paidAt }) => ({ id, at: paidAt })),
    shownBy: [
      ['orders', 'counts'],
      ['to-ship', 'counts'],
      ['workbench', 'now'],
    ],
    channel: 'jishi.admin.bell',
  },
  afterSale: {
    permission: 'after-sale.read',
    key: ['after-sales', 'arrivals'],
    look: async () => (await api.afterSale.adminArrivals()).items.map(({ id, appliedAt }) => ({ id, at: appliedAt })),
    shownBy: [
      ['after-sales', 'counts'],
      ['workbench', 'now'],
    ],
    channel: 'jishi.admin.bell.after-sale',
  },
}

/** Without a channel a tab is alone, as in a browser that knows none. */
const openChannel = (name: string): BroadcastChannel | undefined =>
  'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : undefined

/** Looks for one kind of news, and tells of it: in the title always, by its tone where that is wanted. Answers how to tell the other tabs that it was seen. */
const useBellFor = (news: News, among: number): (() => void) => {
  const { permission, key, look, shownBy, channel: name } = SOURCES[news]
  const [session, store, queries] = [useSession(), useBell(), useQueryClient()]
  const arrivals = new NewArrivals()
  const channel = openChannel(name)
  const tell = (word: BellWord): void => channel?.postMessage(word)
  const bell = new RingOnce({
    rank: () => (store.bell === 'on' && heard.value ? (document.hidden ? 1 : 0) + among : undefined),
    ring: () => play(news),
    tell,
    later: (act, afterMs) => void setTimeout(act, afterMs),
  })
  if (channel)
    channel.onmessage = ({ data }: MessageEvent<BellWord>) => {
      if (data.kind === 'looked') store.seen()
      else bell.hear(data)
    }
  const { data } = useQuery({
    queryKey: key,
    queryFn: look,
    enabled: session.can(permission),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: true,
  })
  watch(data, (found) => {
    const fresh = found === undefined ? [] : arrivals.take(found)
    if (fresh.length === 0) return
    store.came(news, fresh.length)
    bell.news(fresh)
    for (const queryKey of shownBy) void queries.invalidateQueries({ queryKey })
  })
  onBeforeUnmount(() => channel?.close())
  return () => tell({ kind: 'looked' })
}

/** Looks for orders that were paid and after-sales that were asked for, also while the tab is out of sight. */
export const useBells = (): void => {
  const [session, store] = [useSession(), useBell()]
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  store.of(session.operator?.id ?? '')
  const looked = NEWS.map((news) => useBellFor(news, chance / 2 ** 32))
  /** Whoever touches the page has seen its title, and by that a browser lets it sound. */
  const touched = (): void => {
    if (store.bell === 'on' && !heard.value) void allowSound()
    if (NEWS.every((news) => store.unseen[news] === 0)) return
    store.seen()
    for (const tell of looked) tell()
  }
  onMounted(() => TOUCHES.forEach((name) => document.addEventListener(name, touched, true)))
  onBeforeUnmount(() => {
    TOUCHES.forEach((name) => document.removeEventListener(name, touched, true))
    store.seen()
  })
}
