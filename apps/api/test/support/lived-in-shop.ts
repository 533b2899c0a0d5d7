import type { TestDatabase } from '@jishi/testing/database'
import { expectSoundShop, operatorOf, pay, placeNow, startPaying } from './buying.js'
import { newPicture } from './catalog-desk.js'
import { MadeGoods } from './made-goods.js'
import { shopperOf } from './shopper.js'
import { SLOW_MACHINE } from './slow-machine.js'
import { createTestDatabase } from './test-database.js'
import { startWholeShop } from './whole-shop.js'

/**
 * A sound shop that has seen every end of a purchase, closed for the night: one order received, one paid, one of codes that
 * were issued, one waiting to be paid at the channel, and one that was paid after its close and given back.
 */
export const livedInShop = async (): Promise<TestDatabase> => {
  const database = await createTestDatabase()
  const shop = await startWholeShop({ database, env: SLOW_MACHINE })
  try {
    const { spuId, skus } = await new MadeGoods(shop).product({ stock: 50, pricesFen: [1_290, 990] })
    const lines = skus.map(({ skuId }) => ({ skuId, qty: 2 }))
    const ann = await shopperOf(shop, '13800007001')
    const operator = await operatorOf(shop)
    await newPicture(shop)
    await ann.api.favourites.save({ params: { productId: spuId } })
    await ann.api.favourites.note({ params: { productId: spuId } })

    const received = await placeNow(ann, lines)
    await pay(shop, ann, received.id)
    await operator.order.ship({
      params: { id: received.id },
      body: { carrierCode: 'SF', trackingNo: 'SF7000000001' },
    })
    await ann.api.order.confirmReceipt({ params: { id: received.id } })
    await pay(shop, ann, (await placeNow(ann, lines)).id)

    const coded = await new MadeGoods(shop).product({ stock: 3, kind: 'card_secret' })
    await pay(shop, ann, (await placeNow(ann, [{ skuId: coded.skus[0]?.skuId ?? '', qty: 2 }])).id)

    const late = await placeNow(ann, lines)
    const { attemptNo } = await startPaying(ann, late.id)
    await ann.api.order.cancel({ params: { id: late.id } })
    await shop.simulator.payLate(attemptNo)
    await shop.simulator.settled()
    await shop.settle()
    await shop.simulator.settled()

    await startPaying(ann, (await placeNow(ann, lines)).id)
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
  return database
}
