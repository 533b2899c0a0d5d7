import { rfc3339 } from '../clock.js'
import type { Parcel, ParcelState } from './records.js'

const SIGNED: readonly ParcelState[] = ['3', '4']
/** No further callbacks follow these. */
export const OVER: readonly ParcelState[] = ['3', '4']

const shownTime = (at: number): string => rfc3339(at).slice(0, 19).replace('T', ' ')

/** The whole history of a parcel, newest first, in the words of kuaidi100. */
export function reportOf(parcel: Parcel) {
  const newestFirst = [...parcel.news].reverse()
  const state = newestFirst[0]?.state ?? '0'
  const arrivalTime = newestFirst.find((news) => news.arrivalTime !== undefined)?.arrivalTime
  return {
    message: 'ok',
    state,
    status: '200',
    condition: 'F00',
    ischeck: SIGNED.includes(state) ? '1' : '0',
    com: parcel.company,
    nu: parcel.number,
    ...(arrivalTime === undefined ? {} : { arrivalTime }),
    data: newestFirst.map((news) => ({
      context: news.text,
      time: shownTime(news.at),
      ftime: shownTime(news.at),
      status: '在途',
      statusCode: news.state,
      areaName: news.place,
      location: news.place,
    })),
  }
}

/** What a callback carries as `param`. */
export function pushText(parcel: Parcel): string {
  const lastResult = reportOf(parcel)
  const over = OVER.includes(lastResult.state)
  return JSON.stringify({
    status: over ? 'shutdown' : 'polling',
    billstatus: 'got',
    message: '',
    autoCheck: '0',
    comOld: '',
    comNew: '',
    lastResult,
  })
}
