/** Writes docs/query-plans.md: what Postgres does for each kind of list, on the goods that are there. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/lib/tree.mjs'
import { benchBrand, benchCategory, benchProduct, benchTopCategory, benchValue } from './generate.mjs'

const FILES = ['search-statement', 'facets-statement', 'search-filters']
const load = (file) => import(join(root, `apps/api/dist/src/modules/shopfront/search/${file}.js`))

const term = (word, ...others) => ({ word, ways: [word, ...others] })
const question = (...words) => ({ key: words.join(' '), terms: words.map((word) => term(word)) })
/** Somewhere among the goods of the third day: goods are a minute apart. */
const PAGE_LATER = new Date(Date.now() - 3 * 86_400_000).toISOString()
const BASE = { question: undefined, filters: {}, way: 'asked', limit: 21 }
const rare = {
  categoryId: benchCategory(7),
  hasBelow: false,
  brandIds: [benchBrand(3)],
  priceFromFen: 5_000,
  priceToFen: 9_000,
  inStock: true,
}

const CASES = [
  ['Whole shelf, recommended order', { ...BASE, sort: 'relevance' }],
  ['Whole shelf, newest, a later page', { ...BASE, sort: 'newest', after: [PAGE_LATER, benchProduct(1)] }],
  ['One category, by sales', { ...BASE, sort: 'sales', filters: { categoryId: benchCategory(7), hasBelow: false } }],
  [
    'A category with others below it, by price',
    { ...BASE, sort: 'price_asc', filters: { categoryId: benchTopCategory(1), hasBelow: true } },
  ],
  ['One brand, by sales', { ...BASE, sort: 'sales', filters: { brandIds: [benchBrand(3)] } }],
  ['In stock only, dearest first', { ...BASE, sort: 'price_desc', filters: { inStock: true } }],
  ['The rarest: category, brand, price and stock together', { ...BASE, sort: 'newest', filters: rare }],
  [
    'Attribute values of two attributes',
    {
      ...BASE,
      sort: 'sales',
      filters: {
        valueGroups: [
          { attributeId: '', ids: [benchValue(1)] },
          { attributeId: '', ids: [benchValue(11)] },
        ],
      },
    },
  ],
  ['A common word', { ...BASE, sort: 'relevance', question: question('苹果') }],
  ['Two words', { ...BASE, sort: 'relevance', question: question('冰糖心', '苹果') }],
  ['A word that stands nowhere', { ...BASE, sort: 'relevance', question: question('挖掘机') }],
  ['Pinyin', { ...BASE, sort: 'relevance', question: question('pingguo') }],
  ['One character, newest first', { ...BASE, sort: 'newest', question: question('果') }],
]

const explained = async (client, { text, values }) => {
  // One that is prepared comes with its name.
  const plain = typeof text === 'string' ? text : text.text
  const { rows } = await client.query(`explain (analyze, costs off, timing off, summary on) ${plain}`, [...values])
  return rows.map((row) => row['QUERY PLAN'].replace(/\s+Memory: .*|Heap Blocks:.*/g, '').slice(0, 160)).join('\n')
}

const explainedPage = (client, built, ask) => explained(client, built.pageStatement(ask, new built.Places()))

const MILLION = 1_000_000
/** Plans that must not change when the table is ten times as large. */
const AT_A_MILLION = new Set([
  'Whole shelf, recommended order',
  'A category with others below it, by price',
  'The rarest: category, brand, price and stock together',
  'Attribute values of two attributes',
  'A common word',
  'One character, newest first',
])

/**
 * A million rows in a table of the same shape beside the shop's own: the rows there are, over and over, each copy a little
 * dearer and older than the one before. Nobody else sees it, and it is dropped when the plans are known.
 */
const atAMillion = async (client, work) => {
  const { rows } = await client.query(`select count(*)::int as n from product_search`)
  const copies = Math.ceil(MILLION / rows[0].n)
  const columns = await client.query(
    `select attname as name, attstattarget as target from pg_attribute where attrelid = 'product_search'::regclass and attnum > 0`,
  )
  const indexes = await client.query(
    `select indexdef from pg_indexes where tablename = 'product_search' and schemaname = 'public'`,
  )
  const changed = {
    spu_id: 'uuidv7()',
    price_from_fen: 'price_from_fen + c',
    on_shelf_at: `on_shelf_at - c * interval '1 second'`,
  }
  await client.query('drop schema if exists plans cascade')
  await client.query('create schema plans')
  try {
    await client.query(
      'create table plans.product_search (like public.product_search including storage) with (fillfactor = 80)',
    )
    await client.query(
      `insert into plans.product_search select ${columns.rows.map(({ name }) => changed[name] ?? name).join(', ')}
         from public.product_search, generate_series(1, ${copies}) c`,
    )
    for (const { indexdef } of indexes.rows) await client.query(indexdef.replace(' ON public.', ' ON plans.'))
    for (const { name, target } of columns.rows.filter((column) => column.target !== null))
      await client.query(`alter table plans.product_search alter column ${name} set statistics ${target}`)
    await client.query('vacuum analyze plans.product_search')
    await client.query('set search_path = plans, public')
    return await work()
  } finally {
    await client.query('set search_path = public')
    await client.query('drop schema plans cascade')
  }
}

export const writePlans = async (client, say) => {
  const built = Object.assign({}, ...(await Promise.all(FILES.map(load))))
  await client.query('set jit = off')
  const { rows } = await client.query('select count(*) as n, version() as version from product_search')
  const parts = []
  for (const [title, ask] of CASES) parts.push([title, await explainedPage(client, built, ask)])
  const misspelt = { ...BASE, sort: 'relevance', question: question('草梅') }
  const nearest = built.nearestStatement(misspelt, new built.Places())
  parts.push(['Nothing fits: spelling, fewer words, best sellers', await explained(client, nearest)])
  const facets = () => explained(client, built.facetsStatement(question('苹果'), {}, [], new built.Places()))
  parts.push(['Facets of a common word', await facets()])
  say('plans at a million rows')
  await atAMillion(client, async () => {
    for (const [title, ask] of CASES.filter(([title]) => AT_A_MILLION.has(title)))
      parts.push([`At a million rows: ${title}`, await explainedPage(client, built, ask)])
    parts.push(['At a million rows: facets of a common word', await facets()])
  })
  const text = `# Query plans of lists and search

Written by \`npm run bench -- --plans\` on ${rows[0].n} products (${rows[0].version.split(' ').slice(0, 2).join(' ')}), the last ones on a million rows of the same kind; not edited by
hand. Times are of whatever else the machine did: look at the shape and the buffers, and that no plan reads the whole table of products in order.
Lists of orders and of what follows them: [query-plans-orders.md](query-plans-orders.md).

${parts.map(([title, plan]) => `## ${title}\n\n\`\`\`text\n${plan}\n\`\`\``).join('\n\n')}
`
  writeFileSync(join(root, 'docs/query-plans.md'), text)
}
