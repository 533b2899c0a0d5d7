import type { MyStanding, TakeView } from '@jishi/contracts/seckill/seckill.schema'
import type { SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import type { ProductCard, ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { instantOf, isoOf, shopTimeText } from '@jishi/kernel/time'
import type { Office } from './office.js'
import type { Shop } from './shop.js'

const SHARE_LEFT = 0.8
const LASTS_MS = 2 * 3_600_000

export interface Sale {
  readonly id: string
  readonly title: string
  readonly spuId: string
  /** As its tab says it. */
  readonly clock: string
}

const told = async <T>(shop: Shop, path: string): Promise<T> =>
  (await (await fetch(`${shop.url}/api/shop/${path}`)).json()) as T

/** Goods that go into a parcel and are in no flash sale yet. */
const freeGoods = async (shop: Shop): Promise<ProductView[]> => {
  const cards = (await told<{ items: ProductCard[] }>(shop, 'products?limit=20')).items
  const products = await Promise.all(cards.map(({ id }) => told<ProductView>(shop, `products/${id}`)))
  const offers = await Promise.all(cards.map(({ id }) => told<{ offers: unknown[] }>(shop, `seckill/products/${id}`)))
  return products.filter(
    (product, n) => product.kind === 'physical' && product.inStock && offers[n]?.offers.length === 0,
  )
}

interface SaleWish {
  readonly total: number
  readonly perMember: number
  readonly inMs: number
}

/** A session with so many units of one thing, armed: shown at once, and on after a moment. */
export const openSale = async (shop: Shop, owner: Office, { total, perMember, inMs }: SaleWish): Promise<Sale> => {
  for (const product of await freeGoods(shop)) {
    const sku = product.skus[0]
    if (sku === undefined) continue
    const startsAt = instantOf(shop.now + inMs)
    const { id, version } = await owner.tell<SeckillView>('seckill/activities', {
      ...{ name: '抢先场', warmUpAt: isoOf(instantOf(shop.now - 60_000)), startsAt: isoOf(startsAt) },
      ...{ endsAt: isoOf(instantOf(startsAt + LASTS_MS)), payWithinMinutes: 5, proofBits: 10 },
      items: [{ skuId: sku.id, priceFen: Math.floor(sku.priceFen * SHARE_LEFT), total, perMember }],
    })
    const armed = await owner.tell<Partial<SeckillView>>(`seckill/activities/${id}/arm`, { version })
    if (armed.state === 'armed') {
      return { id, title: product.title, spuId: product.id, clock: shopTimeText(startsAt).slice(11) }
    }
  }
  throw new Error('nothing of this shop can be sold in a flash sale')
}

/** What somebody holds of a sale. */
export const takeOf = async ({ id }: Sale, shopper: { ask<T>(path: string): Promise<T> }): Promise<TakeView | null> => {
  const { items } = await shopper.ask<MyStanding>(`/api/shop/seckill/sessions/${id}/standing`)
  return items[0]?.take ?? null
}
