import type { GiftsOfOrder } from '@jishi/contracts/promotion/pay-gifts.schema'
import { onHide, onUnload } from '@dcloudio/uni-app'
import { ref, shallowRef } from 'vue'
import { api } from '@/api'
import type { OrderKey } from './words/copy'

export type OrderGift = GiftsOfOrder['items'][number]

/** The shop gives a moment after it heard of the money: how long to wait before each further look. */
const PAUSES_MS = [800, 1_200, 2_000, 3_000, 5_000, 8_000]

/** What its coupon can no longer do, in words; nothing while it can be used. */
export const giftNote = ({ state, coupon }: Pick<OrderGift, 'state' | 'coupon'>): OrderKey | null => {
  if (state === 'taken_back' || coupon?.state === 'revoked') return 'gift.back'
  if (coupon?.state === 'used') return 'gift.used'
  if (coupon?.state === 'expired') return 'gift.over'
  return coupon?.state === 'locked' ? 'coupon.locked' : null
}

/** What a paid order brought. It is no part of the order, so trouble with it is not shown there. */
export const useGifts = (read: () => string) => {
  const gifts = shallowRef<OrderGift[]>([])
  const looks = ref(0)
  let timer: ReturnType<typeof setTimeout> | null = null

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const look = async (): Promise<void> => {
    stop()
    const answer = await api.order.gifts({ params: { id: read() } }).catch(() => null)
    if (answer !== null) gifts.value = answer.items
    const pause = PAUSES_MS[looks.value]
    looks.value += 1
    if (answer?.settled !== true && pause !== undefined) timer = setTimeout(() => void look(), pause)
  }

  const begin = (): void => {
    looks.value = 0
    if (read() !== '') void look()
  }
  onHide(stop)
  onUnload(stop)

  return { gifts, begin }
}
