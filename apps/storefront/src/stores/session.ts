import type { MemberView, SessionView, SignInBody } from '@jishi/contracts/identity/identity.schema'
import type { SignInNotice } from '@jishi/contracts/identity/identity.terms'
import { instantOf } from '@jishi/kernel/time'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { platform } from '#platform'
import { ApiError, api, serverClock } from '@/api'
import { useSessionDoor } from '@/api/http'

const KEY = 'jishi.session'
// Refresh a little before the end, so that a request does not cross the line on its way.
const EARLY_MS = 15_000

const isSession = (value: unknown): value is SessionView =>
  typeof value === 'object' && value !== null && 'refreshToken' in value && 'member' in value

/** However many ask at once, the work is done once and all wait for that one. */
const shared = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | null = null
  return () => {
    running ??= work().finally(() => {
      running = null
    })
    return running
  }
}

/** The session in memory and in the storage of the device. */
const useKeptSession = () => {
  const session = ref<SessionView | null>(null)
  const keep = (next: SessionView | null): void => {
    session.value = next
    // Where nothing can be kept, an older session must not lie there either: using its token again would end this one.
    if (!next || !platform.write(KEY, next)) platform.remove(KEY)
  }

  const restore = (): void => {
    const stored = platform.read(KEY)
    if (isSession(stored)) session.value = stored
  }

  return { session, keep, restore }
}

/** Who is signed in on this device, and the one place that keeps and renews the tokens. */
export const useSession = defineStore('session', () => {
  const { session, keep, restore } = useKeptSession()
  const member = computed<MemberView | null>(() => session.value?.member ?? null)
  const signedIn = computed(() => session.value !== null)
  /** Answers what signing in could not do on the way. */
  const signIn = async (body: SignInBody): Promise<SignInNotice[]> => {
    const next = await api.identity.signIn({ body })
    keep(next)
    return next.notices
  }

  /** The member as the server now describes them. */
  const noteMember = (next: MemberView): void => {
    if (session.value) keep({ ...session.value, member: next })
  }

  const renew = async (): Promise<boolean> => {
    const stored = platform.read(KEY)
    // Another tab of this browser may have rotated the token meanwhile; using the old one would end both sessions.
    if (isSession(stored) && session.value && stored.refreshToken !== session.value.refreshToken) {
      session.value = stored
      return true
    }
    if (!session.value) return false
    try {
      keep(await api.identity.refresh({ body: { refreshToken: session.value.refreshToken } }))
      return true
    } catch (error) {
      const refused = error instanceof ApiError && (error.status === 401 || error.status === 403)
      if (refused) keep(null)
      return false
    }
  }

  const refresh = shared(renew)

  const signOut = async (): Promise<void> => {
    try {
      await api.identity.signOut()
    } finally {
      keep(null)
    }
  }

  useSessionDoor({
    accessToken: () => session.value?.accessToken ?? null,
    stale: () => session.value !== null && instantOf(session.value.accessExpiresAt) - EARLY_MS < serverClock.now(),
    refresh,
  })

  return { member, signedIn, restore, signIn, noteMember, refresh, signOut }
})
