import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import { isoOf } from '../clock.js'
import type { Clock } from '../clock.js'
import { parsed } from '../console/console.routes.js'
import { GatewayError } from '../http/gateway-error.js'
import type { Courier } from '../notices/courier.js'
import { pushText } from './report.js'
import { PARCEL_STEPS } from './records.js'
import type { Parcel, ParcelNews, ParcelStep } from './records.js'
import { carrierSignature } from './signature.js'

export interface CarrierConsoleParts {
  book: Book
  clock: Clock
  courier: Courier
}

const STEPS = Object.keys(PARCEL_STEPS) as [ParcelStep, ...ParcelStep[]]
const moveSchema = z.strictObject({
  /** Left out: whatever comes next on a road without trouble. */
  step: z.enum(STEPS).optional(),
  /** What happened, in the courier's words. */
  text: z.string().min(1).max(200).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  /** When the carrier expects to bring it, in its own form: 2026-12-03 18. */
  arrivalTime: z.string().min(1).max(40).optional(),
})

const WORDS: Readonly<Record<ParcelStep, readonly [place: string, text: string]>> = {
  collect: ['浙江,杭州', '【杭州城西网点】的快递员已揽收'],
  travel: ['北京', '快件已到达【北京转运中心】'],
  deliver: ['北京,东城', '【北京东城网点】的快递员正在派送，联系电话 13900000000'],
  problem: ['北京,东城', '收件地址不详，快件暂存网点，请联系快递员'],
  sign: ['北京,东城', '快件已签收，签收人：本人'],
  refuse: ['北京,东城', '收件人拒收'],
  return: ['北京', '快件正在退回寄件地'],
  returned: ['浙江,杭州', '退件已由寄件人签收'],
}

/** The road without trouble, by what came last. */
const NEXT: Readonly<Record<string, ParcelStep>> = {
  '1': 'travel',
  '0': 'deliver',
  '5': 'sign',
  '2': 'deliver',
  '6': 'returned',
  '14': 'return',
}

function parcelItem({ company, number, watchedSince, news }: Parcel) {
  return {
    ...{ company, number, watchedSince: isoOf(watchedSince), state: news.at(-1)?.state ?? null },
    news: news.map(({ at, ...rest }) => ({ ...rest, at: isoOf(at) })),
  }
}

/** The console's side of the carrier: parcels move when somebody moves them. */
export function carrierConsoleRoutes(app: FastifyInstance, { book, clock, courier }: CarrierConsoleParts): void {
  app.get('/console/api/carrier/parcels', async () => ({ items: book.carrier.all().reverse().map(parcelItem) }))
  app.post('/console/api/carrier/parcels/:number/move', async (request) => {
    const wanted = parsed(moveSchema, request)
    const { number } = request.params as { number: string }
    const parcel = book.carrier.numbered(number)
    if (parcel === undefined) throw new GatewayError(404, 'NOT_FOUND', '没有这个包裹')
    const step =
      wanted.step ?? NEXT[parcel.news.at(-1)?.state ?? ''] ?? (parcel.news.length === 0 ? 'collect' : undefined)
    if (step === undefined) throw new GatewayError(409, 'OVER', '包裹已经到头了')
    const [place, text] = WORDS[step]
    const at = wanted.at === undefined ? clock.now() : Date.parse(wanted.at)
    const news: ParcelNews = {
      at,
      state: PARCEL_STEPS[step],
      text: wanted.text ?? text,
      place,
      arrivalTime: wanted.arrivalTime,
    }
    book.record({ type: 'carrier', fact: { what: 'parcel-moved', company: parcel.company, number, news } })
    const param = pushText(parcel)
    const notice = courier.post('PARCEL_NEWS', {
      ...{ channel: 'carrier', outTradeNo: number, outRefundNo: null, url: parcel.callbackUrl },
      fields: { param, sign: carrierSignature(param, parcel.salt) },
    })
    courier.start(notice.id).catch(() => undefined)
    return parcelItem(parcel)
  })
}
