import type { RechargeStatus } from '@jishi/contracts/payment/stored-value.schema'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { computed, ref, shallowRef, watch } from 'vue'
import { platform } from '#platform'
import { asApiError, isUnanswered, named, type ApiError } from '@/api'
import { stored } from '../stored/stored-api'

/** What the page says: how the recharge stands, or that it is taking longer than anybody likes to wait. */
export type RechargePhase = 'confirming' | 'slow' | 'open' | 'paid' | 'closed'

const QUICK_MS = 1_500
const CALM_MS = 6_000
const SLOW_ASKS = 20
/** An open recharge is believed unpaid only after a few questions: it may just have been paid. */
const BELIEVED_AFTER = 3

/** `thinks`: the cashier says that it was paid, or does not know. */
export const phaseOf = (
  recharge: Pick<RechargeStatus, 'state'> | null,
  asks: number,
  thinks: boolean,
): RechargePhase => {
  if (!recharge) return 'confirming'
  const { state } = recharge
  if (state === 'paid' || state === 'closed') return state
  if (state === 'confirming') return asks >= SLOW_ASKS ? 'slow' : 'confirming'
  if (asks < (thinks ? SLOW_ASKS : BELIEVED_AFTER)) return 'confirming'
  return thinks ? 'slow' : 'open'
}

/** How long until it is worth asking again; null when the answer is final. */
export const pauseAfter = (phase: RechargePhase): number | null => {
  if (phase === 'paid' || phase === 'closed') return null
  return phase === 'confirming' ? QUICK_MS : CALM_MS
}

/** Asks the server how the recharge stands while the page is shown, also after it was killed and opened again. */
export const useRechargeWatch = (read: () => string, scanning: () => boolean) => {
  const recharge = shallowRef<RechargeStatus | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const asks = ref(0)
  const thinks = ref(false)
  const phase = computed<RechargePhase>(() =>
    scanning() && recharge.value?.state === 'open' ? 'open' : phaseOf(recharge.value, asks.value, thinks.value),
  )
  let timer: ReturnType<typeof setTimeout> | null = null
  let shown = false

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const ask = async (): Promise<void> => {
    stop()
    try {
      recharge.value = await stored.recharge({ params: { id: named(read()) } })
      asks.value += 1
      error.value = null
    } catch (caught) {
      error.value = asApiError(caught)
      // Without an answer the question stays; a refusal will not change by asking again.
      if (!isUnanswered(caught) && error.value.status < 500) return
    }
    const pause = scanning() ? QUICK_MS : pauseAfter(phase.value)
    if (shown && pause !== null) timer = setTimeout(() => void ask(), pause)
  }

  const again = (): void => {
    asks.value = 0
    void ask()
  }
  const begin = (): void => {
    shown = true
    again()
  }
  const leave = (): void => {
    shown = false
    stop()
  }
  onHide(leave)
  onUnload(leave)
  onShow(() => {
    if (recharge.value) begin()
  })
  watch(phase, (now) => {
    if (now === 'paid') platform.vibrate()
  })

  return { recharge, error, phase, thinks, begin, again }
}
