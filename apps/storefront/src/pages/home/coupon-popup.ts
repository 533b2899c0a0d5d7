import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { bestCoupons } from '@/components/coupon/best-coupons'
import { useClaiming, type Offered } from '@/components/coupon/claiming'
import { useSession } from '@/stores/session'

const MOST = 3

/** The page they come up on, and what it wants to hear. */
interface Home {
  turn(): number
  front(): boolean
  up(): void
  signIn(): void
}

export interface CouponPopup {
  open: Ref<boolean>
  busy: Ref<boolean>
  coupons: ComputedRef<Offered[]>
  /** What can still be had of them. */
  left: ComputedRef<Offered[]>
  take(...wanted: Offered[]): Promise<void>
}

/** The best coupons that can be had, once `turn` comes; they stay the same while they are shown, and say how they stand. */
export const useCouponPopup = ({ turn, front, up, signIn }: Home): CouponPopup => {
  const session = useSession()
  const { offered, busy, claim } = useClaiming()
  const open = ref(false)
  const chosen = shallowRef<Offered[]>([])
  const taken = shallowRef<readonly string[]>([])
  let signingIn = false

  // One of each is what was offered here, also where a person may have several.
  const standing = (one: Offered): Offered => {
    // What is not offered any more is gone.
    const now = offered.items.value.find(({ id }) => id === one.id) ?? { ...one, standing: 'gone' as const }
    return taken.value.includes(one.id) ? { ...now, standing: 'held' } : now
  }
  const coupons = computed(() => chosen.value.map(standing))
  const left = computed(() => coupons.value.filter((one) => one.standing === 'claim'))

  const comeUp = async (): Promise<void> => {
    await offered.restart()
    const best = bestCoupons(offered.items.value, MOST)
    if (best.length === 0 || !front()) return
    chosen.value = best
    taken.value = []
    open.value = true
    up()
  }

  const take = async (...wanted: Offered[]): Promise<void> => {
    signingIn = !session.signedIn
    if (signingIn) signIn()
    taken.value = [...taken.value, ...(await claim(...wanted))]
  }

  watch(turn, () => void comeUp(), { immediate: true })
  // Whoever goes on to another page has seen them; whoever went to sign in comes back to them.
  watch(front, (now) => {
    if (!now) open.value &&= signingIn
    else if (open.value) {
      signingIn = false
      void offered.restart(true)
    }
  })
  return { open, busy, coupons, left, take }
}
