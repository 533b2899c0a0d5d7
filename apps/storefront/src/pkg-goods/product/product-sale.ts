import type { GoodsOffer } from '@jishi/contracts/seckill/seckill.schema'
import type { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { createClient } from '@jishi/contracts/client'
import { noteServerTime } from '@/api'
import { send } from '@/api/http'

/** Spelled here once more, because contracts lie in the main package of a mini program; a test compares it with them. */
export const offersRoute: Pick<typeof seckillRoutes, 'ofProduct'> = {
  ofProduct: {
    ...{ access: 'public', method: 'GET', load: 'browse', idempotency: 'none', owner: 'none' },
    path: '/api/shop/seckill/products/:id',
  },
}
const { ofProduct } = createClient({ seckill: offersRoute }, send).seckill

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
  const { serverTime, offers } = await ofProduct({ params: { id } })
  noteServerTime(serverTime)
  return shownOffer(offers)
}
