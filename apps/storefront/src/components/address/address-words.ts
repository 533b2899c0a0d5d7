import type { AddressView } from '@jishi/contracts/identity/identity.schema'
import type { AddressTag } from '@jishi/contracts/identity/identity.terms'
import { t } from '@/copy/later'

/** 138****6602: enough to know one's own number by. */
export const maskedPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(7)}`

/** A municipality is its own city; nobody says it twice. */
export const regionText = ({ province, city, county }: Pick<AddressView, 'province' | 'city' | 'county'>): string =>
  [province, city, county].filter((part, n, parts) => part !== '' && parts.indexOf(part) === n).join('')

export const tagText = (tag: AddressTag): string => t(`address.tag.${tag}`)
