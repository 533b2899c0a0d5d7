import type { PaymentStatus } from '@jishi/contracts/payment/payment.schema'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { computed, ref, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { platform } from '#platform'
import { asApiError, api, isUnanswered, named, type ApiError } from '@/api'
import { forgetUnfinished, keepUnfinished } from '@/composables/unfinished-payment'

/** What the page says. `confirming`: the outcome is being asked for; `slow`: it was asked for long enough to wait upon. */
export type PayPhase = 'confirming' | 'paid' | 'open' | 'closed' | 'slow'

const QUICK_MS = 1_500
const CALM_MS = 5_000
// Somebody who has paid comes back a moment before the channel's word does: an open payment is believed unpaid after this.
const OPEN_ASKS = 4
const SLOW_ASKS = 20

/**
 * What is known on this side: `scanning` = a code is being shown, so an open payment is simply not paid yet; `processing`
 * = the cashier itself does not know, so an open payment is not believed unpaid.
 */
export type PayHint = 'none' | 'scanning' | 'processing'

const believedAfter = { none: OPEN_ASKS, scanning: 0, processing: SLOW_ASKS } as const

const openPhase = (asks: number, hint: PayHint): PayPhase => {
  if (asks < believedAfter[hint]) return 'confirming'
  return hint === 'processing' ? 'slow' : 'open'
}

/** The phase after so many questions, from the newest answer; the server alone knows whether it is paid. */
export const phaseOf = (status: PaymentStatus | null, asks: number, hint: PayHint = 'none'): PayPhase => {
  if (!status) return 'confirming'
  if (status.state === 'paid' || status.state === 'closed') return status.state
  if (status.state === 'none') return 'open'
  if (status.state === 'open') return openPhase(asks, hint)
  return asks >= SLOW_ASKS ? 'slow' : 'confirming'
}

/** How long until it is worth asking again; null when the answer is final. */
export const pauseAfter = (phase: PayPhase, hint: PayHint = 'none'): number | null => {
  if (phase === 'paid' || phase === 'closed') return null
  return phase === 'confirming' || hint === 'scanning' ? QUICK_MS : CALM_MS
}

/** The shop changed the price while somebody was paying: by the first answer of this page and the newest one, neither paid. */
export const isRepriced = (first: PaymentStatus | null, now: PaymentStatus | null): boolean =>
  first !== null && now !== null && now.state !== 'paid' && now.amountFen !== first.amountFen

/** Whether the shop changed the price since the page was opened. */
export const useRepriced = (status: ShallowRef<PaymentStatus | null>): ComputedRef<boolean> => {
  const first = shallowRef<PaymentStatus | null>(null)
  watch(status, (now) => void (first.value = first.value ?? now))
  return computed(() => isRepriced(first.value, status.value))
}

/** Asks the server how the payment stands while the page is shown, also after the page was killed and opened again. */
export const usePayWatch = (read: () => string) => {
  const status = shallowRef<PaymentStatus | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const asks = ref(0)
  const hint = ref<PayHint>('none')
  const phase = computed(() => phaseOf(status.value, asks.value, hint.value))
  let timer: ReturnType<typeof setTimeout> | null = null
  let shown = false

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const ask = async (): Promise<void> => {
    stop()
    try {
      status.value = await api.order.payment({ params: { id: named(read()) } })
      asks.value += 1
      error.value = null
    } catch (caught) {
      error.value = asApiError(caught)
      // Without an answer the question stays; a refusal will not change by asking again.
      if (!isUnanswered(caught) && error.value.status < 500) return
    }
    const pause = pauseAfter(phase.value, hint.value)
    if (shown && pause !== null) timer = setTimeout(() => void ask(), pause)
  }

  /** Begin the confirming anew: the shopper says it is paid, or the cashier has just closed. */
  const again = (next: PayHint = hint.value): void => {
    hint.value = next
    asks.value = 0
    if (next !== 'scanning') status.value = null
    void ask()
  }

  onShow(() => {
    shown = true
    asks.value = 0
    if (read()) keepUnfinished(read())
    void ask()
  })
  const leave = (): void => {
    shown = false
    stop()
  }
  onHide(leave)
  onUnload(() => {
    leave()
    forgetUnfinished()
  })
  watch(phase, (now) => {
    if (now === 'paid') platform.vibrate()
    if (now === 'paid' || now === 'closed') forgetUnfinished()
  })

  return { status, error, phase, hint, ask, again }
}
