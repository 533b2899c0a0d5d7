/**
 * The built back office over answers made up here, for pictures and for trying things while no shop runs:
 * node test/fake-shop.mjs [port]. Never shipped. Search for "boom" to see a failure, for "nothing" to see no match.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const dist = here('../dist')
const goods = readdirSync(here('../../api/demo/products'))
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(here(`../../api/demo/products/${name}`), 'utf8')))
const picturesDir = here('../../api/demo/assets/products')
const now = Date.parse('2026-11-22T07:10:00Z')
const iso = (msBack) => new Date(now - msBack).toISOString()
const minute = 60_000
const uuid = (n, kind = '0') => `0192f0c4-${kind}000-7abc-8def-${String(n).padStart(12, '0')}`
const pictureOf = (code, n = 1) => ({ id: `${code}-${n}`, width: 1280, height: 1280, colour: '#F2E3D3' })
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

const permissions = [
  ...['workbench.read', 'order.read', 'order.ship', 'order.receiver', 'order.close', 'order.note', 'member.read'],
  ...['product.read', 'product.write', 'category.read', 'permit.read', 'operator.read', 'setting.read', 'audit.read'],
  ...['secret.read', 'secret.write', 'secret.reveal'],
]
const operators = {
  owner: { displayName: '周岚', permissions },
  clerk: { displayName: '小吴', permissions: ['order.read'] },
}
const view = (username) => ({
  id: uuid(1, '9'),
  username,
  roles: ['owner'],
  shopName: '小满良品',
  mustChangePassword: false,
  ...(operators[username] ?? operators.owner),
})

const plan = [
  ...Array(12).fill('paid'),
  ...Array(4).fill('pending_payment'),
  ...Array(14).fill('shipped'),
  ...Array(40).fill('completed'),
  ...Array(9).fill('closed'),
]
const people = ['林** 138****2046', '周** 139****7712', '陈* 150****3308', '吴** 186****0915', '欧阳* 177****6520']
const orders = plan.map((state, n) => {
  const lines = [goods[(n * 7) % goods.length], goods[(n * 5 + 3) % goods.length]].slice(0, (n % 3) + 1)
  const priced = lines.map((product, k) => ({ product, qty: ((n + k) % 3) + 1, unitFen: product.skus[0].priceFen }))
  const listFen = sum(priced.map(({ qty, unitFen }) => qty * unitFen))
  const freightFen = listFen >= 5900 ? 0 : 800
  const placed = minute * (38 + n * 97)
  const paid = ['paid', 'shipped', 'completed'].includes(state)
  return {
    id: uuid(n + 1),
    orderNo: `26112${(2 - (n % 3)) % 3}${'0123456789ABCDEFGHJKMNPQRSTVWXYZ'
      .repeat(3)
      .slice(n % 40)
      .slice(0, 14)}`,
    state,
    // Every seventh is an order of codes: no address, and out as soon as it is paid.
    delivery: n % 7 === 3 ? 'card_secret' : 'express',
    placedAt: iso(placed),
    payDueAt: state === 'pending_payment' ? iso(placed - 60 * minute) : null,
    paidAt: paid ? iso(placed - minute) : null,
    shippedAt: paid && state !== 'paid' ? iso(placed - 20 * minute) : null,
    completedAt: state === 'completed' ? iso(placed - 30 * minute) : null,
    closedAt: state === 'closed' ? iso(placed - 30 * minute) : null,
    autoConfirmAt: state === 'shipped' ? iso(placed - 20 * minute - 10 * 1440 * minute) : null,
    closedCause: state === 'closed' ? (n % 2 ? 'timeout' : 'member') : null,
    qty: sum(priced.map(({ qty }) => qty)),
    payableFen: listFen + freightFen,
    refundedFen: n === 33 ? 2990 : 0,
    summary: lines.length > 1 ? `${lines[0].title} 等 ${lines.length} 种` : lines[0].title,
    receiverMasked: n % 7 === 3 ? '' : people[n % people.length],
    channel: paid ? (n % 2 ? 'alipay_mp' : 'wechat_mp') : null,
    flag: n === 2 ? 'red' : null,
    internal: { version: n === 2 ? 1 : 0, flag: n === 2 ? 'red' : null, text: n === 2 ? '客户要求周末送达' : null },
    allowedActions: state === 'paid' ? ['ship'] : state === 'pending_payment' ? ['cancel'] : [],
    priced,
    listFen,
    freightFen,
    shipments: [],
  }
})

const rowOf = ({ priced: _p, listFen: _l, freightFen: _f, shipments: _s, ...row }) => row
const detailOf = (order) => {
  const [name, phoneMasked] = order.receiverMasked.split(' ')
  const off = order.listFen > 12000 ? 2000 : 0
  const lines = order.priced.map(({ product, qty, unitFen }, k) => {
    const listFen = qty * unitFen
    const share = k === 0 ? Math.ceil(off * 0.6) : off - Math.ceil(off * 0.6)
    const part = order.priced.length === 1 ? off : share
    const freightFen = k === 0 ? order.freightFen : 0
    return {
      id: uuid(k + 1, '3'),
      skuId: uuid(k + 1, '2'),
      spuId: uuid(k + 1, '1'),
      title: product.title,
      skuLabel: product.skus[0].values.join(' '),
      picture: pictureOf(product.code),
      qty,
      unitFen,
      listFen,
      goodsPaidFen: listFen - part,
      freightFen,
      payableFen: listFen - part + freightFen,
      refundedFen: k === 0 ? order.refundedFen : 0,
      delivery: order.delivery,
      shippedQty: order.shippedAt ? qty : 0,
    }
  })
  const step = (name, state, actor, at, actorName = null, note = null) => ({
    step: name,
    state,
    actor,
    actorName,
    note,
    at,
  })
  const timeline = [step('place', 'pending_payment', 'member', order.placedAt)]
  if (order.paidAt) timeline.push(step('pay', 'paid', 'channel', order.paidAt))
  if (order.shippedAt) timeline.push(step('ship', 'shipped', 'operator', order.shippedAt, '周岚'))
  if (order.completedAt) timeline.push(step('confirm_receipt', 'completed', 'member', order.completedAt))
  if (order.closedAt) timeline.push(step('close', 'closed', 'member', order.closedAt, null, '买错规格了'))
  return {
    ...rowOf(order),
    note: order.qty > 3 ? '麻烦放门卫室，晚上七点后再打电话。' : null,
    receiver: name ? { name, phoneMasked, region: '浙江省 杭州市 西湖区', detail: '****' } : null,
    lines,
    rules: off
      ? [
          {
            stage: 'promotion',
            code: 'full',
            label: '满 99 减 20',
            applied: true,
            reason: null,
            amountFen: -off,
            shares: lines.map(({ skuId, listFen, goodsPaidFen }) => ({ skuId, amountFen: goodsPaidFen - listFen })),
          },
        ]
      : [],
    totals: {
      listFen: order.listFen,
      unitDiscountFen: 0,
      promotionFen: off,
      couponFen: 0,
      pointsFen: 0,
      adjustFen: 0,
      goodsPaidFen: order.listFen - off,
      freightFen: order.freightFen,
      payableFen: order.listFen - off + order.freightFen,
      qty: order.qty,
    },
    shipments:
      order.shippedAt && order.shipments.length === 0
        ? [shipmentOf({ carrierCode: 'SF', trackingNo: 'SF1402233518807' }, order.shippedAt)]
        : order.shipments,
    timeline,
    payment: { state: order.paidAt ? 'paid' : 'none', channel: order.channel, channelTxn: null },
    serverTime: iso(0),
    memberId: uuid(7, '8'),
    memberMasked: `爱喝茶的鹿 ${phoneMasked}`,
    attempts: order.paidAt
      ? [
          {
            attemptNo: `P${order.orderNo}`,
            channel: order.channel,
            state: 'succeeded',
            amountFen: order.payableFen,
            channelTxn: '4200002611220315508841',
            createdAt: order.placedAt,
          },
        ]
      : [],
    refunds:
      order.refundedFen > 0
        ? [
            {
              refundNo: `R${order.orderNo}`,
              state: 'succeeded',
              amountFen: order.refundedFen,
              cause: 'paid_twice',
              createdAt: order.placedAt,
            },
          ]
        : [],
  }
}
const shipmentOf = ({ carrierCode, trackingNo }, shippedAt) => ({
  id: uuid(5, '5'),
  carrierCode,
  carrierName: { SF: '顺丰速运', ZTO: '中通快递' }[carrierCode] ?? carrierCode,
  carrierPhone: '95338',
  trackingNo,
  shippedAt,
})

const products = goods.map((product, n) => {
  const prices = product.skus.map(({ priceFen }) => priceFen)
  const onHand = n === 2 ? 3 : sum(product.skus.map(({ stock }) => stock))
  const reserved = n === 2 ? 3 : n % 9
  return {
    id: uuid(n + 1, '1'),
    title: product.title,
    subtitle: product.subtitle,
    picture: pictureOf(product.code),
    state: n % 17 === 16 ? 'off_shelf' : 'on_shelf',
    categoryName: '水果',
    skuCount: product.skus.length,
    priceFromFen: Math.min(...prices),
    priceToFen: Math.max(...prices),
    onHand,
    available: onHand - reserved,
    soldCount: (n * 137) % 1900,
    createdAt: iso(n * 1440 * minute),
    pictures: [1, 2, 3, 4].map((k) => pictureOf(product.code, k)),
    skus: product.skus.map(({ values, priceFen, stock }, k) => ({
      id: uuid(k + 1, '2'),
      label: values.join(' '),
      externalCode: `${product.code}-${k + 1}`,
      priceFen,
      onHand: stock,
      reserved: k,
      available: stock - k,
      onSale: k < 3,
    })),
  }
})
const productRow = ({ pictures: _p, skus: _s, ...row }) => row

const codes = Array.from({ length: 46 }, (_, n) => {
  const spent = n % 3 === 0 ? 'issued' : 'available'
  const state = n % 5 === 4 ? 'void' : spent
  return {
    id: uuid(n + 1, '9'),
    skuId: uuid((n % 2) + 1, '2'),
    state,
    batch: n < 30 ? '11 月首批' : '双 11 加量',
    orderId: state === 'issued' ? uuid(1, '4') : null,
    createdAt: iso(n * 600 * minute),
    issuedAt: state === 'issued' ? iso(n * 90 * minute) : null,
    voidedAt: state === 'void' ? iso(n * 60 * minute) : null,
  }
})
const countOf = (skuId, state) => codes.filter((code) => code.skuId === skuId && code.state === state).length
const codeCounts = () => ({
  title: '视频会员月卡',
  kind: 'card_secret',
  items: ['月卡', '季卡'].map((label, k) => {
    const skuId = uuid(k + 1, '2')
    const counts = { available: countOf(skuId, 'available'), issued: countOf(skuId, 'issued') }
    return { skuId, label, ...counts, voided: countOf(skuId, 'void'), reserved: k }
  }),
})

const refusal = (status, code, message, details) => ({
  status,
  body: { code, message, requestId: '9f2c61d0a4e84b7f', details },
})
const pageOf = (rows, query) => {
  const from = Number(query.get('cursor') ?? 0)
  return { items: rows.slice(from, from + 20), nextCursor: from + 20 < rows.length ? String(from + 20) : null }
}
const found = (row) => (row === undefined ? refusal(404, 'NOT_FOUND', '没有找到你要的内容') : { body: row })
const byQuery = (rows, query, text) => {
  const q = (query.get('q') ?? '').toUpperCase()
  const state = query.get('state')
  return rows.filter((row) => (state === null || row.state === state) && text(row).toUpperCase().includes(q))
}
const figuresOf = (paidFen, orders, payers) => ({
  ...{ paidFen, orders, payers, averageFen: Math.round(paidFen / orders), refundedFen: 0 },
})
const trendOf = (days) => {
  const points = Array.from({ length: days }, (_, n) => ({
    day: new Date(now - (days - 1 - n) * 1440 * minute).toISOString().slice(0, 10),
    paidFen: Math.round(380_000 + 260_000 * Math.sin(n / 3.1) ** 2 + n * 9_000 + (n % 7 === 5 ? 240_000 : 0)),
    orders: 38 + ((n * 13) % 29),
    refundedFen: n % 9 === 4 ? 5_980 : 0,
  }))
  const paidFen = sum(points.map((point) => point.paidFen))
  return {
    ...{ asOf: iso(0), points, paidFen, orders: sum(points.map((point) => point.orders)) },
    refundedFen: sum(points.map((point) => point.refundedFen)),
    before: { paidFen: Math.round(paidFen / 1.32), orders: 900 },
    bestSellers: goods.slice(0, 6).map((product, n) => ({
      ...{ spuId: uuid(n + 1, '1'), title: product.title, picture: pictureOf(product.code) },
      ...{ qty: 420 - n * 57, paidFen: 1_680_000 - n * 223_300 },
    })),
  }
}
const routes = [
  [
    'GET',
    /^\/api\/admin\/workbench$/,
    () => ({
      body: {
        asOf: iso(0),
        todos: {
          ...{
            toShip: 12,
            oldestPaidAt: iso(183 * minute),
            shipOverdue: 2,
            closingSoon: 1,
            undelivered: 1,
            closing: 0,
          },
          ...{ problemParcels: 2, platformReports: 0, shelfRefused: 0 },
          ...{ unknownPayments: 0, incidents: 1, lowStock: 7, drafts: 3, permitsExpiring: 0 },
          ...{ afterSales: 3, afterSalesDueAt: iso(-190 * minute), arbitrations: 0, stuckRefunds: 1 },
          ...{ reviewsWaiting: 5, reviewsAppealed: 0, feedbacks: 2, feedbacksDueAt: iso(70 * minute) },
          ...{ invoices: 4, invoicesDueAt: iso(-1900 * minute) },
        },
        today: figuresOf(1_184_026, 127, 109),
        yesterday: figuresOf(897_030, 104, 96),
        latest: orders.slice(0, 6).map(rowOf),
      },
    }),
  ],
  ['GET', /^\/api\/admin\/workbench\/trend$/, ({ query }) => ({ body: trendOf(Number(query.get('days') ?? 30)) })],
  [
    'GET',
    /^\/api\/shop\/policies\/current$/,
    () => ({ body: { version: '1', effectiveAt: iso(0), demo: true, items: [] } }),
  ],
  [
    'POST',
    /^\/api\/admin\/auth\/sign-in$/,
    ({ body }) =>
      body.password === 'wrong'
        ? refusal(401, 'SIGN_IN_FAILED', '账号或密码不正确')
        : { body: view(body.username), cookie: `who=${body.username}; Path=/api/admin; HttpOnly` },
  ],
  [
    'POST',
    /^\/api\/admin\/auth\/sign-out$/,
    () => ({ body: { ok: true }, cookie: 'who=; Path=/api/admin; Max-Age=0' }),
  ],
  ['GET', /^\/api\/admin\/me$/, ({ who }) => ({ body: view(who) })],
  ['GET', /^\/api\/admin\/products\/([^/]+)\/secrets\/counts$/, () => ({ body: codeCounts() })],
  [
    'GET',
    /^\/api\/admin\/products\/([^/]+)\/secrets$/,
    ({ query }) => ({
      body: pageOf(
        codes.filter(({ state }) => [null, state].includes(query.get('state'))),
        query,
      ),
    }),
  ],
  [
    'POST',
    /^\/api\/admin\/products\/([^/]+)\/secrets$/,
    ({ body }) => ({
      body: { count: body.secrets.length - 1, flaws: body.dryRun ? [{ row: 2, code: 'KNOWN' }] : [] },
    }),
  ],
  ['POST', /^\/api\/admin\/products\/([^/]+)\/secrets\/void$/, () => ({ body: codeCounts() })],
  ['POST', /^\/api\/admin\/products\/([^/]+)\/secrets\/[^/]+\/reveal$/, () => ({ body: { text: 'VIP7-Q2KD-88XM' } })],
  [
    'GET',
    /^\/api\/admin\/orders\/counts$/,
    () => ({
      body: Object.fromEntries(
        ['pending_payment', 'awaiting_balance', 'paid', 'shipped', 'completed', 'closing', 'closed', 'refunded'].map(
          (state) => [state, orders.filter((order) => order.state === state).length],
        ),
      ),
    }),
  ],
  [
    'GET',
    /^\/api\/admin\/orders$/,
    ({ query }) =>
      query.get('q') === 'boom'
        ? refusal(500, 'INTERNAL', '系统出了点问题，请稍后重试')
        : { body: pageOf(byQuery(orders, query, ({ orderNo }) => orderNo).map(rowOf), query) },
  ],
  [
    'GET',
    /^\/api\/admin\/orders\/([^/]+)$/,
    ({ id }) => {
      const order = orders.find((one) => one.id === id)
      return found(order && detailOf(order))
    },
  ],
  [
    'POST',
    /^\/api\/admin\/orders\/([^/]+)\/receiver$/,
    () => ({
      body: {
        name: '林小满',
        phone: '13812342046',
        region: '浙江省 杭州市 西湖区',
        detail: '文三路 478 号 3 幢 2 单元 501 室',
        courierLine: '林小满 13812342046 浙江省杭州市西湖区文三路 478 号 3 幢 2 单元 501 室',
      },
    }),
  ],
  [
    'POST',
    /^\/api\/admin\/orders\/([^/]+)\/ship$/,
    ({ id, body }) => {
      if (body.trackingNo === 'SF0000000000000') return refusal(409, 'SHIPMENT_NO_TAKEN', '该运单号已用于其他订单')
      const order = orders.find((one) => one.id === id)
      Object.assign(order, {
        state: 'shipped',
        shippedAt: iso(0),
        allowedActions: [],
        shipments: [shipmentOf(body, iso(0))],
      })
      return { body: detailOf(order) }
    },
  ],
  [
    'GET',
    /^\/api\/admin\/products$/,
    ({ query }) => ({
      body: pageOf(byQuery(products, query, ({ title }) => title).map(productRow), query),
    }),
  ],
  ['GET', /^\/api\/admin\/products\/([^/]+)$/, ({ id }) => found(products.find((one) => one.id === id))],
  [
    'GET',
    /^\/api\/admin\/categories$/,
    () => ({
      body: {
        items: [
          { id: uuid(1, '4'), name: '水果', icon: null, productCount: 12, children: [] },
          { id: uuid(2, '4'), name: '烘焙', icon: null, productCount: 8, children: [] },
        ],
        nextCursor: null,
      },
    }),
  ],
]

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const bytesOf = async (request) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
const answerTo = async (request, url) => {
  const route = routes.find(([method, path]) => method === request.method && path.test(url.pathname))
  if (route === undefined) return refusal(404, 'NOT_FOUND', '没有找到你要的内容')
  const who = /who=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
  if (who === undefined && url.pathname.startsWith('/api/admin/') && !url.pathname.endsWith('/sign-in'))
    return refusal(401, 'UNAUTHENTICATED', '请先登录')
  const text = await bytesOf(request)
  return route[2]({
    who,
    query: url.searchParams,
    id: route[1].exec(url.pathname)[1],
    body: text === '' ? {} : JSON.parse(text),
  })
}

createServer((request, response) => {
  void (async () => {
    const url = new URL(request.url, 'http://127.0.0.1')
    if (url.pathname.startsWith('/media/')) {
      const file = join(picturesDir, `${url.pathname.split('/')[2]}.webp`)
      if (!existsSync(file)) return response.writeHead(404).end()
      return response.writeHead(200, { 'content-type': 'image/webp' }).end(readFileSync(file))
    }
    if (url.pathname.startsWith('/api/')) {
      const { status = 200, body, cookie } = await answerTo(request, url)
      const headers = { 'content-type': 'application/json', ...(cookie ? { 'set-cookie': cookie } : {}) }
      return response.writeHead(status, headers).end(JSON.stringify(body))
    }
    const asked = join(dist, url.pathname.replace(/^\/admin\//, ''))
    const file = extname(asked) !== '' && existsSync(asked) ? asked : join(dist, 'index.html')
    return response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(readFileSync(file))
  })()
}).listen(Number(process.argv[2] ?? 5180), '127.0.0.1')
