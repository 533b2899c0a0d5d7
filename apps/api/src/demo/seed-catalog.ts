import { present } from '@jishi/kernel/assert'
import { idOf, type Id } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { addDays, addHours } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import { CatalogFacade, type NewProduct } from '../modules/catalog/index.js'
import { MediaFacade } from '../modules/media/index.js'
import { keepPictures, readAhead, readyPicture, type ReadyPicture } from './demo-pictures.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { openingTime } from './plan.js'
import { externalCodeOf, galleryOf, postersOf, promisePosterOf, type DemoProduct, type DemoShop } from './shop-files.js'
import { categoriesThere, picturesThere, productsThere } from './what-is-there.js'

const DAYS_BEFORE_OPENING = 9

export const seedCategories: DemoStep = {
  name: '商品分类',
  async run({ app, clock, shop, plan }) {
    const database = app.get(Database)
    const catalog = app.get(CatalogFacade)
    const media = app.get(MediaFacade)
    const begun = addDays(openingTime(plan), -DAYS_BEFORE_OPENING)
    const codes = shop.categories.map(({ code }) => code)
    const there = await categoriesThere(database, codes)
    for (const [position, { code, name, icon }] of shop.categories.entries()) {
      if (there.has(code)) continue
      const ready = await readyPicture(shop.pictures, icon)
      await clock.at(begun, () =>
        database.transaction(async (tx) => {
          const [iconId] = await keepPictures(tx, media, [ready], 'category')
          await catalog.createCategory(tx, { code, name, iconId, position })
        }),
      )
    }
  },
}

const picturesOf = (shop: DemoShop, product: DemoProduct): Promise<ReadyPicture[]> =>
  Promise.all([...galleryOf(product), ...postersOf(product.code)].map((name) => readyPicture(shop.pictures, name)))

/** One poster for all goods with the same services, kept before the goods. Answers the ids by name. */
const keepPromises = async ({ app, clock, shop, plan }: DemoWork): Promise<Map<string, string>> => {
  const database = app.get(Database)
  const media = app.get(MediaFacade)
  const names = [...new Set(shop.products.map(promisePosterOf))]
  const there = await picturesThere(database, names)
  const missing = names.filter((name) => !there.has(name))
  const ready = await Promise.all(missing.map((name) => readyPicture(shop.pictures, name)))
  const begun = addDays(openingTime(plan), -DAYS_BEFORE_OPENING)
  await clock.at(begun, () => database.transaction((tx) => keepPictures(tx, media, ready, 'product')))
  return picturesThere(database, names)
}

const GALLERY = 4

const newProduct = (
  shop: DemoShop,
  product: DemoProduct,
  categoryId: Id<'category'>,
  pictureIds: readonly string[],
): NewProduct => {
  const category = present(
    shop.categories.find(({ code }) => code === product.category),
    product.category,
  )
  const services = product.services.map((code) => {
    const { name, note } = present(
      shop.services.find((each) => each.code === code),
      code,
    )
    return { name, note }
  })
  const { code, kind, title, subtitle, origin, paragraphs, parameters, keywords, options, heat } = product
  return {
    ...{ code, kind, categoryId, title, subtitle, origin, paragraphs, parameters, keywords, options, services },
    state: 'on_shelf',
    featured: heat,
    pictureIds: pictureIds.slice(0, GALLERY),
    detailPictureIds: pictureIds.slice(GALLERY),
    noReasonReturn: category.noReasonReturn && product.services.some((service) => NO_REASON.has(service)),
    skus: product.skus.map(({ values, priceFen, weightGrams }, position) => ({
      values,
      externalCode: externalCodeOf(code, position),
      weightG: weightGrams,
      priceFen: fen(priceFen),
    })),
  }
}

const NO_REASON = new Set(['no-reason', 'sealed-return'])

/** Goods came onto the shelf one after the other in the week before the shop opened. */
const listingTime = ({ plan, shop }: DemoWork, position: number) =>
  addHours(addDays(openingTime(plan), -8), Math.floor((position * 160) / shop.products.length))

export const seedProducts: DemoStep = {
  name: '商品与图片',
  async run(work) {
    const { app, clock, shop, onProgress } = work
    const database = app.get(Database)
    const catalog = app.get(CatalogFacade)
    const media = app.get(MediaFacade)
    const categories = await categoriesThere(
      database,
      shop.categories.map(({ code }) => code),
    )
    const there = await productsThere(
      database,
      shop.products.map(({ code }) => code),
    )
    const missing = shop.products.filter(({ code }) => !there.has(code))
    const promises = await keepPromises(work)
    let made = shop.products.length - missing.length
    await readAhead(
      missing,
      (product) => picturesOf(shop, product),
      async (product, ready) => {
        const categoryId = idOf<'category'>(present(categories.get(product.category), product.category))
        await clock.at(listingTime(work, shop.products.indexOf(product)), () =>
          database.transaction(async (tx) => {
            const own = await keepPictures(tx, media, ready, 'product')
            const promise = present(promises.get(promisePosterOf(product)), promisePosterOf(product))
            await catalog.createProduct(tx, newProduct(shop, product, categoryId, [...own, promise]))
          }),
        )
        made += 1
        if (made % 20 === 0) onProgress(`商品 ${made} / ${shop.products.length}`)
      },
    )
  },
}
