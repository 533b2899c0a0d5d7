import type { MyStanding, SessionItem, TakeView } from '@jishi/contracts/seckill/seckill.schema'
import { computed, onUnmounted, reactive, ref, shallowRef } from 'vue'
import { asApiError, serverClock } from '@/api'
import { newActionKey } from '@/api/http'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { useSession } from '@/stores/session'
import { activityPlaces } from '../activity-places'
import type { Outcome } from '../grab/grab'
import { grabOf, grabs, resumeGrabs } from '../grab/grabbing'
import { outcomeWords } from '../grab/outcome-words'
import { seckill } from '../seckill-api'
import { t } from '../words/copy'
import { rowOf, type Row } from './rows'
import { useSessions } from './watching'

/** What was won, as the sheet shows it. */
export interface Won {
  take: TakeView
  item: SessionItem | null
}

const SECOND = 1_000

/** Gives back what was won, under one key however often it is tried. */
const useGivingUp = (done: () => void) => {
  const asked = shallowRef<TakeView | null>(null)
  let key = newActionKey()
  const ask = (take: TakeView): void => {
    if (asked.value?.id !== take.id) key = newActionKey()
    asked.value = take
  }
  const answer = async (yes: boolean): Promise<void> => {
    const take = asked.value
    if (!yes || take === null) return void (asked.value = null)
    try {
      await seckill.giveUp({ params: { id: take.id }, idempotencyKey: key })
      toastDone(t('seckill.gaveUp'))
    } catch (error) {
      toast(asApiError(error).message)
    }
    asked.value = null
    done()
  }
  return { asked, ask, answer }
}

/** How many are wanted of each of the goods, where that is not one. */
const useWishes = () => {
  const wishes = reactive<Record<string, number>>({})
  return {
    wishFor: ({ item, most }: Row): number => Math.min(wishes[item.id] ?? 1, most),
    wish: ({ item }: Row, qty: number): void => void (wishes[item.id] = qty),
  }
}

const heldOf = (standing: MyStanding | null, itemId: string): TakeView | null => {
  const take = standing?.items.find((one) => one.itemId === itemId)?.take ?? null
  return take?.state === 'won' && Date.parse(take.payUntil) > serverClock.now() ? take : null
}

/** To pay for what is held: at the checkout, or on its order where there is one. */
const toPay = (take: TakeView): void => {
  if (take.orderId === null) activityPlaces.checkout(take)
  else places.order(take.orderId)
}

/** The page of flash sales: what it shows each second, and what its buttons do. */
export const useSeckillPage = () => {
  const member = useSession()
  const sessions = useSessions()
  const { shown, standing, phase, now } = sessions
  const won = shallowRef<Won | null>(null)
  const sheet = ref(false)
  const { wishFor, wish } = useWishes()
  const giving = useGivingUp(() => {
    sheet.value = false
    void sessions.both()
  })
  const ticking = setInterval(() => (now.value = serverClock.now()), SECOND)
  onUnmounted(() => clearInterval(ticking))

  const rows = computed<Row[]>(() => {
    const [view, at] = [shown.value, phase.value]
    if (view === null || at === null) return []
    const known = { phase: at, standing: standing.value, grabs: { ...grabs }, now: now.value }
    return view.items.map((item) => rowOf(item, known))
  })

  const show = (take: TakeView): void => {
    won.value = { take, item: shown.value?.items.find(({ id }) => id === take.itemId) ?? null }
    sheet.value = true
  }

  const told = async (itemId: string, outcome: Outcome): Promise<void> => {
    if (outcome.state === 'won') {
      show(outcome.take)
      toastDone(t('seckill.wonTitle'))
    }
    await sessions.both()
    if (outcome.state === 'won') return
    if (outcome.state === 'signed_out') return places.signIn()
    // What is held is held, whatever this call was told: an earlier one may have won it.
    const held = heldOf(standing.value, itemId)
    if (held !== null) show(held)
    else toast(outcomeWords(outcome))
  }

  const press = async (row: Row): Promise<void> => {
    const { item, button, take } = row
    if (!member.signedIn) return places.signIn()
    if (button === 'got_it' && take !== null) return toPay(take)
    if (button !== 'grab' && button !== 'may_return') return
    const outcome = await grabOf(item.id, wishFor(row))
    if (outcome !== null) await told(item.id, outcome)
  }

  const resume = (): void => resumeGrabs((itemId, outcome) => void told(itemId, outcome))

  const pay = (): void => {
    const take = won.value?.take
    sheet.value = false
    if (take) activityPlaces.checkout(take)
  }

  const closeSheet = (): void => void (sheet.value = false)
  return { ...sessions, rows, won, sheet, giving, wishFor, wish, press, resume, pay, closeSheet }
}
