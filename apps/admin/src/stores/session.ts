import type { OperatorSignInBody, OperatorView } from '@jishi/contracts/identity/identity.schema'
import type { Permission } from '@jishi/contracts/identity/identity.terms'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { api } from '@/api'
import { ApiError } from '@/api/api-error'

/** Who works here now. The session itself is a cookie this code cannot read; the server alone knows whether it holds. */
export const useSession = defineStore('session', () => {
  const operator = shallowRef<OperatorView | null>(null)
  /** False until the server has said once who we are. */
  const known = shallowRef(false)
  let asking: Promise<void> | undefined

  const ask = async (): Promise<void> => {
    try {
      operator.value = await api.identity.operatorMe()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      operator.value = null
    }
    known.value = true
  }

  /** Asks once, however many callers wait; a failure that says nothing about the session may be asked again. */
  const ensureKnown = (): Promise<void> => {
    if (known.value) return Promise.resolve()
    asking ??= ask().finally(() => (asking = undefined))
    return asking
  }

  const signIn = async (body: OperatorSignInBody): Promise<void> => {
    operator.value = await api.identity.operatorSignIn({ body })
    known.value = true
  }

  /** Asks again who we are, after something about it changed. */
  const refresh = (): Promise<void> => ask()

  const forget = (): void => {
    operator.value = null
    known.value = true
  }

  /** Fails when the server could not be asked: saying "signed out" while the cookie still opens the door would be a lie. */
  const signOut = async (): Promise<void> => {
    try {
      await api.identity.operatorSignOut()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
    }
    forget()
  }

  const can = (permission: Permission): boolean => operator.value?.permissions.includes(permission) ?? false
  const shopName = computed(() => operator.value?.shopName ?? '')

  return { operator, known, shopName, can, ensureKnown, refresh, signIn, signOut, forget }
})
