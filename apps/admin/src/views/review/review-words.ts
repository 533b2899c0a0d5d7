import type { ReviewState } from '@jishi/contracts/review/review.terms'
import type { Tone } from '@/components/state-tag.vue'

export const reviewTones: Record<ReviewState, Tone> = {
  waiting: 'gold',
  shown: 'fresh',
  refused: 'quiet',
  hidden: 'quiet',
  appealed: 'brand',
  rejected: 'quiet',
}
/** Tenths of a star as people read them; a dash while nobody has written. */
export const scoreText = (tenths: number | null): string =>
  tenths === null ? '–' : `${Math.floor(tenths / 10)}.${tenths % 10}`
export const starsText = (stars: number): string => '★★★★★☆☆☆☆☆'.slice(5 - stars, 10 - stars)
