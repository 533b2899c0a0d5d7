import type { Attribute } from '@jishi/contracts/catalog/assortment.schema'
import type { AttributeAnswer } from '@jishi/contracts/catalog/catalog-editing.schema'
import { present } from '@jishi/kernel/assert'
import { addDays } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import type { Tx } from '../infra/database/sql.js'
import { AssortmentFacade } from '../modules/catalog/index.js'
import { besides, readDemoAssortment, type DemoAssortment } from './assortment-file.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { openingTime } from './plan.js'
import { brandsThere, categoriesThere, labelledThere, productsThere, tagsThere } from './what-is-there.js'

const SEEDER = { kind: 'system', name: 'demo' } as const
const DAYS_BEFORE_OPENING = 9
const LABELLED_DAYS_BEFORE = 1

type Ids = ReadonlyMap<string, string>
type Label = DemoAssortment['labels'][number]

const idOf = (ids: Ids, name: string): string => present(ids.get(name), name)

/** Brands and tags by name, and the attributes of each category. */
const seedNames = async ({ app, shop }: DemoWork, tx: Tx, file: DemoAssortment): Promise<void> => {
  const assortment = app.get(AssortmentFacade)
  const brands = await brandsThere(tx)
  for (const { name, story } of file.brands)
    if (!brands.has(name)) await assortment.addBrand(tx, SEEDER, { name, story, logoId: null })
  const tags = await tagsThere(tx)
  for (const tag of file.tags) if (!tags.has(tag.name)) await assortment.addTag(tx, SEEDER, tag)
  const categories = await categoriesThere(
    tx,
    shop.categories.map(({ code }) => code),
  )
  for (const { category, values, ...attribute } of file.attributes) {
    const categoryId = idOf(categories, category)
    const there = await assortment.attributes(tx, categoryId)
    if (there.some(({ name }) => name === attribute.name)) continue
    const named = values.map((name) => ({ name }))
    await assortment.addAttribute(tx, SEEDER, categoryId, { ...attribute, values: named })
  }
}

const answersOf = ({ answers }: Label, attributes: readonly Attribute[]): AttributeAnswer[] =>
  Object.entries(answers).map(([name, given]) => {
    const { id, kind, values } = present(
      attributes.find((attribute) => attribute.name === name),
      name,
    )
    if (kind === 'text') return { attributeId: id, valueIds: [], words: given[0] ?? null }
    const valueIds = given.map(
      (value) =>
        present(
          values.find((one) => one.name === value),
          `${name} ${value}`,
        ).id,
    )
    return { attributeId: id, valueIds, words: null }
  })

/** What every product is told apart by; whoever has answers already was labelled before. */
const seedLabels = async ({ app, shop }: DemoWork, tx: Tx, file: DemoAssortment): Promise<void> => {
  const assortment = app.get(AssortmentFacade)
  const codes = shop.products.map(({ code }) => code)
  const [products, labelled] = [await productsThere(tx, codes), await labelledThere(tx, codes)]
  const [brands, tags] = [await brandsThere(tx), await tagsThere(tx)]
  const categories = await categoriesThere(
    tx,
    shop.categories.map(({ code }) => code),
  )
  const attributes = new Map<string, Attribute[]>()
  for (const [code, id] of categories) attributes.set(code, await assortment.attributes(tx, id))
  const details = new Map(file.details.map(({ product, html }) => [product, html]))
  for (const label of file.labels.filter(({ product }) => !labelled.has(product))) {
    const { category, heat } = present(
      shop.products.find(({ code }) => code === label.product),
      label.product,
    )
    await assortment.label(tx, idOf(products, label.product), {
      brandId: label.brand === null ? null : idOf(brands, label.brand),
      tagIds: label.tags.map((name) => idOf(tags, name)),
      attributes: answersOf(label, attributes.get(category) ?? []),
      relatedIds: besides(file, label.product).map((code) => idOf(products, code)),
      weight: heat,
      detailHtml: details.get(label.product) ?? '',
      ...{ videoId: null, shelfFrom: null, shelfUntil: null, freightTemplateId: null },
    })
  }
}

/** Brands, tags, attributes and kindred goods, after the goods themselves. */
export const seedAssortment: DemoStep = {
  name: '品牌、标签与属性',
  async run(work) {
    const database = work.app.get(Database)
    const file = readDemoAssortment()
    const opening = openingTime(work.plan)
    const write = (days: number, act: (tx: Tx) => Promise<void>) =>
      work.clock.at(addDays(opening, -days), () => database.transaction(act))
    await write(DAYS_BEFORE_OPENING, (tx) => seedNames(work, tx, file))
    await write(LABELLED_DAYS_BEFORE, (tx) => seedLabels(work, tx, file))
  },
}
