import { ref, type Ref } from 'vue'
import { lockedUntil } from './locked-until'
import { lockedWords, refusedOf } from './refused'
import { stored } from './stored-api'
import { storedPlaces } from './stored-places'

export interface Pad {
  readonly open: Ref<boolean>
  readonly busy: Ref<boolean>
  /** What is wrong with the last six digits; empty while nothing is. */
  readonly fault: Ref<string>
  /** Nothing typed here helps until the lock has passed or the password is set anew. */
  readonly locked: Ref<boolean>
  ask(): Promise<void>
  close(): void
  typed(password: string): Promise<void>
}

/**
 * Asks for the payment password before something is done with it. A wrong one is told in the pad, which stays; everything else
 * closes it and is for the page. Who has none yet, is led to set one.
 */
export const usePad = (work: (password: string) => Promise<void>, failed: (error: unknown) => void): Pad => {
  const open = ref(false)
  const busy = ref(false)
  const fault = ref('')
  const locked = ref(false)

  const ask = async (): Promise<void> => {
    if (busy.value) return
    busy.value = true
    try {
      const { pinSet, pinLockedUntil } = await stored.balance()
      if (!pinSet) return storedPlaces.password()
      locked.value = pinLockedUntil !== null
      fault.value = pinLockedUntil === null ? '' : lockedWords(pinLockedUntil)
      open.value = true
    } catch (error) {
      failed(error)
    } finally {
      busy.value = false
    }
  }

  const close = (): void => {
    if (!busy.value) open.value = false
  }

  const refused = async (error: unknown): Promise<void> => {
    const { fault: kind, words } = refusedOf(error)
    fault.value = words
    locked.value = kind === 'locked'
    if (kind === 'wrong') return
    if (kind === 'locked') {
      fault.value = await lockedUntil(words)
      return
    }
    open.value = false
    if (kind === 'unset') storedPlaces.password()
    else failed(error)
  }

  const typed = async (password: string): Promise<void> => {
    if (busy.value || locked.value) return
    busy.value = true
    fault.value = ''
    try {
      await work(password)
      open.value = false
    } catch (error) {
      await refused(error)
    } finally {
      busy.value = false
    }
  }

  return { open, busy, fault, locked, ask, close, typed }
}
