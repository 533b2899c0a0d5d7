/**
 * A pretended shop for looking at pages without the API: serves dist/build/h5 and just enough of the routes from memory.
 * Never shipped, and no test of behaviour uses it.  node test/fake-shop.mjs [port]
 * With JISHI_API=http://… the routes and pictures are a real shop's; DIST names another build.
 */
import { readFileSync, existsSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memberRoutes } from './fake-member.mjs'
import { marks, promoted, promotionRoutes, tags as offerTags } from './fake-promotion.mjs'

const demo = fileURLToPath(new URL('../../api/demo/', import.meta.url))
const dist = process.env.DIST ?? fileURLToPath(new URL('../dist/build/h5/', import.meta.url))
const real = process.env.JISHI_API
const json = (name) => JSON.parse(readFileSync(join(demo, name), 'utf8'))
const pictures = json('pictures.json')
const shop = json('shop.json')
const uuid = (n) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
const picture = (name) => {
  const found = pictures.find((entry) => entry.name === name)
  return found
    ? {
        id: encodeURIComponent(name.replace('.webp', '').replaceAll('/', '~')),
        width: found.width,
        height: found.height,
        colour: found.colour,
      }
    : null
}
const categories = json('categories.json').map((entry, n) => ({
  id: uuid(100 + n),
  code: entry.code,
  name: entry.name,
  icon: picture(entry.icon),
  productCount: 6,
  children: [],
}))
const names = [
  '阿克苏冰糖心苹果',
  '茉莉青团奶绿 6杯',
  '法式黄油可颂',
  '湛江活冻大虾 1.5kg',
  '秦岭土蜂蜜 500g',
  '长绒抱抱熊 45cm',
  '丹东 99 草莓 2 斤',
  '高山云雾龙井 100g',
]
const subtitles = [
  '单果80mm+ · 脆甜多汁',
  '现萃茶底 · 冷链到家',
  '8 只装 · 冷冻',
  '船上速冻',
  '一年一采',
  '母婴级面料',
  '奶香浓 · 现摘现发',
  '明前嫩芽',
]
const codes = [
  ...new Set(
    pictures.filter((p) => p.name.startsWith('products/')).map((p) => p.name.replace(/-(\d|wide)\.webp$/, '')),
  ),
]
const order = [
  'products/fruit-apple',
  'products/drink-bubble',
  'products/bakery-croissant',
  'products/fresh-shrimp',
  'products/drink-honey',
  'products/home-bear',
  'products/fruit-strawberry',
  'products/drink-longjing',
]
const sorted = [...order.filter((code) => codes.includes(code)), ...codes.filter((code) => !order.includes(code))]
const products = sorted.map((code, n) => {
  const kind = code.split('/')[1].split('-')[0]
  const category = categories.find((c) => c.code === kind) ?? categories[0]
  const fromFen = [2990, 4500, 3990, 12900, 5990, 9900, 5990, 16800][n % 8]
  return {
    id: uuid(1000 + n),
    code,
    categoryId: category.id,
    categoryName: category.name,
    title: names[n % 8],
    subtitle: subtitles[n % 8],
    picture: picture(`${code}-1.webp`),
    price: { fromFen, toFen: n % 3 === 0 ? fromFen + 2000 : fromFen, wasFen: null, label: null, rule: null },
    offers: n % 3 === 0 ? [marks[0]] : [],
    brandName: null,
    titleMarks: [],
    tags: [['坏果包赔'], ['次日达'], [], ['冷链到家'], ['产地直发']][n % 5],
    soldCount: [23120, 860, 3405, 96, 12][n % 5],
    inStock: n % 11 !== 9,
  }
})
const card = ({
  id,
  title,
  subtitle,
  picture: shot,
  price,
  tags,
  soldCount,
  inStock,
  offers,
  brandName,
  titleMarks,
}) => ({
  id,
  title,
  subtitle,
  picture: shot,
  price,
  tags,
  soldCount,
  inStock,
  offers,
  brandName,
  titleMarks,
})
const page = (list, cursor, size = 12) => {
  const from = Number(cursor ?? 0)
  return { items: list.slice(from, from + size), nextCursor: from + size < list.length ? String(from + size) : null }
}
const value = (n) => ({ id: uuid(n), name: { 1: '5 斤装', 2: '3 斤装', 3: '10 斤礼盒', 4: '80mm+', 5: '75mm' }[n] })
const skusOf = (p, n) =>
  [
    [1, 4, 2000],
    [2, 4, 8],
    [3, 4, 0],
    [1, 5, 30],
  ].map(([a, b, available], i) => ({
    id: uuid(50000 + n * 10 + i),
    valueIds: [uuid(a), uuid(b)],
    label: `${value(a).name} · ${value(b).name}`,
    priceFen: p.price.fromFen + i * 500,
    tiers: [{ minQty: 1, unitFen: p.price.fromFen + i * 500, rule: null }],
    available,
    picture: picture(`${p.code}-${i + 1}.webp`),
  }))
