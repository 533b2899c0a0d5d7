import { EARNS_ALL, STACKS_ALL } from '../../src/modules/order/index.js'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import { MadeGoods } from '../support/made-goods.js'
import { orderKindContract, type KindAdapter } from '../support/order-kind-contract.js'
import { testKindAdapter } from '../support/test-kind.js'

const normal: KindAdapter = {
  ...{
    name: 'the plain kind',
    code: 'normal',
    stack: STACKS_ALL,
    earns: EARNS_ALL,
    limit: null,
    ends: false,
    title: null,
  },
  open: async (shop, { units, listFen }) => {
    const { skus } = await new MadeGoods(shop).product({ stock: units, pricesFen: [listFen] })
    const skuId = skus[0]?.skuId ?? ''
    return {
      ...{ skuId, activityId: null },
      claim: () => Promise.resolve(undefined),
      left: async () => (await shop.get(InventoryFacade).available(shop.database, [skuId])).get(skuId) ?? 0,
      vector: () => Promise.resolve(null),
      end: () => Promise.resolve(),
    }
  },
}

orderKindContract(normal)
orderKindContract(testKindAdapter())
