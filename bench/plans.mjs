/** Writes docs/query-plans.md: what Postgres does for each kind of list, on the goods that are there. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/lib/tree.mjs'
import { benchBrand, benchCategory } from './generate.mjs'

const built = (file) => import(join(root, `apps/api/dist/src/modules/shopfront/search/${file}.js`))

const term = (word, ...others) => ({ word, ways: [word, ...others] })
const question = (...words) => ({ key: words.join(' '), terms: words.map((word) => term(word)) })
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
  [
    'Whole shelf, newest, a later page',
    { ...BASE, sort: 'newest', after: ['2026-01-01T00:00:00+00:00', '019b0007-0000-7000-8000-000000000001'] },
  ],
  ['One category, by sales', { ...BASE, sort: 'sales', filters: { categoryId: benchCategory(7), hasBelow: false } }],
  [
    'A category with others below it, by price',
    { ...BASE, sort: 'price_asc', filters: { categoryId: '019b0001-0000-7000-8000-000000000001', hasBelow: true } },
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
          { attributeId: '', ids: ['019b0005-0000-7000-8000-000000000001'] },
          { attributeId: '', ids: ['019b0005-0000-7000-8000-00000000000b'] },
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
  const { rows } = await client.query(`explain (analyze, costs off, timing off, summary on) ${text}`, [...values])
  return rows.map((row) => row['QUERY PLAN'].replace(/\s+Memory: .*|Heap Blocks:.*/g, '').slice(0, 160)).join('\n')
}

export const writePlans = async (client) => {
  const { pageStatement, nearestStatement } = await built('search-statement')
  const { facetsStatement } = await built('facets-statement')
  const { Places } = await built('search-filters')
  const { rows } = await client.query('select count(*) as n, version() as version from product_search')
  const parts = []
  for (const [title, ask] of CASES) parts.push([title, await explained(client, pageStatement(ask, new Places()))])
  const misspelt = { ...BASE, sort: 'relevance', question: question('草梅') }
  parts.push([
    'Nothing fits: spelling, fewer words, best sellers',
    await explained(client, nearestStatement(misspelt, new Places())),
  ])
  parts.push([
    'Facets of a common word',
    await explained(client, facetsStatement(question('苹果'), {}, [], new Places())),
  ])
  const text = `# Query plans of lists and search

Written by \`npm run bench -- --plans\` on ${rows[0].n} products (${rows[0].version.split(' ').slice(0, 2).join(' ')}); not edited by hand. Times are of whatever else the machine
did: look at the shape, and that no plan reads the whole table of products in order.

${parts.map(([title, plan]) => `## ${title}\n\n\`\`\`text\n${plan}\n\`\`\``).join('\n\n')}
`
  writeFileSync(join(root, 'docs/query-plans.md'), text)
}
