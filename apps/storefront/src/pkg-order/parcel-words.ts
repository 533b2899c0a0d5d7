import type { ParcelView } from '@jishi/contracts/order/tracking.schema'
import { t, type OrderKey } from './words/copy'

/** What is wrong with a parcel goes before where it is. */
export const parcelTitle = ({ problem, state }: ParcelView): string =>
  t(problem === null ? `parcel.state.${state}` : (`parcel.problem.${problem}` satisfies OrderKey))

/** What the buyer can do about it, in one sentence; empty where all is well. */
export const parcelAdvice = ({ problem }: ParcelView): string =>
  problem === null ? '' : t(`parcel.advice.${problem}` satisfies OrderKey)

/** Whoever has the parcel in hand, else the company. */
export const parcelPhone = ({ courierPhone, carrierPhone }: ParcelView): string | null => courierPhone ?? carrierPhone
