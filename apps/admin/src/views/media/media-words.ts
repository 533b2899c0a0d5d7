import type { MediaPurpose, MediaUser } from '@jishi/contracts/media/media.terms'
import type { RouteLocationRaw } from 'vue-router'
import type { MediaPlace } from '@jishi/contracts/media/media.schema'
import { t, type CopyKey } from '@/copy'

const purposes: Record<MediaPurpose, CopyKey> = {
  product: 'media.purpose.product',
  category: 'media.purpose.category',
  brand: 'media.purpose.brand',
  banner: 'media.purpose.banner',
  permit: 'media.purpose.permit',
}
export const purposeText = (purpose: MediaPurpose): string => t(purposes[purpose])

const users: Record<MediaUser, CopyKey> = {
  product: 'media.user.product',
  category: 'media.user.category',
  brand: 'media.user.brand',
  permit: 'media.user.permit',
  banner: 'media.user.banner',
  video: 'media.user.video',
}
export const userText = (user: MediaUser): string => t(users[user])

/** The room where a place can be looked at. */
export const roomOf = ({ user, id }: MediaPlace): RouteLocationRaw | undefined => {
  if (user === 'product') return { name: 'product', params: { id } }
  if (user === 'category') return { name: 'categories' }
  if (user === 'permit') return { name: 'permits' }
  if (user === 'banner') return { name: 'settings', params: { section: 'home' } }
  return undefined
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const
/** A size as people say it: 840 KB, 12.4 MB. */
export const sizeText = (bytes: number): string => {
  let [size, unit] = [bytes, 0]
  while (size >= 1_024 && unit < UNITS.length - 1) {
    size /= 1_024
    unit += 1
  }
  const tenths = Math.round(size * 10)
  const text = unit === 0 || size >= 100 ? Math.round(size) : `${Math.floor(tenths / 10)}.${tenths % 10}`
  return `${text} ${UNITS[unit] ?? ''}`
}

/** Minutes and seconds of a film: 0:08, 12:40. */
export const lengthText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
