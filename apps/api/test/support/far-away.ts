import { IdentityFacade } from '../../src/modules/identity/index.js'
import { freshKey } from './buying.js'
import { MadeGoods } from './made-goods.js'
import type { ShopClient, Shopper } from './shopper.js'
import type { WholeShop } from './whole-shop.js'

const EVERYWHERE = {
  regionPrefixes: [] as string[],
  first: 1,
  firstFen: 800,
  next: 1,
  nextFen: 0,
  freeOverFen: null,
  freeOverQty: null,
}

/** Regions of the template: the way costs 8 yuan, far away 20, next door 5. */
export const FAR = '650102'
export const NEXT_DOOR = '120101'
export const FAR_FEN = 2_000
export const HERE_FEN = 800
export const NEXT_DOOR_FEN = 500

/** A product whose way costs by the region, and what its SKU is. */
export const goodsByRegion = async (shop: WholeShop, operator: ShopClient, stock = 500): Promise<string> => {
  const { spuId, skus } = await new MadeGoods(shop).product({ stock, pricesFen: [1_290] })
  const rates = [
    EVERYWHERE,
    { ...EVERYWHERE, regionPrefixes: ['65'], firstFen: FAR_FEN },
    { ...EVERYWHERE, regionPrefixes: ['12'], firstFen: NEXT_DOOR_FEN },
  ]
  const { id } = await operator.freight.addFreightTemplate({
    body: { name: `按件 ${freshKey()}`, unit: 'piece', rates, noDeliveryPrefixes: ['54'] },
    idempotencyKey: freshKey(),
  })
  await shop.database.execute('update spus set freight_template_id = $2 where id = $1', [spuId, id])
  return skus[0]?.skuId ?? ''
}

export const addressIn = (shop: WholeShop, who: Shopper, regionCode: string): Promise<string> =>
  shop.database.transaction((tx) => {
    const address = { receiver: '林大满', phone: '13800003199', regionCode, detail: '和平路 1 号', isDefault: false }
    return shop.get(IdentityFacade).addAddress(tx, who.memberId, address)
  })

/** Asks for another address, agreeing to what it costs more (or less). */
export const sendTo = (who: Shopper, orderId: string, addressId: string, differenceFen: number) =>
  who.api.orderCentre.readdress({
    params: { id: orderId },
    body: { addressId, differenceFen },
    idempotencyKey: freshKey(),
  })
