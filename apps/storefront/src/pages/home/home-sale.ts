import type { SessionItem, SessionTab, SessionView } from '@jishi/contracts/seckill/seckill.schema'
import { computed, ref, shallowRef } from 'vue'
import { platform } from '#platform'
import { noteServerTime, serverClock } from '@/api'
import { sales } from '@/api/sale-routes'
import { useLeft } from '@/composables/left'
import { phaseAt, turnsAt } from '@/composables/sale-phase'

const KEY = 'jishi.home.sale'
const SHOWN = 4
/** Everybody's countdown ends at the same moment; their questions need not. */
const SPREAD_MS = 3_000

/** The flash sale that is on, else the next one whose goods are told already. */
export const saleOf = (tabs: readonly SessionTab[], now: number): SessionTab | null => {
  const phases = tabs.map((tab) => ({ tab, phase: phaseAt(tab, now) }))
  const on = phases.find(({ phase }) => phase === 'running')
  return (on ?? phases.find(({ phase }) => phase === 'warm_up'))?.tab ?? null
}

/** In the shop's order, what is sold out behind the rest. */
export const goodsOf = ({ items }: Pick<SessionView, 'items'>): SessionItem[] =>
  [...items].sort((one, other) => Number(one.left === 0) - Number(other.left === 0)).slice(0, SHOWN)

interface Kept {
  view: SessionView | null
}
const isKept = (value: unknown): value is Kept => typeof value === 'object' && value !== null && 'view' in value

/** What was known at the last visit stands while it is not over; `undefined`: nothing is known, so its place is kept free. */
const lastKnown = (): SessionView | null | undefined => {
  const kept = platform.read(KEY)
  if (!isKept(kept) || kept.view === null) return isKept(kept) ? null : undefined
  return turnsAt(kept.view, phaseAt(kept.view, serverClock.now())) === null ? undefined : kept.view
}

const newest = async (): Promise<SessionView | null> => {
  const { serverTime, items } = await sales.sessions()
  noteServerTime(serverTime)
  const tab = saleOf(items, serverClock.now())
  const view = tab === null ? null : await sales.session({ params: { id: tab.id } })
  return view === null || view.items.length === 0 ? null : view
}

/** The flash sale as the first page shows it: the last one known at once, then what the shop says. */
export const useHomeSale = () => {
  const view = shallowRef<SessionView | null | undefined>(lastKnown())
  const now = ref<number>(serverClock.now())
  let asking = false

  const ask = async (): Promise<void> => {
    if (asking) return
    asking = true
    try {
      view.value = await newest()
      platform.write(KEY, { view: view.value } satisfies Kept)
    } catch {
      // The page is whole without it.
      view.value ??= null
    }
    now.value = serverClock.now()
    asking = false
  }

  const phase = computed(() => (view.value ? phaseAt(view.value, now.value) : null))
  const left = useLeft(
    () => (view.value && phase.value ? turnsAt(view.value, phase.value) : null),
    () => {
      now.value = serverClock.now()
      setTimeout(() => void ask(), Math.random() * SPREAD_MS)
    },
  )
  return { view, phase, left, ask }
}
