import { onShow } from '@dcloudio/uni-app'
import { ref, type Ref } from 'vue'
import { ApiError, api } from '@/api'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from '@/copy'
import { useSession } from '@/stores/session'

export interface FavouriteHeart {
  on: Ref<boolean>
  /** The page has shown the product: it is one of those that were seen, and the heart learns how it stands. */
  seen(productId: string): void
  toggle(): Promise<void>
}

/** The heart of a product page. Who is not signed in is led there, and the wish is kept until they come back. */
export const useFavourite = (): FavouriteHeart => {
  const session = useSession()
  const on = ref(false)
  const busy = ref(false)
  let id = ''
  let wished = false

  const learn = async (): Promise<void> => {
    if (!session.signedIn || id === '') return
    const params = { productId: id }
    try {
      if (!busy.value) on.value = (await api.favourites.state({ params })).favourite
      await api.favourites.note({ params })
    } catch {
      // The heart and the history are beside the page; without an answer the page is whole.
    }
  }

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
    if (wanted) void write(true)
    else void learn()
  })

  return {
    on,
    seen: (productId) => {
      id = productId
      void learn()
    },
    toggle,
  }
}
