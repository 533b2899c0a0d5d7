import type { AddressView } from '@jishi/contracts/identity/identity.schema'
import type { ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { platform } from '#platform'
import { api } from '@/api'
import { regionText } from '@/components/address/address-words'
import { chosenAddressId } from '@/composables/chosen-address'
import { useSession } from '@/stores/session'

const KEY = 'jishi.region'

export interface Place {
  code: string
  text: string
}

export interface DeliverTo {
  addresses: ShallowRef<AddressView[]>
  /** The address a member would order to, else the region chosen on this device, else null. */
  place: ComputedRef<Place | null>
  addressId: ComputedRef<string | null>
  region: Ref<Place | null>
  load(): Promise<void>
  pickRegion(place: Place): void
}

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && 'code' in value && 'text' in value

type Delivery = Pick<ProductView['delivery'], 'notTo' | 'rates'>
type Rate = ProductView['delivery']['rates'][number]

const begins = (code: string, prefix: string): boolean => code.slice(0, prefix.length) === prefix

/** How closely a rate means a region: by the longest of its prefixes; everywhere else counts least, and −1 is not at all. */
const closeness = ({ prefixes }: Rate, code: string): number =>
  prefixes.length === 0
    ? 0
    : prefixes.reduce((best, prefix) => (begins(code, prefix) ? Math.max(best, prefix.length) : best), -1)

/** What one piece pays there; undefined where it is not delivered to. */
export const rateAt = (code: string, { notTo, rates }: Delivery): Rate | undefined => {
  if (notTo.some((prefix) => begins(code, prefix))) return undefined
  return rates
    .map((rate) => ({ rate, fit: closeness(rate, code) }))
    .filter(({ fit }) => fit >= 0)
    .sort((left, right) => right.fit - left.fit)[0]?.rate
}

/** Where goods would go: the address of the order at hand, the default one, or a region somebody chose before signing in. */
export const useDeliverTo = (): DeliverTo => {
  const session = useSession()
  const addresses = shallowRef<AddressView[]>([])
  const kept = platform.read(KEY)
  const region = ref<Place | null>(isPlace(kept) ? kept : null)

  const address = computed(() => {
    const all = addresses.value
    return (
      all.find(({ id }) => id === chosenAddressId.value) ?? all.find(({ isDefault }) => isDefault) ?? all[0] ?? null
    )
  })
  const place = computed(() =>
    address.value ? { code: address.value.regionCode, text: regionText(address.value) } : region.value,
  )

  const load = async (): Promise<void> => {
    if (!session.signedIn) {
      addresses.value = []
      return
    }
    try {
      addresses.value = (await api.identity.addresses()).items
    } catch {
      // The promise is then shown without a place; nothing is lost by it.
    }
  }

  const pickRegion = (next: Place): void => {
    region.value = next
    platform.write(KEY, next)
  }

  return { addresses, place, addressId: computed(() => address.value?.id ?? null), region, load, pickRegion }
}
