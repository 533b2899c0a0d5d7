/** S1, S2, S3 and S6: lists, pages and search beside bare SQL of the same work, on the same goods in the same rounds. */
import { benchBrand, benchCategory, benchProduct } from './generate.mjs'
import { cpuMs, median, pooled, p95Of } from './measure.mjs'

const SORTS = ['relevance', 'sales', 'newest', 'price_asc', 'price_desc']
const WORDS = [
  '苹果',
  '冰糖心苹果',
  '防晒衣',
  '新疆 草莓',
  'pingguo',
  'cdb',
  '充电宝',
  '牛奶',
  'xiezi',
  '有机大米',
  '降噪耳机',
  '果',
]

const get = async (url) => {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`)
  return answer.json()
}

/** One page asked for and the one behind it. */
const listPage = async (base, n) => {
  const filters = [
    `category=${benchCategory(1 + (n % 60))}`,
    `brand=${benchBrand(1 + (n % 200))}`,
    `priceFrom=1000&priceTo=20000`,
    `inStock=true`,
    '',
  ]
  const query = `${filters[n % filters.length]}&sort=${SORTS[n % SORTS.length]}`
  const { nextCursor } = await get(`${base}?${query}`)
  if (nextCursor !== null) await get(`${base}?${query}&cursor=${encodeURIComponent(nextCursor)}`)
}

const searched = async (base, facets, n) => {
  const q = encodeURIComponent(WORDS[n % WORDS.length])
  await get(`${base}?q=${q}`)
  await get(`${facets}?q=${q}`)
}

export const works = (shop, yardstick, products) => ({
  S1: {
    product: (n) => listPage(`${shop}/api/shop/products`, n),
    bare: (n) => listPage(`${yardstick}/list`, n),
  },
  S2: {
    product: (n) => get(`${shop}/api/shop/products/${benchProduct(1 + ((n * 7_919) % products))}`),
    bare: (n) => get(`${yardstick}/product?id=${benchProduct(1 + ((n * 7_919) % products))}`),
  },
  S3: {
    product: (n) => searched(`${shop}/api/shop/products`, `${shop}/api/shop/products/facets`, n),
    bare: (n) => searched(`${yardstick}/list`, `${yardstick}/facets`, n),
  },
})

/** CPU an operation costs either side, in rounds that take turns. */
export const compareCpu = async ({ product, bare }, { shopPid, barePid, rounds, perRound, width, warmUp }) => {
  const costs = { product: [], bare: [] }
  await pooled(warmUp, width, product)
  await pooled(warmUp, width, bare)
  const cpuPer = async (pid, work) => {
    const before = cpuMs(pid)
    await pooled(perRound, width, work)
    return (cpuMs(pid) - before) / perRound
  }
  for (let round = 0; round < rounds; round += 1) {
    costs.product.push(await cpuPer(shopPid, product))
    costs.bare.push(await cpuPer(barePid, bare))
  }
  return { product: median(costs.product), bare: median(costs.bare) }
}

/** What each call takes while nobody else is there, slowest first cut at the twentieth. */
export const p95 = async (work, count) => {
  const times = []
  for (let n = 0; n < count; n += 1) {
    const begun = performance.now()
    await work(n)
    times.push(performance.now() - begun)
  }
  return p95Of(times)
}
