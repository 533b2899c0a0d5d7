import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ATTRIBUTE_KINDS } from '@jishi/contracts/catalog/catalog.terms'
import { z } from 'zod'
import { demoFolder } from './shop-files.js'

const words = (most: number) => z.string().trim().min(1).max(most)
const file = z.strictObject({
  brands: z.array(z.strictObject({ name: words(40), story: words(500) })),
  tags: z.array(z.strictObject({ name: words(10), shown: z.boolean() })),
  attributes: z.array(
    z.strictObject({
      category: words(20),
      name: words(20),
      kind: z.enum(ATTRIBUTE_KINDS),
      filterable: z.boolean(),
      required: z.boolean(),
      values: z.array(words(40)),
    }),
  ),
  labels: z.array(
    z.strictObject({
      product: words(60),
      brand: words(40).nullable(),
      tags: z.array(words(10)),
      /** By the name of the attribute; words of its own are the one value. */
      answers: z.record(z.string(), z.array(words(80)).min(1)),
    }),
  ),
  /** Each is shown beside the others of its group. */
  together: z.array(z.array(words(60)).min(2).max(12)),
  details: z.array(z.strictObject({ product: words(60), html: words(60_000) })),
})

/** What the goods of the demo shop are told apart by, before anything of it is in the database. */
export type DemoAssortment = z.infer<typeof file>

export const readDemoAssortment = (): DemoAssortment =>
  file.parse(JSON.parse(readFileSync(join(demoFolder(), 'assortment.json'), 'utf8')))

/** What is shown beside a product. */
export const besides = ({ together }: DemoAssortment, product: string): string[] => [
  ...new Set(
    together.filter((group) => group.includes(product)).flatMap((group) => group.filter((one) => one !== product)),
  ),
]
