import { onShow } from '@dcloudio/uni-app'
import { ref, type Ref } from 'vue'
import { ApiError, api } from '@/api'
import { noteOnDevice } from '@/composables/device-history'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from '../words/copy'
import { useSession } from '@/stores/session'

export interface FavouriteHeart {
  on: Ref<boolean>
  /** The page has shown the product: it is one of those that were seen, and the heart learns how it stands. */
  seen(productId: string): void
  toggle(): Promise<void>
}

const beside = async (call: () => Promise<unknown>): Promise<void> => {
  try {
    await call()
  } catch {
    // The heart and the history are beside the page; without an answer the page is whole.
  }
}

/** The heart of a product page. Who is not signed in is led there, and the wish is kept until they come back. */
export const useFavourite = (): FavouriteHeart => {
  const session = useSession()
  const on = ref(false)
  const busy = ref(false)
  let id = ''
  let wished = false

  const known = (): boolean => session.signedIn && id !== ''
  const note = (): Promise<void> =>
    beside(async () => known() && (await api.favourites.note({ params: { productId: id } })))
  const learn = (): Promise<void> =>
    beside(async () => {
      if (!known() || busy.value) return
      on.value = (await api.favourites.state({ params: { productId: id } })).favourite
    })

  const write = async (wanted: boolean): Promise<void> => {
    if (busy.value) return
    busy.value = true
    on.value = wanted
    const params = { productId: id }
    try {
      const { favourite } = await (wanted ? api.favourites.save({ params }) : api.favourites.drop({ params }))
      on.value = favourite
      if (favourite) toastDone(t('favourites.added'))
      else toast(t('favourites.dropped'))
    } catch (error) {
      on.value = !wanted
      toast(error instanceof ApiError ? error.message : t('error.unknown'))
    } finally {
      busy.value = false
    }
  }

  const toggle = async (): Promise<void> => {
    if (session.signedIn) return write(!on.value)
    wished = true
    places.signIn()
  }

  onShow(() => {
    const wanted = wished && session.signedIn
    wished = false
    void (wanted ? write(true) : learn())
    // Who signed in from here has seen the product too.
    void note()
  })

  return {
    on,
    seen: (productId) => {
      id = productId
      void learn()
      if (session.signedIn) void note()
      else noteOnDevice(productId)
    },
    toggle,
  }
}
