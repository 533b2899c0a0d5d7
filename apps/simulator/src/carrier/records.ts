/** States as kuaidi100 numbers them; those of customs are not played. */
export const PARCEL_STEPS = {
  collect: '1',
  travel: '0',
  deliver: '5',
  problem: '2',
  sign: '3',
  refuse: '14',
  return: '6',
  returned: '4',
} as const
export type ParcelStep = keyof typeof PARCEL_STEPS
export type ParcelState = (typeof PARCEL_STEPS)[ParcelStep]

export interface ParcelNews {
  at: number
  state: ParcelState
  text: string
  place: string
  /** 预计到达时间, where the courier says so with this move: 2026-12-03 18. */
  arrivalTime?: string | undefined
}

/** A parcel somebody asked the carrier to watch. */
export interface Parcel {
  company: string
  number: string
  phone: string
  callbackUrl: string
  salt: string
  watchedSince: number
  /** Oldest first. */
  news: ParcelNews[]
}

export type CarrierFact =
  | { what: 'parcel-watched'; parcel: Parcel }
  | { what: 'parcel-moved'; company: string; number: string; news: ParcelNews }
