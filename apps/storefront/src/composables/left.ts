import { instantOf, secondMs } from '@jishi/kernel/time'
import { onUnmounted, ref, watch, type Ref } from 'vue'
import { serverClock } from '@/api'

/** Milliseconds until `at` by the shop's clock, counting down each second and calling `ended` once at zero. */
export const useLeft = (at: () => string | null, ended?: () => void): Ref<number> => {
  const left = ref(0)
  let timer: ReturnType<typeof setInterval> | null = null

  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  const tick = (): void => {
    const due = at()
    left.value = due === null ? 0 : Math.max(0, instantOf(due) - serverClock.now())
    if (left.value > 0 || timer === null) return
    stop()
    ended?.()
  }

  watch(
    at,
    (due) => {
      stop()
      if (due !== null) timer = setInterval(tick, secondMs)
      tick()
    },
    { immediate: true },
  )
  onUnmounted(stop)
  return left
}
