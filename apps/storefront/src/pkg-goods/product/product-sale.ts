import type { GoodsOffer } from '@jishi/contracts/seckill/seckill.schema'
import { noteServerTime } from '@/api'
import { sales } from '@/api/sale-routes'

type Phase = 'before' | 'on' | 'over'
/** Whether it is on at this moment; answers are older than the moment. */
export const phaseOf = ({ session }: Pick<GoodsOffer, 'session'>, now: number): Phase => {
  if (session.phase === 'stopped' || session.phase === 'ended' || now >= Date.parse(session.endsAt)) return 'over'
  return now >= Date.parse(session.startsAt) ? 'on' : 'before'
}

/** The cheapest of the product's SKUs in its flash sale, those that can be had first; null where there is none. */
export const shownOffer = (offers: readonly GoodsOffer[]): GoodsOffer | null =>
  [...offers].sort(
    (one, other) => Number(one.left === 0) - Number(other.left === 0) || one.priceFen - other.priceFen,
  )[0] ?? null

export const askOffer = async (id: string): Promise<GoodsOffer | null> => {
  const { serverTime, offers } = await sales.ofProduct({ params: { id } })
  noteServerTime(serverTime)
  return shownOffer(offers)
}
