import { newId } from '@jishi/kernel/id'
import type { TestDatabase } from '@jishi/testing/database'
import { expectSoundShop, operatorOf, pay, placeNow, startPaying } from './buying.js'
import { newPicture } from './catalog-desk.js'
import { AssortmentFacade } from '../../src/modules/catalog/index.js'
import { MadeGoods } from './made-goods.js'
import { shopperOf } from './shopper.js'
import { SLOW_MACHINE } from './slow-machine.js'
import { createTestDatabase } from './test-database.js'
import { startWholeShop, type WholeShop } from './whole-shop.js'

const SEEDER = { kind: 'system', name: 'test' } as const

/** Brand, tag, answers and another product beside it: one of each that goods are told apart by. */
const tellApart = async (shop: WholeShop, spuId: string): Promise<void> => {
  const assortment = shop.get(AssortmentFacade)
  const beside = await new MadeGoods(shop).product({ stock: 0, state: 'draft' })
  const { categoryId } = await shop.database.one<{ categoryId: string }>(
    'select category_id as "categoryId" from spus where id = $1',
    [spuId],
  )
  await shop.database.transaction(async (tx) => {
    const brandId = await assortment.addBrand(tx, SEEDER, { name: '坡上果园', logoId: null, story: '' })
    const freightTemplateId = newId<'freight-template'>(shop.clock)
    await tx.execute(
      `insert into freight_templates (id, name, unit, rates, created_at, updated_at)
       values ($1, '冷链', 'weight', '[{"regionPrefixes":[],"first":1000,"firstFen":1200,"next":500,"nextFen":300,"freeOverFen":null,"freeOverQty":null}]', now(), now())`,
      [freightTemplateId],
    )
    const tagId = await assortment.addTag(tx, SEEDER, { name: '当季', shown: true })
    const asked = { filterable: true, required: false }
    const taste = { ...asked, name: '口感', kind: 'choice' as const, values: [{ name: '脆' }, { name: '糯' }] }
    const size = { ...asked, name: '大小', kind: 'choices' as const, values: [{ name: '大' }, { name: '小' }] }
    const note = { name: '吃法', kind: 'text' as const, filterable: false, required: false, values: [] }
    for (const attribute of [taste, size, note]) await assortment.addAttribute(tx, SEEDER, categoryId, attribute)
    const offered = await assortment.attributes(tx, categoryId)
    await assortment.label(tx, spuId, {
      ...{ brandId, tagIds: [tagId], relatedIds: [beside.spuId], weight: 5, detailHtml: '<p>脆甜</p>' },
      ...{ videoId: null, shelfFrom: null, shelfUntil: null, freightTemplateId },
      attributes: offered.map(({ id, kind, values }) => ({
        attributeId: id,
        valueIds: kind === 'text' ? [] : values.slice(0, 1).map((value) => value.id),
        words: kind === 'text' ? '洗净就吃' : null,
      })),
    })
  })
}

/**
 * A sound shop that has seen every end of a purchase, closed for the night: one order received, one paid, one of codes that
 * were issued, one waiting to be paid at the channel, and one that was paid after its close and given back.
 */
export const livedInShop = async (): Promise<TestDatabase> => {
  const database = await createTestDatabase()
  const shop = await startWholeShop({ database, env: SLOW_MACHINE })
  try {
    const { spuId, skus } = await new MadeGoods(shop).product({ stock: 50, pricesFen: [1_290, 990] })
    await tellApart(shop, spuId)
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
