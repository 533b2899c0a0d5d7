import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SPU_KINDS } from '@jishi/contracts/catalog/catalog.terms'
import { areaList } from '@vant/area-data'
import { describe, expect, it } from 'vitest'
import type { DemoProduct } from '../src/demo/shop-files.js'
import { demoFolder, galleryOf, postersOf, promisePosterOf, readDemoShop } from '../src/demo/shop-files.js'

const shop = readDemoShop()
const { products } = shop

/**
 * Words that advertising law forbids or that promise what a grocer cannot: superlatives, cures, absolutes. A single
 * character is listed where no honest use of it is needed in our copy.
 */
const NOT_IN_COPY = [
  ...['最', '第一', '国家级', '世界级', '顶级', '顶尖', '极致', '极品', '唯一', '首选', '首个', '冠军', '王牌', '金牌'],
  ...['绝对', '百分百', '永久', '万能', '史上', '全网', '销量', '爆款', '秒杀', '抢购', '仅限', '错过', '疯抢'],
  ...['治疗', '治愈', '抗癌', '降血', '养生', '美容', '减肥', '壮阳', '药用', '疗效', '排毒', '增强免疫'],
  ...['有机', '绿色食品', '纯天然', '野生', '特供', '零添加', '无公害', '富硒', '原价', '特价'],
]

const copyOf = (product: DemoProduct): string =>
  [
    product.title,
    product.subtitle,
    ...product.paragraphs,
    ...product.keywords,
    ...product.parameters.flatMap(({ name, value }) => [name, value]),
    ...product.options.flatMap(({ values }) => values),
  ].join('\n')

const combinations = (options: DemoProduct['options']): string[] =>
  options
    .reduce<string[][]>((done, { values }) => done.flatMap((one) => values.map((value) => [...one, value])), [[]])
    .map((values) => values.join('|'))

describe('the goods of the demo shop', () => {
  it('are many, in eight categories, each under a code of its own', () => {
    expect(shop.categories).toHaveLength(8)
    expect(products.length).toBeGreaterThanOrEqual(104)
    expect(new Set(products.map(({ code }) => code)).size).toBe(products.length)
    expect(new Set(products.map(({ title }) => title)).size).toBe(products.length)
    for (const { code, category } of products) expect(code.startsWith(`${category}-`)).toBe(true)
  })

  it.each(products.map((product) => [product.code, product] as const))(
    '%s has every combination once',
    (_, product) => {
      const given = product.skus.map(({ values }) => values.join('|'))
      expect([...given].sort()).toEqual(combinations(product.options).sort())
      for (const { name, values } of product.options) expect(new Set(values).size, name).toBe(values.length)
    },
  )

  it.each(products.map((product) => [product.code, product] as const))(
    '%s is priced like a grocer does',
    (_, product) => {
      for (const { priceFen } of product.skus) {
        expect(priceFen).toBeGreaterThan(0)
        expect([80, 90]).toContain(priceFen % 100)
      }
    },
  )

  it.each(products.map((product) => [product.code, product] as const))(
    '%s says nothing the law forbids',
    (_, product) => {
      const copy = copyOf(product)
      expect(NOT_IN_COPY.filter((word) => copy.includes(word))).toEqual([])
    },
  )

  it('are partly sold out, partly low, mostly there', () => {
    const stocks = products.flatMap(({ skus }) => skus.map(({ stock }) => stock))
    expect(stocks.filter((stock) => stock === 0)).toHaveLength(2)
    expect(stocks.filter((stock) => stock > 0 && stock <= 6).length).toBeGreaterThanOrEqual(4)
  })

  it('are of every kind, and weigh something where a parcel carries them', () => {
    expect([...new Set(products.map(({ kind }) => kind))].sort()).toEqual([...SPU_KINDS].sort())
    for (const { code, kind, skus } of products)
      for (const { weightGrams } of skus) expect(weightGrams > 0, code).toBe(kind === 'physical')
  })

  it('promise only services that are explained, and no return without reason for what spoils', () => {
    const known = new Set(shop.services.map(({ code }) => code))
    for (const { code, services } of products) {
      expect(
        services.filter((service) => !known.has(service)),
        code,
      ).toEqual([])
      expect(services.includes('no-reason') && services.includes('cold-chain'), code).toBe(false)
    }
  })
})

describe('the pictures of the demo shop', () => {
  const used = [
    ...products.flatMap((product) => [...galleryOf(product), ...postersOf(product.code), promisePosterOf(product)]),
    ...shop.permits.map(({ picture }) => picture),
    ...shop.categories.map(({ icon }) => icon),
    ...shop.banners.map(({ picture }) => picture),
  ]

  it('are all there and all known', () => {
    for (const name of used) {
      expect(shop.pictures.has(name), name).toBe(true)
      expect(existsSync(join(demoFolder(), 'assets', name)), name).toBe(true)
    }
  })

  it('are square for goods, wide for banners, and small', () => {
    for (const product of products)
      for (const name of galleryOf(product)) expect(shop.pictures.get(name)).toMatchObject({ width: 800, height: 800 })
    for (const { picture } of shop.banners)
      expect(shop.pictures.get(picture)).toMatchObject({ width: 1170, height: 500 })
    const sizes = [...shop.pictures.keys()].map((name) => statSync(join(demoFolder(), 'assets', name)).size)
    expect(Math.max(...sizes)).toBeLessThan(45_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(11_000_000)
  })

  it('are tall for the detail text, and light', () => {
    const posters = products.flatMap((product) => [...postersOf(product.code), promisePosterOf(product)])
    for (const name of posters) {
      const { width, height } = shop.pictures.get(name) ?? { width: 0, height: 0 }
      expect(width, name).toBe(750)
      expect(height, name).toBeGreaterThan(600)
      expect(height, name).toBeLessThan(1_800)
    }
    const sizes = [...new Set(posters)].map((name) => statSync(join(demoFolder(), 'assets', name)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(22_528)
  })

  it('show no picture that nobody looks at', () => {
    const ofGoods = [...shop.pictures.keys()].filter((name) => /^(products|posters|papers|banners)\//.test(name))
    expect(ofGoods.filter((name) => !used.includes(name))).toEqual([])
  })

  it('are webp', () => {
    for (const name of shop.pictures.keys()) {
      const head = readFileSync(join(demoFolder(), 'assets', name)).subarray(0, 12)
      expect(head.toString('latin1').replace(/[^A-Z]/g, ' '), name).toMatch(/^RIFF.*WEBP$/)
    }
  })
})

describe('the people of the demo shop', () => {
  it('are at least sixty, each with a phone of their own and an address that exists', () => {
    expect(shop.people.length).toBeGreaterThanOrEqual(60)
    expect(new Set(shop.people.map(({ phone }) => phone)).size).toBe(shop.people.length)
    for (const { name, addresses } of shop.people)
      for (const { regionCode } of addresses) expect(areaList.county_list[regionCode], name).toBeDefined()
  })
})

describe('the papers of the demo shop', () => {
  it('say that they are none', () => {
    for (const { title, number } of shop.permits) expect(`${title}${number}`.split('演示')).toHaveLength(3)
    expect(shop.shop.icp).toContain('演示')
  })
})

describe('the banners', () => {
  it('are five or six and lead to categories that exist', () => {
    expect([5, 6]).toContain(shop.banners.length)
    const categories = new Set(shop.categories.map(({ code }) => code))
    for (const { category, code } of shop.banners) expect(categories.has(category), code).toBe(true)
  })
})
