import type { CouponTemplateState } from '@jishi/contracts/promotion/promotion.terms'
import type { Tone } from '@/components/state-tag.vue'

export const templateTones: Readonly<Record<CouponTemplateState, Tone>> = {
  draft: 'quiet',
  live: 'fresh',
  stopped: 'brand',
}

/** Names and numbers people paste: one a line, or parted by blanks and commas of any kind; doubles once. */
export const peopleOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,，;；、]+/)
      .map((one) => one.trim())
      .filter(Boolean),
  ),
]