const product = (p) => {
  const n = products.indexOf(p)
  return {
    ...card(p),
    state: 'on_shelf',
    kind: 'physical',
    attributes: [],
    brand: null,
    offers: offerTags(p.picture),
    detailHtml: '',
    video: null,
    categoryId: p.categoryId,
    categoryName: p.categoryName,
    origin: '新疆 · 阿克苏',
    pictures: [1, 2, 3, 4].map((i) => picture(`${p.code}-${i}.webp`)).filter(Boolean),
    options: [
      { id: uuid(10), name: '重量', values: [1, 2, 3].map(value) },
      { id: uuid(11), name: '果径', values: [4, 5].map(value) },
    ],
    skus: skusOf(p, n),
    services: json('services.json')
      .slice(0, 3)
      .map(({ name, note }) => ({ name, note })),
    noReasonReturn: true,
    delivery: {
      promise: '48 小时内发货',
      freightFen: 800,
      freeOverFen: 5900,
      rates: [{ prefixes: [], freightFen: 800, freeOverFen: null }],
      notTo: [],
    },
    paragraphs: [
      '果子长在天山脚下的沙漠边上，浇的是雪水，白天三十度，夜里十度，糖分就这样一点一点攒下来。',
      '每一颗都过手挑过，单果不到 80 毫米的不装箱。切开能看见一圈透明的糖心。',
    ],
    parameters: [
      { name: '产地', value: '新疆阿克苏' },
      { name: '净含量', value: '2.5 kg' },
      { name: '保存', value: '0–4 ℃ 冷藏，两周内吃完' },
    ],
    detailPictures: [picture(`${p.code}-wide.webp`)].filter(Boolean),
  }
}
const allSkus = () => products.flatMap((p, n) => skusOf(p, n).map((sku) => ({ ...sku, p })))
const cartOf = (lines) => {
  const items = lines.map(({ skuId, qty }, n) => {
    const sku = allSkus().find((entry) => entry.id === skuId)
    const problem = sku.available === 0 ? 'sold_out' : sku.available < qty ? 'short_stock' : null
    return {
      id: skuId,
      skuId,
      spuId: sku.p.id,
      title: sku.p.title,
      skuLabel: sku.label,
      picture: sku.picture,
      qty,
      selected: true,
      unitFen: sku.priceFen,
      addedPriceFen: sku.priceFen + (n === 0 ? 300 : 0),
      available: sku.available,
      problem,
    }
  })
  const chosen = items.filter((line) => !line.problem)
  return promoted(
    {
      items,
      nextCursor: null,
      cartVersion: 1,
      selectedQty: chosen.reduce((s, l) => s + l.qty, 0),
      selectedFen: chosen.reduce((s, l) => s + l.qty * l.unitFen, 0),
      totalQty: items.reduce((s, l) => s + l.qty, 0),
      freight: { freightFen: 800, freeOverFen: 5900 },
    },
    picture(`${sorted[1]}-1.webp`),
  )
}
const reviewsOf = (wanted) => {
  const said = [
    ['安**', 5, ['fresh', 'tasty'], '脆甜多汁，冰一下更好吃。第二天一早就到了。', 12],
    ['贝小姐', 4, ['well_packed'], '每个都有网套，没有磕碰。', 3],
    ['丁**', 2, ['slow'], '路上走了四天，苹果本身没问题。', 0],
  ]
  const items = said
    .filter(([, , tags]) => wanted === undefined || tags.includes(wanted))
    .map(([authorName, goods, tags, body, helpful], n) => ({
      ...{
        id: `0192f0c4-9000-7abc-8def-00000000000${n}`,
        authorName,
        skuLabel: '5 斤装',
        goods,
        service: 5,
        delivery: 4,
      },
      ...{ tags, body, helpful, pictures: [], createdAt: `2026-11-2${n}T02:00:00.000Z`, append: null, reply: null },
    }))
  const tags = ['fresh', 'tasty', 'well_packed', 'slow'].map((tag) => ({ tag, count: 1 }))
  const summary = {
    ...{ count: 3, stars: [0, 1, 0, 1, 1], goodsTenths: 37, serviceTenths: 50, deliveryTenths: 40 },
    ...{ withPictures: 0, appended: 0, low: 1, tags },
  }
  return { items, nextCursor: null, summary }
}
const routes = {
  'GET /api/shop/home': () => ({
    shop,
    couponPopup: false,
    serverTime: new Date().toISOString(),
    categories: categories.map(({ code: _code, ...rest }) => rest),
    best: products.slice(2, 8).map(card),
    feed: page(products.map(card)),
    banners: json('banners.json').map((b) => ({
      id: b.code,
      title: b.title,
      kicker: b.kicker,
      tag: b.tag,
      picture: picture(b.picture),
      ink: b.ink,
      link: { kind: 'category', id: categories.find((c) => c.code === b.category).id },
    })),
  }),
  'GET /api/shop/categories': () => ({ items: categories.map(({ code: _code, ...rest }) => rest), nextCursor: null }),
  'GET /api/shop/products': (_body, query) => {
    const wanted = products.filter(
      (p) => (!query.category || p.categoryId === query.category) && (!query.q || p.title.includes(query.q)),
    )
    return { ...page(wanted.map(card), query.cursor), fallback: null, words: [] }
  },
  [`GET /api/shop/products/${products[0].id}/reviews`]: (_body, query) => reviewsOf(query.tag),
  [`GET /api/shop/products/${products[0].id}/review-votes`]: () => ({ reviewIds: [reviewsOf().items[0].id] }),
  'POST /api/shop/cart/preview': (body) => cartOf(body.lines),
  ...memberRoutes(products.map(card), cartOf, allSkus),
  ...promotionRoutes(picture(`${sorted[1]}-1.webp`)),
}
const answer = (method, path, query, body) => {
  const found = routes[`${method} ${path}`]
  if (found) return found(body, query)
  const one = /^\/api\/shop\/products\/(.+)$/.exec(path)
  const hit = one && products.find((p) => p.id === one[1])
  return hit ? product(hit) : null
}
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp',
}
const file = (response, path) => {
  response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' })
  response.end(readFileSync(path))
}
const forward = (request, response) => {
  const onward = ask(new URL(request.url, real), { method: request.method, headers: request.headers }, (reply) => {
    response.writeHead(reply.statusCode, reply.headers)
    reply.pipe(response)
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
const port = Number(process.argv[2] ?? 38417)
createServer((request, response) => {
  const url = new URL(request.url, 'http://x')
  if (real && /^\/(api|media)\//.test(url.pathname)) return forward(request, response)
  const chunks = []
  request
    .on('data', (chunk) => chunks.push(chunk))
    .on('end', () => {
      if (url.pathname.startsWith('/media/'))
        return file(
          response,
          join(
            demo,
            'assets',
            `${decodeURIComponent(decodeURIComponent(url.pathname.split('/')[2])).replaceAll('~', '/')}.webp`,
          ),
        )
      if (!url.pathname.startsWith('/api/')) {
        const wanted = join(dist, url.pathname)
        return file(response, extname(wanted) && existsSync(wanted) ? wanted : join(dist, 'index.html'))
      }
      const text = Buffer.concat(chunks).toString()
      const body = answer(
        request.method,
        url.pathname,
        Object.fromEntries(url.searchParams),
        text ? JSON.parse(text) : undefined,
      )
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify(body ?? { code: 'NOT_FOUND', message: '没有找到你要的内容', requestId: 'a1b2c3d4e5f60718' }),
      )
    })
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`))
