import type { Picture } from '@jishi/contracts/primitives.schema'
import { route } from '@jishi/contracts/route'
import { shallowRef } from 'vue'
import { send } from '@/api/http'

export interface Licence {
  kind: string
  title: string
  number: string
  picture: Picture | null
  /** The last day it is good for; null = without an end. */
  validTo: string | null
}

export interface Licences {
  items: Licence[]
  /** The number under which the site is filed. */
  icp: string | null
}

const licencesRoute = route<{ reply: Licences }>({
  method: 'GET',
  path: '/api/shop/licences',
  access: 'public',
  load: 'browse',
  idempotency: 'none',
  owner: 'none',
})

const none: Licences = { items: [], icp: null }

/** What the shop shows by law. A shop that shows nothing, or cannot be reached, has an empty foot, never an error. */
export const licences = shallowRef<Licences>(none)

let asked: Promise<void> | null = null

const ask = async (): Promise<void> => {
  try {
    licences.value = (await send({ method: 'GET', url: licencesRoute.path, route: licencesRoute })) as Licences
  } catch {
    asked = null
  }
}

/** Asks once a start; a failure is asked again the next time somebody looks. */
export const loadLicences = (): Promise<void> => {
  asked ??= ask()
  return asked
}
