import { describe, expect, it } from 'vitest'
import { besides, readDemoAssortment } from '../src/demo/assortment-file.js'
import { readDemoShop } from '../src/demo/shop-files.js'
import { cleanRichText } from '../src/modules/catalog/text/rich-text.js'

const shop = readDemoShop()
const file = readDemoAssortment()
const codes = new Set(shop.products.map(({ code }) => code))

describe('what the goods of the demo shop are told apart by', () => {
  it('is said of every product once, by names that exist', () => {
    expect(file.labels.map(({ product }) => product).sort()).toEqual([...codes].sort())
    const brands = new Set(file.brands.map(({ name }) => name))
    const tags = new Set(file.tags.map(({ name }) => name))
    expect([brands.size, tags.size]).toEqual([file.brands.length, file.tags.length])
    for (const { product, brand, tags: named } of file.labels) {
      if (brand !== null) expect(brands.has(brand), product).toBe(true)
      expect(named.filter((name) => !tags.has(name))).toEqual([])
    }
  })

  it.each(file.labels.map((label) => [label.product, label] as const))('%s answers what it is asked', (_, label) => {
    const category = shop.products.find(({ code }) => code === label.product)?.category
    const asked = file.attributes.filter((attribute) => attribute.category === category)
    for (const { name, required } of asked) if (required) expect(Object.keys(label.answers)).toContain(name)
    for (const [name, values] of Object.entries(label.answers)) {
      const attribute = asked.find((one) => one.name === name)
      expect(attribute, name).toBeDefined()
      if (attribute?.kind !== 'choices') expect(values).toHaveLength(1)
      if (attribute?.kind !== 'text') expect(values.filter((value) => !attribute?.values.includes(value))).toEqual([])
    }
  })

  it('gives every filter at least two values that goods carry', () => {
    for (const { category, name, filterable } of file.attributes.filter((attribute) => attribute.filterable)) {
      const carried = file.labels
        .filter(({ product }) => product.startsWith(`${category}-`))
        .flatMap(({ answers }) => answers[name] ?? [])
      expect(new Set(carried).size, `${category} ${name} ${filterable}`).toBeGreaterThan(1)
    }
  })

  it('shows goods beside others that exist, and never beside themselves', () => {
    for (const code of file.together.flat()) {
      expect(codes.has(code), code).toBe(true)
      expect(besides(file, code)).not.toContain(code)
      expect(besides(file, code).length).toBeLessThanOrEqual(12)
    }
  })

  it('is written as the shop keeps it', () => {
    for (const { product, html } of file.details) {
      expect(codes.has(product)).toBe(true)
      expect(cleanRichText(html)).toBe(html)
    }
  })
})
