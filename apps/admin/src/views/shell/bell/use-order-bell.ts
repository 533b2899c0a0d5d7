import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { onBeforeUnmount, onMounted, watch } from 'vue'
import { api } from '@/api'
import { allowSound, heard, play } from '@/composables/tones'
import { useBell } from '@/stores/bell'
import { useSession } from '@/stores/session'
import { NewArrivals } from './arrivals'
import { RingOnce, type BellWord } from './ring-once'

const EVERY_MS = 15_000
const CHANNEL = 'jishi.admin.bell'
const TOUCHES = ['pointerdown', 'keydown'] as const

/** Without a channel a tab is alone, as in a browser that knows none. */
const openChannel = (): BroadcastChannel | undefined =>
  'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : undefined

/** Looks for orders that were paid, also while the tab is out of sight, and tells of them: in the title always, by a tone where it is wanted. */
export const useOrderBell = (): void => {
  const [session, store, queries] = [useSession(), useBell(), useQueryClient()]
  const channel = openChannel()
  const arrivals = new NewArrivals()
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const among = chance / 2 ** 32
  store.of(session.operator?.id ?? '')

  const tell = (word: BellWord): void => channel?.postMessage(word)
  const bell = new RingOnce({
    rank: () => (store.bell === 'on' && heard.value ? (document.hidden ? 1 : 0) + among : undefined),
    ring: () => play('order'),
    tell,
    later: (act, afterMs) => void setTimeout(act, afterMs),
  })
  if (channel)
    channel.onmessage = ({ data }: MessageEvent<BellWord>) => {
      if (data.kind === 'looked') store.unseen = 0
      else bell.hear(data)
    }

  const { data } = useQuery({
    queryKey: ['orders', 'arrivals'],
    queryFn: () => api.toShip.arrivals(),
    enabled: session.can('order.read'),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: true,
  })
  watch(data, (found) => {
    const fresh = found === undefined ? [] : arrivals.take(found)
    if (fresh.length === 0) return
    store.unseen += fresh.length
    bell.news(fresh)
    for (const queryKey of [
      ['orders', 'counts'],
      ['to-ship', 'counts'],
      ['workbench', 'now'],
    ])
      void queries.invalidateQueries({ queryKey })
  })

  /** Whoever touches the page has seen its title, and by that a browser lets it sound. */
  const touched = (): void => {
    if (store.bell === 'on' && !heard.value) void allowSound()
    if (store.unseen === 0) return
    store.unseen = 0
    tell({ kind: 'looked' })
  }
  onMounted(() => TOUCHES.forEach((name) => document.addEventListener(name, touched, true)))
  onBeforeUnmount(() => {
    TOUCHES.forEach((name) => document.removeEventListener(name, touched, true))
    channel?.close()
    store.unseen = 0
  })
}
