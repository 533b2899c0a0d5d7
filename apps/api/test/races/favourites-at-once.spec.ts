import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_FAVOURITES } from '@jishi/contracts/shopfront/favourites.terms'
import { patiently } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Refused, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let ann: Shopper

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  goods = new MadeGoods(shop)
  ann = await shopperOf(shop, '13800031001')
})
afterAll(() => shop.close())

const rowsOf = (table: 'favourites' | 'browse_history'): Promise<{ count: number }> =>
  shop.database.one(`select count(*) as count from ${table} where member_id = $1`, [ann.memberId])

describe('one member at fifty places', () => {
  it('fifty hearts at once are one favourite, counted once', async () => {
    const productId = (await goods.product()).spuId
    const { rejected } = await parallel(50, () => patiently(() => ann.api.favourites.save({ params: { productId } })))
    expect(rejected).toEqual([])
    expect(await rowsOf('favourites')).toEqual({ count: 1 })
    expect(await ann.api.favourites.counts()).toMatchObject({ favourites: 1 })
  })

  it('hearts given and taken in any order leave the count of what is there', async () => {
    const ids = await Promise.all([0, 1, 2, 3].map(async () => (await goods.product()).spuId))
    const { rejected } = await parallel(48, (n): Promise<object> => {
      const productId = ids[n % ids.length] ?? ''
      if (n % 3 === 0) return patiently(() => ann.api.favourites.dropMany({ body: { productIds: [...ids].reverse() } }))
      return patiently(() => ann.api.favourites.save({ params: { productId } }))
    })
    expect(rejected).toEqual([])
    const { count } = await rowsOf('favourites')
    expect(await ann.api.favourites.counts()).toMatchObject({ favourites: count })
  })

  it('the last place is given once', async () => {
    const ids = await Promise.all([...Array(6).keys()].map(async () => (await goods.product()).spuId))
    await shop.database.execute('update member_shelves set favourites = $2 where member_id = $1', [
      ann.memberId,
      MAX_FAVOURITES - 1,
    ])
    const { fulfilled, rejected } = await parallel(6, (n) =>
      patiently(() => ann.api.favourites.save({ params: { productId: ids[n] ?? '' } })),
    )
    expect(fulfilled).toHaveLength(1)
    expect(new Set(rejected.map((error) => (error as Refused).body.code))).toEqual(new Set(['FAVOURITES_FULL']))
  })

  it('fifty looks at once are one row of the history', async () => {
    const productId = (await goods.product()).spuId
    const { rejected } = await parallel(50, () => patiently(() => ann.api.favourites.note({ params: { productId } })))
    expect(rejected).toEqual([])
    expect(await rowsOf('browse_history')).toEqual({ count: 1 })
  })
})
