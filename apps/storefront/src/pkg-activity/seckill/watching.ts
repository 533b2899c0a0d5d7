import type { MyStanding, SessionsView, SessionView } from '@jishi/contracts/seckill/seckill.schema'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { computed, ref, shallowRef } from 'vue'
import { noteServerTime, serverClock } from '@/api'
import { sales } from '@/api/sale-routes'
import { useLoad } from '@/composables/load'
import { online } from '@/composables/network'
import { phaseAt } from '@/composables/sale-phase'
import { useSession } from '@/stores/session'
import { seckill } from '../seckill-api'
import { firstTab } from './rows'

const ON_MS = 3_000
const QUIET_MS = 15_000
/** How old the list of sessions may be while one of them is looked at. */
const LIST_MS = 10_000
const SPREAD_MS = 1_000

/** The shop's own moment comes with every answer, and the countdowns follow it. */
const timed = async <T extends { serverTime: string }>(asked: Promise<T>): Promise<T> => {
  const answer = await asked
  noteServerTime(answer.serverTime)
  return answer
}

/** Asks on while the page is shown: often while a session is on, and never all shoppers at the same moment. */
const useBeat = (ask: () => Promise<void>, often: () => boolean) => {
  let timer: ReturnType<typeof setTimeout> | null = null
  let shown = false
  const stop = (): void => {
    shown = false
    if (timer !== null) clearTimeout(timer)
  }
  const beat = (): void => {
    if (timer !== null) clearTimeout(timer)
    if (!shown) return
    const ms = (often() ? ON_MS : QUIET_MS) + Math.random() * SPREAD_MS
    timer = setTimeout(() => void (online.value ? ask() : Promise.resolve()).then(beat, beat), ms)
  }
  onShow(() => {
    shown = true
    beat()
  })
  onHide(stop)
  onUnload(stop)
}

/** The sessions, the one that is looked at with its goods, and what the member has of it. */
export const useSessions = () => {
  const member = useSession()
  const chosen = ref('')
  const now = ref<number>(serverClock.now())
  const tabs = useLoad<SessionsView>(() => timed(sales.sessions()))
  const session = useLoad<SessionView>(() => timed(sales.session({ params: { id: chosen.value } })))
  const standing = shallowRef<MyStanding | null>(null)
  const shown = computed(() => (session.value.value?.id === chosen.value ? session.value.value : null))
  const phase = computed(() => (shown.value === null ? null : phaseAt(shown.value, now.value)))

  const ownStanding = async (): Promise<void> => {
    const id = chosen.value
    if (!member.signedIn || id === '') return void (standing.value = null)
    try {
      const answer = await timed(seckill.standing({ params: { id } }))
      if (id === chosen.value) standing.value = answer
    } catch {
      // What everybody sees is shown all the same; the next answer says what is one's own.
    }
  }

  const both = async (): Promise<void> => {
    if (chosen.value !== '') await Promise.all([session.run(), ownStanding()])
    now.value = serverClock.now()
  }

  let listedAt = 0
  const refresh = async (): Promise<void> => {
    await tabs.run()
    listedAt = Date.now()
    now.value = serverClock.now()
    const items = tabs.value.value?.items ?? []
    if (items.every(({ id }) => id !== chosen.value)) chosen.value = firstTab(items, now.value)
    await both()
  }

  const choose = (id: string): void => {
    if (id === chosen.value) return
    chosen.value = id
    standing.value = null
    void both()
  }

  // A session that was armed after the page was opened has to turn up by itself.
  const look = (): Promise<void> => (Date.now() - listedAt > LIST_MS ? refresh() : both())
  useBeat(look, () => phase.value === 'running')
  return { tabs, session, shown, standing, phase, chosen, now, refresh, choose, both, ownStanding }
}
