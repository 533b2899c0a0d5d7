import { defineLife } from '@jishi/kernel/life'

export const WATCH_STATES = ['due', 'watching', 'refused', 'over'] as const
export type WatchState = (typeof WATCH_STATES)[number]

export interface ParcelFacts {
  /** Its carrier has nothing more to tell: it was signed for, or came back. */
  readonly arrived: boolean
}

/**
 * The life of a parcel as the shop follows it 物流跟踪. Where it is are its carrier's own words (`PARCEL_STATES`): whole histories
 * that replace each other, out of which nobody here could forbid a step. What is decided here is who is asked, and until when.
 */
export const parcelLife = defineLife<WatchState, ParcelAction, ParcelFacts>({
  name: 'parcel',
  refusal: 'NOT_FOUND',
  states: WATCH_STATES,
  initial: 'due',
  terminal: [],
  labels: { due: '待订阅', watching: '跟踪中', refused: '单号不被受理', over: '跟踪结束' },
  actions: {
    accept: { from: ['due'], to: 'watching', actor: 'system', note: 'its carrier will tell of it' },
    refuse: { from: ['due'], to: 'refused', actor: 'system', note: 'nobody knows its number: told to operators' },
    hear: {
      from: WATCH_STATES,
      to: 'watching',
      actor: 'system',
      guard: ({ arrived }) => (arrived ? 'ARRIVED' : true),
      note: 'a newer history, faster than the answer or later than the end',
    },
    arrive: {
      from: WATCH_STATES,
      to: 'over',
      actor: 'system',
      guard: ({ arrived }) => (arrived ? true : 'NOT_ARRIVED'),
      note: 'signed for, or back; what a buyer may do counts from the first signing',
    },
    lose_sight: { from: ['watching'], to: 'due', actor: 'system', note: 'its carrier stopped telling: asked again' },
    fall_silent: { from: ['watching'], to: 'over', actor: 'system', note: 'sixty days' },
    start_over: {
      from: WATCH_STATES,
      to: 'due',
      actor: 'operator',
      note: 'its number is put right, once; what was told was of another parcel',
    },
  },
})

export type ParcelAction = 'accept' | 'refuse' | 'hear' | 'arrive' | 'lose_sight' | 'fall_silent' | 'start_over'
