import type { MyTake } from '@jishi/contracts/seckill/seckill.schema'
import type { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { createClient } from '@jishi/contracts/client'
import { platform } from '#platform'
import { noteServerTime } from '@/api'
import { send } from '@/api/http'
import { useLeft } from '@/composables/left'
import { useLoad } from '@/composables/load'
import { places } from '@/composables/places'
import type { Wanted } from './checkout-ask'

/** Spelled here once more, because contracts lie in the main package of a mini program; a test compares it with them. */
export const takenRoute: Pick<typeof seckillRoutes, 'taken'> = {
  taken: {
    ...{ access: 'member', method: 'GET', load: 'browse', idempotency: 'none', owner: 'member' },
    path: '/api/shop/seckill/takes/:id',
  },
}
const { taken } = createClient({ seckill: takenRoute }, send).seckill

const SALE = 'pkg-activity/seckill/seckill'

/** To the flash sale this came from, which lies below this page unless it was entered by its address. */
export const backToSale = (): void => {
  if (places.below().indexOf(SALE) >= 0) platform.back()
  else void uni.redirectTo({ url: `/${SALE}` })
}

/** What is bought was won in a flash sale: until when it is held, by the shop's clock; and its order, where there is one. */
export const useHeldTake = (wanted: () => Wanted, over: () => void) => {
  const loaded = useLoad<MyTake | null>(async () => {
    const id = wanted().take
    if (id === null) return null
    const take = await taken({ params: { id } })
    noteServerTime(take.serverTime)
    return take
  })
  const take = loaded.value
  const left = useLeft(() => (take.value?.state === 'won' ? take.value.payUntil : null), over)

  const load = async (): Promise<void> => {
    await loaded.run()
    const orderId = take.value?.orderId ?? null
    if (orderId !== null) places.orderInstead(orderId)
  }

  return { take, left, load }
}
