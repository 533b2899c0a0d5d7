import type { FriendPaymentState } from '@jishi/contracts/order/friend-pay.terms'
import type { PaymentState } from '@jishi/contracts/payment/payment.terms'
import { instantOf } from '@jishi/kernel/time'
import { onHide, onUnload } from '@dcloudio/uni-app'
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { platform } from '#platform'
import { asApiError, isMissing, isUnanswered, named, serverClock, type ApiError } from '@/api'
import { codeToScan } from './hand-over'
import { wallets } from './wallets'

type State = PaymentState | FriendPaymentState

/** A payment as the server tells of it, and until when it can be paid. */
export interface Watched {
  readonly state: State
  readonly dueAt: string | null
}

/**
 * What a page says. `confirming`: the outcome is being asked for; `slow`: that takes longer than anybody likes to wait;
 * `resting`: nobody asks any more, until somebody wants to know again.
 */
export type WatchPhase<S extends State> = Exclude<S, 'none'> | 'confirming' | 'open' | 'slow' | 'resting'

/**
 * What is known on this side: `scanning` = a code is being shown, so an open payment is simply not paid yet; `processing`
 * = the cashier says that it was paid, or does not know, so an open payment is not believed unpaid.
 */
export type PayHint = 'none' | 'scanning' | 'processing'

const QUICK_MS = 1_500
const CALM_MS = 5_000
const RARE_MS = 20_000
const SLOW_ASKS = 20
const CALM_ASKS = 80
// Somebody who has paid comes back a moment before the channel's word does: an open payment is believed unpaid after this.
const BELIEVED_AFTER = { none: 4, scanning: 0, processing: SLOW_ASKS } as const
// The shop closes what nobody paid a moment after its time, and the two clocks may differ.
const GRACE_MS = 60_000
// Where nobody says until when: who waited for this long is better told how it stands.
const LONGEST_MS = 10 * 60_000

const UNDECIDED: readonly State[] = ['none', 'open', 'confirming']
const isUndecided = (state: State): boolean => UNDECIDED.indexOf(state) >= 0

const openPhase = (asks: number, hint: PayHint): 'confirming' | 'open' | 'slow' => {
  if (asks < BELIEVED_AFTER[hint]) return 'confirming'
  return hint === 'processing' ? 'slow' : 'open'
}

/** The phase after so many answers, by the newest one; the server alone knows whether it is paid. */
export const phaseOf = <S extends State>(state: S | null, asks: number, hint: PayHint = 'none'): WatchPhase<S> => {
  if (state === null) return 'confirming'
  if (!isUndecided(state)) return state as WatchPhase<S>
  if (state === 'none') return asks === 0 ? 'confirming' : 'open'
  if (state === 'open') return openPhase(asks, hint)
  return asks >= SLOW_ASKS ? 'slow' : 'confirming'
}

/** How long until it is worth asking again; null when the answer is final. `moving`: money of it is on its way back. */
export const pauseAfter = (
  { state, moving }: { state: State | null; moving: boolean },
  asks: number,
  hint: PayHint = 'none',
): number | null => {
  if (state !== null && !isUndecided(state)) return moving ? RARE_MS : null
  if (asks >= CALM_ASKS) return RARE_MS
  return hint === 'scanning' || phaseOf(state, asks, hint) === 'confirming' ? QUICK_MS : CALM_MS
}

/** Asking that began at `since` ends a while after the payment's own end, however it stands then. */
export const asksUntil = (dueAt: string | null, since: number): number =>
  (dueAt === null ? since + LONGEST_MS : Math.max(instantOf(dueAt), since)) + GRACE_MS

interface Watching<T extends Watched> {
  /** The payment, or what it is for, as its page is opened with. */
  id: () => string
  ask: (id: string) => Promise<T>
  /** Money of it is on its way back, though it is decided. */
  moving?: (value: T) => boolean
}

export interface PaymentWatch<T extends Watched> {
  value: ShallowRef<T | null>
  error: ShallowRef<ApiError | null>
  phase: ComputedRef<WatchPhase<T['state']>>
  hint: Ref<PayHint>
  /** The picture of the code to scan for it; empty when none is shown. */
  code: ComputedRef<string>
  /** Nobody knows of such a payment. */
  gone: ComputedRef<boolean>
  /** Whenever the page is shown. */
  begin(): void
  /** One question now, as when its time is over. */
  look(): void
  /** Confirms anew: somebody says it is paid, or the cashier has just closed. */
  again(next?: PayHint): void
}

