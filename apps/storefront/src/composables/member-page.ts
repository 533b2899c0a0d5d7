import { onShow } from '@dcloudio/uni-app'
import { computed, type ComputedRef } from 'vue'
import { useSession } from '@/stores/session'
import { places } from './places'

/**
 * A page that only makes sense for a member: whoever is not signed in is led to sign in once, and the page asks the
 * server each time it is shown. Leaving sign-in without signing in leaves the page with a way back to it.
 */
export const useMemberPage = (load: () => void): { signedIn: ComputedRef<boolean> } => {
  const session = useSession()
  let led = false

  onShow(() => {
    if (session.signedIn) return load()
    if (led) return
    led = true
    places.signIn()
  })

  return { signedIn: computed(() => session.signedIn) }
}
