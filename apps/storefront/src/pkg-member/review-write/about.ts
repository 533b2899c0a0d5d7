import type { Page, Picture } from '@jishi/contracts/primitives.schema'
import type { OwnReview, ReviewableLine } from '@jishi/contracts/review/review.schema'
import type { ReviewPart } from '@jishi/contracts/review/review.terms'
import { api } from '@/api'
import { useLoad } from '@/composables/load'

export const MODES = ['write', 'append', 'appeal'] as const
export type Mode = (typeof MODES)[number]

export interface Asked {
  readonly mode: Mode
  /** A line to write about, or a review of one's own. */
  readonly id: string
  readonly part: ReviewPart
  /** The order a line is of, where its page led here. */
  readonly order: string
}

/** The goods that are written about. */
export interface About {
  readonly title: string
  readonly skuLabel: string
  readonly picture: Picture | null
}

/** The first of a list that is wanted, however many pages it lies down. */
export const seek = async <T>(
  ask: (cursor: string | undefined) => Promise<Page<T>>,
  wanted: (one: T) => boolean,
): Promise<T | null> => {
  let cursor: string | undefined
  do {
    const { items, nextCursor } = await ask(cursor)
    const found = items.find(wanted)
    if (found !== undefined) return found
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
  return null
}

const mayBeSaid = (review: OwnReview, { mode, part }: Asked): boolean => {
  if (mode === 'append') return review.canAppend
  return part === 'append' ? review.append?.canAppeal === true : review.canAppeal
}

const found = ({ mode, id, part, order }: Asked): Promise<About | null> => {
  if (mode === 'write') {
    const ofOrder = order === '' ? {} : { orderId: order }
    return seek<ReviewableLine>(
      (cursor) => api.review.toDo({ query: { cursor, ...ofOrder } }),
      ({ lineId }) => lineId === id,
    )
  }
  return seek<OwnReview>(
    (cursor) => api.review.mine({ query: { cursor } }),
    (review) => review.id === id && mayBeSaid(review, { mode, id, part, order }),
  )
}

/** What is written about, and null in it where its visitor may not (or may no longer) say anything. */
export const useAbout = (read: () => Asked) => useLoad(async () => ({ goods: await found(read()) }))
