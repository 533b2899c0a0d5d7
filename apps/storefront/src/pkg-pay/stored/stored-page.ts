import { computed, type ComputedRef } from 'vue'
import { platform } from '#platform'
import { useMemberPage } from '@/composables/member-page'

/**
 * A page of stored value: a member's own, and shown nowhere that sells nothing but goods. A mini program on iOS is led to
 * such a page by an address alone, so nothing is asked for there, and nobody to sign in.
 */
export const useStoredPage = (load: () => void): { signedIn: ComputedRef<boolean> } =>
  platform.ios ? { signedIn: computed(() => false) } : useMemberPage(load)