/** A code is shown for one payment, and belongs to the wallet it was made for. */
const useCode = (id: () => string, hint: Ref<PayHint>): ComputedRef<string> => {
  const code = computed(() => (codeToScan.value?.id === id() ? codeToScan.value.picture : ''))
  watch(
    code,
    (picture) => {
      if (picture !== '') hint.value = 'scanning'
      else if (hint.value === 'scanning') hint.value = 'none'
    },
    { immediate: true },
  )
  watch(wallets.chosen, (now, before) => {
    if (before && now?.channel !== before.channel) codeToScan.value = null
  })
  return code
}

/** One question after the other while the page is shown; only the newest one counts. `work`: how long until the next, or null. */
const useTurns = (work: (isNewest: () => boolean) => Promise<number | null>) => {
  let timer: ReturnType<typeof setTimeout> | null = null
  let shown = false
  let newest = 0

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const turn = async (): Promise<void> => {
    stop()
    const mine = (newest += 1)
    const isNewest = (): boolean => mine === newest
    const pause = await work(isNewest)
    if (shown && isNewest() && pause !== null) timer = setTimeout(() => void turn(), pause)
  }
  const leave = (): void => {
    shown = false
    stop()
  }
  onHide(leave)
  onUnload(leave)
  const begin = (): void => {
    shown = true
  }
  return { turn, begin }
}

/** What the server last answered, and how often it has since the asking began. */
const useAnswers = <T extends Watched>(id: () => string, ask: (id: string) => Promise<T>) => {
  const value = shallowRef(null) as ShallowRef<T | null>
  const error = shallowRef<ApiError | null>(null)
  const asks = ref(0)
  const gone = computed(() => error.value !== null && isMissing(error.value))

  /** False where asking again changes nothing: without an answer the question stays, a refusal does too. */
  const once = async (isNewest: () => boolean): Promise<boolean> => {
    try {
      const answer = await ask(named(id()))
      if (!isNewest()) return false
      value.value = answer
      asks.value += 1
      error.value = null
      return true
    } catch (caught) {
      if (!isNewest()) return false
      error.value = asApiError(caught)
      return isUnanswered(caught) || error.value.status >= 500
    }
  }

  return { value, error, asks, gone, once }
}

/**
 * Asks the server how a payment stands while its page is shown, also after it was killed and opened again: quickly at first,
 * ever more calmly, and no longer than the payment can be paid.
 */
export const usePaymentWatch = <T extends Watched>({ id, ask, moving }: Watching<T>): PaymentWatch<T> => {
  const { value, error, asks, gone, once } = useAnswers(id, ask)
  const hint = ref<PayHint>('none')
  const rests = ref(false)
  const code = useCode(id, hint)
  let since = 0

  const phase = computed<WatchPhase<T['state']>>(() => {
    const state: T['state'] | null = value.value?.state ?? null
    return rests.value && (state === null || isUndecided(state)) ? 'resting' : phaseOf(state, asks.value, hint.value)
  })

  const { turn, begin: show } = useTurns(async (isNewest) => {
    const worthwhile = await once(isNewest)
    const { state = null, dueAt = null } = value.value ?? {}
    const pause = pauseAfter(
      { state, moving: value.value !== null && moving?.(value.value) === true },
      asks.value,
      hint.value,
    )
    if (pause === null || !isNewest()) return null
    rests.value = !worthwhile || serverClock.now() >= asksUntil(dueAt, since)
    return rests.value ? null : pause
  })

  const again = (next: PayHint = hint.value): void => {
    hint.value = next
    asks.value = 0
    rests.value = false
    since = serverClock.now()
    void turn()
  }
  const begin = (): void => {
    show()
    again()
  }

  const look = (): void => void turn()
  watch(phase, (now) => {
    if (now === 'paid') platform.vibrate()
  })

  return { value, error, phase, hint, code, gone, begin, look, again }
}
