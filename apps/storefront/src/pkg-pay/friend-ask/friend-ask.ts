import type { FriendAsking } from '@jishi/contracts/order/friend-pay.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { computed, ref, watch, type Ref } from 'vue'
import { platform } from '#platform'
import { api, named, noteServerTime, wordsOf } from '@/api'
import { pictureAddress } from '@/api/picture-address'
import { useLoad, type Loaded } from '@/composables/load'
import { toast } from '@/composables/toast'
import { tidyYuan } from '@/composables/words'
import { friendPay } from '../friend/friend-api'
import { t } from '../friend/copy'
import { friendPlaces } from '../friend/friend-places'

const COVER = 640

const coverOf = (order: OrderView | null): string => {
  const picture = order?.lines[0]?.picture
  return picture ? pictureAddress(picture, COVER) : ''
}

interface Asking {
  read: () => string
  wish: Ref<string>
  busy: Ref<boolean>
  code: Ref<string>
  asking: Loaded<FriendAsking>
  load: () => Promise<void>
}

/** Making the link, changing its word, taking it back: one at a time, and after a refusal everything is looked at anew. */
const deedsOf = ({ read, wish, busy, code, asking, load }: Asking) => {
  const during = async (work: () => Promise<void>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } catch (error) {
      toast(wordsOf(error))
      await load()
    } finally {
      busy.value = false
    }
  }

  /** Makes the link, or changes the word that goes with it. */
  const make = (): Promise<void> =>
    during(async () => {
      const had = (asking.value.value?.link ?? null) !== null
      asking.value.value = await friendPay.ask({ params: { id: read() }, body: { wish: wish.value.trim() } })
      if (had) toast(t('friend.wishSaved'))
    })

  const withdraw = (): Promise<void> =>
    during(async () => {
      asking.value.value = await friendPay.withdraw({ params: { id: read() } })
      code.value = ''
      toast(t('friend.withdrawn'))
    })

  return { make, withdraw }
}

/** The buyer's link of an order: shown if there is one, made on a tap, with what goes to the friend. */
export const useFriendAsk = (read: () => string) => {
  const wish = ref('')
  const busy = ref(false)
  const code = ref('')
  const order = useLoad(() => api.order.order({ params: { id: named(read()) } }))
  const asking = useLoad(async () => {
    const answer = await friendPay.asking({ params: { id: named(read()) } })
    noteServerTime(answer.serverTime)
    return answer
  })
  const link = computed(() => asking.value.value?.link ?? null)
  const payable = computed(() => order.value.value?.state === 'pending_payment')
  const words = computed(() => link.value?.wish || wish.value.trim() || t('friend.wishHint'))
  const path = computed(() => friendPlaces.payPath(link.value?.token ?? ''))
  const address = computed(() => platform.pageAddress(path.value))
  const amount = computed(() => tidyYuan(link.value?.amountFen ?? order.value.value?.payableFen ?? 0))

  const share = computed(() => ({
    title: t('friend.shareTitle', { wish: words.value, amount: amount.value }),
    words: t('friend.shareWords', { wish: words.value, amount: amount.value, link: address.value }),
    path: path.value,
    imageUrl: coverOf(order.value.value),
  }))

  watch(link, async (now, before) => {
    if (now && now.token !== before?.token) code.value = await platform.codePicture(address.value)
    if (now && wish.value === '') wish.value = now.wish
  })

  const load = async (): Promise<void> => void (await Promise.all([order.run(), asking.run()]))
  const deeds = deedsOf({ read, wish, busy, code, asking, load })

  return { order, asking, link, payable, wish, busy, code, share, address, load, ...deeds }
}
