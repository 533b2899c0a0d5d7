import type { HomeView } from '@jishi/contracts/shopfront/shopfront.schema'
import { onHide, onShow } from '@dcloudio/uni-app'
import { shopDay } from '@jishi/kernel/time'
import { ref, watch, type Ref } from 'vue'
import { serverClock } from '@/api'
import { privacyQuestion } from '@/composables/privacy'
import { backFromSignIn, keepForSignIn, mayComeUp, noteCameUp } from './coupon-day'

/** Long enough for the page to have been drawn and looked at. */
const QUIET_MS = 1_500

export interface CouponTurn {
  /** Home is the page in front. */
  front: Ref<boolean>
  /** Counts the times at which coupons may come up; 0: not yet. */
  turn: Ref<number>
  cameUp(): void
  goesToSignIn(): void
}

/** When coupons may come up by themselves: the shop has them do so, not today yet, and nothing else is asked or going on. */
export const useCouponTurn = (home: Readonly<Ref<HomeView | null>>): CouponTurn => {
  const front = ref(true)
  const turn = ref(0)
  let timer: ReturnType<typeof setTimeout> | null = null
  let asked = ''

  const come = (): void => {
    asked = shopDay(serverClock.now())
    turn.value += 1
  }
  const consider = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const now = serverClock.now()
    const free = front.value && privacyQuestion.value === null
    if (free && home.value?.couponPopup === true && asked !== shopDay(now) && mayComeUp(now))
      timer = setTimeout(come, QUIET_MS)
  }

  watch([home, front, privacyQuestion], consider)
  watch(front, (now) => now && backFromSignIn())
  onShow(() => void (front.value = true))
  onHide(() => void (front.value = false))
  return { front, turn, cameUp: () => noteCameUp(serverClock.now()), goesToSignIn: keepForSignIn }
}
