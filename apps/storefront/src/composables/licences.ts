import type { Licences } from '@jishi/contracts/catalog/catalog-editing.schema'
import { shallowRef } from 'vue'
import { api } from '@/api'

const none: Licences = { items: [], icp: null }

/** What the shop shows by law. A shop that shows nothing, or cannot be reached, has an empty foot, never an error. */
export const licences = shallowRef<Licences>(none)

let asked: Promise<void> | null = null

const ask = async (): Promise<void> => {
  try {
    licences.value = await api.catalog.licences()
  } catch {
    asked = null
  }
}

/** Asks once a start; a failure is asked again the next time somebody looks. */
export const loadLicences = (): Promise<void> => {
  asked ??= ask()
  return asked
}
