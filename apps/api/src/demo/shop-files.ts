import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '@jishi/kernel/assert'
import { z } from 'zod'
import { SPU_KINDS } from '@jishi/contracts/catalog/catalog.terms'
import { permitBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { addressBody } from '@jishi/contracts/identity/identity.schema'

const code = z.string().regex(/^[a-z]+(-[a-z]+)*$/)
const words = (most: number) => z.string().trim().min(1).max(most)
const fileName = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+\.webp$/)
const colour = z.string().regex(/^#[0-9A-F]{6}$/)

const picture = z.strictObject({ name: fileName, width: z.int().min(1), height: z.int().min(1), colour })
const category = z.strictObject({ code, name: words(10), icon: fileName, noReasonReturn: z.boolean() })
const service = z.strictObject({ code, name: words(14), note: words(40) })
const banner = z.strictObject({
  code,
  kicker: words(40),
  title: words(40),
  tag: words(20).nullable(),
  picture: fileName,
  ink: colour,
  category: code,
})
const sku = z.strictObject({
  values: z.array(words(20)),
  /** Fen. */
  priceFen: z.int().min(1),
  /** Nothing, where nothing is sent. */
  weightGrams: z.int().min(0),
  /** What shall be left for sale once the ninety days have been lived. */
  stock: z.int().min(0),
})
const product = z.strictObject({
  code,
  kind: z.enum(SPU_KINDS).default('physical'),
  title: words(40),
  subtitle: words(40),
  origin: words(20),
  /** 1 … 10: how much it is liked; the order plan ranks by it. */
  heat: z.int().min(1).max(10),
  /** Which of the four compositions stands for the product in lists; the single one where nothing is said. */
  cover: z.int().min(1).max(4).optional(),
  options: z.array(z.strictObject({ name: words(10), values: z.array(words(20)).min(1) })).min(1),
  skus: z.array(sku).min(1),
  services: z.array(code).min(1),
  paragraphs: z.array(words(200)).min(2).max(6),
  parameters: z.array(z.strictObject({ name: words(10), value: words(40) })).min(3),
  keywords: z.array(words(10)).min(2),
})
const person = z.strictObject({
  name: words(10),
  phone: z.string().regex(/^1380000\d{4}$/),
  addresses: z.array(addressBody.pick({ regionCode: true, detail: true, tag: true })).min(1),
})
const shop = z.strictObject({
  name: words(30),
  slogan: words(60),
  searchHint: words(40),
  icp: words(60),
  returnAddress: words(200),
})
const paper = permitBody.omit({ pictureId: true }).extend({ picture: fileName })

export type DemoPicture = z.infer<typeof picture>
export type DemoCategory = z.infer<typeof category>
export type DemoService = z.infer<typeof service>
export type DemoBanner = z.infer<typeof banner>
export type DemoProduct = z.infer<typeof product> & { readonly category: string }
export type DemoPerson = z.infer<typeof person>
export type DemoPermit = z.infer<typeof paper>

/** The demo shop as its files describe it, before anything of it is in the database. */
export interface DemoShop {
  readonly shop: z.infer<typeof shop>
  readonly categories: readonly DemoCategory[]
  readonly services: readonly DemoService[]
  readonly banners: readonly DemoBanner[]
  readonly products: readonly DemoProduct[]
  readonly permits: readonly DemoPermit[]
  readonly people: readonly DemoPerson[]
  readonly pictures: ReadonlyMap<string, DemoPicture>
}

/** The folder `apps/api/demo`, found upwards from here: the sources and the build lie at different depths. */
export const demoFolder = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'demo', 'categories.json'))) {
    const above = dirname(folder)
    assert(above !== folder, 'the files of the demo shop are missing')
    folder = above
  }
  return join(folder, 'demo')
}

const read = <Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> =>
  schema.parse(JSON.parse(readFileSync(join(demoFolder(), file), 'utf8')))

export const readDemoShop = (): DemoShop => {
  const categories = read('categories.json', z.array(category))
  const files = new Set(readdirSync(join(demoFolder(), 'products')))
  const products = categories.flatMap((of) => {
    assert(files.has(`${of.code}.json`), `no products of the category ${of.code}`)
    return read(`products/${of.code}.json`, z.array(product)).map((given) => ({ ...given, category: of.code }))
  })
  return {
    shop: read('shop.json', shop),
    categories,
    services: read('services.json', z.array(service)),
    banners: read('banners.json', z.array(banner)),
    products,
    permits: read('permits.json', z.array(paper)),
    people: read('people.json', z.array(person)),
    pictures: new Map(read('pictures.json', z.array(picture)).map((given) => [given.name, given])),
  }
}

/** Goods that leave in a parcel. */
export const parcelled = (products: readonly DemoProduct[]): DemoProduct[] =>
  products.filter(({ kind }) => kind === 'physical')

/** The four compositions of a product, its cover first. */
export const galleryOf = ({ code, cover = 1 }: Pick<DemoProduct, 'code' | 'cover'>): string[] =>
  [cover, ...[1, 2, 3, 4].filter((nth) => nth !== cover)].map((nth) => `products/${code}-${nth}.webp`)

/** Goods with the same services share the poster that explains them. */
export const promisePosterOf = ({ services }: Pick<DemoProduct, 'services'>): string =>
  `posters/promise-${[...services].sort().join('-')}.webp`

/** The tall pictures of the detail text that are a product's own. */
export const postersOf = (productCode: string): string[] => [
  `posters/${productCode}-story.webp`,
  `posters/${productCode}-table.webp`,
]

/** The number of a SKU on paper: unique in the shop and stable as long as the order of the file is. */
export const externalCodeOf = (productCode: string, position: number): string =>
  `${productCode}-${String(position + 1).padStart(2, '0')}`
