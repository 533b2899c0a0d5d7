import type { FriendPayment } from '@jishi/contracts/order/friend-pay.schema'
import type { FriendPaymentState } from '@jishi/contracts/order/friend-pay.terms'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { computed, ref, shallowRef, watch } from 'vue'
import { platform } from '#platform'
import { asApiError, isUnanswered, named, noteServerTime, type ApiError } from '@/api'
import { friendPay } from '../friend/friend-api'

/** What the page says: how the payment stands, or that it is taking longer than anybody likes to wait. */
export type FriendPhase = FriendPaymentState | 'slow'

const QUICK_MS = 1_500
const CALM_MS = 6_000
const SLOW_ASKS = 20
/** An open payment is believed unpaid only after a few questions: the friend may just have paid it. */
const BELIEVED_AFTER = 3
const FINAL: readonly FriendPhase[] = ['paid', 'paid_by_other', 'returned', 'closed']

/** `thinks`: the cashier says that it was paid, or does not know. */
export const phaseOf = (payment: Pick<FriendPayment, 'state'> | null, asks: number, thinks: boolean): FriendPhase => {
  if (!payment) return 'confirming'
  if (payment.state === 'confirming') return asks >= SLOW_ASKS ? 'slow' : 'confirming'
  if (payment.state !== 'open') return payment.state
  if (asks < (thinks ? SLOW_ASKS : BELIEVED_AFTER)) return 'confirming'
  return thinks ? 'slow' : 'open'
}

/** How long until it is worth asking again; null when the answer is final and nothing is on its way back. */
export const pauseAfter = (phase: FriendPhase, refunding: boolean): number | null => {
  if (phase === 'confirming') return QUICK_MS
  if (FINAL.indexOf(phase) >= 0) return refunding ? CALM_MS : null
  return CALM_MS
}

/** Asks the server how the friend's payment stands while the page is shown, also after it was killed and opened again. */
export const useFriendWatch = (read: () => string, scanning: () => boolean) => {
  const payment = shallowRef<FriendPayment | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const asks = ref(0)
  const thinks = ref(false)
  const phase = computed(() =>
    scanning() && payment.value?.state === 'open' ? 'open' : phaseOf(payment.value, asks.value, thinks.value),
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
      const answer = await friendPay.payment({ params: { id: named(read()) } })
      noteServerTime(answer.serverTime)
      payment.value = answer
      asks.value += 1
      error.value = null
    } catch (caught) {
      error.value = asApiError(caught)
      // Without an answer the question stays; a refusal will not change by asking again.
      if (!isUnanswered(caught) && error.value.status < 500) return
    }
    const pause = scanning() ? QUICK_MS : pauseAfter(phase.value, (payment.value?.refundingFen ?? 0) > 0)
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
    if (payment.value) begin()
  })
  watch(phase, (now) => {
    if (now === 'paid') platform.vibrate()
  })

  return { payment, error, phase, thinks, begin, again }
}
