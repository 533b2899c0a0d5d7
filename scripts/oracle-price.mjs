// npm run oracle:price [-- --carts 100000 --seed N]: prices carts at random by the engine and by an oracle that shares no code with it, and
// counts the differences in fen. The first ones are printed whole, with the seed that makes them again. Exits 1 when there are any.
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { buildStale } from './lib/builds.mjs'
import { root } from './lib/tree.mjs'
import { madeCart, randomFrom } from '../libs/testing/src/oracle/made-carts.mjs'
import { inWordsOfOracle, oracle } from '../libs/testing/src/oracle/price-oracle.mjs'

const MOST_PRINTED = 5
const { values } = parseArgs({
  options: { carts: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
})
const [carts, seed] = [Number(values.carts), Number(values.seed)]
if (!Number.isInteger(carts) || carts < 1 || !Number.isInteger(seed)) {
  process.stderr.write('--carts and --seed are whole numbers\n')
  process.exit(2)
}

await buildStale(root, { say: (words) => process.stderr.write(`${words}\n`), only: ['kernel', 'contracts', 'api'] })
const { priceOrder } = await import('../apps/api/dist/src/modules/pricing/index.js')

/** How often each kind of rule applied: zero differences over carts in which nothing happens would prove nothing. */
const seen = new Map()
const note = (facts, { rules, gifts }) => {
  const kinds = new Map(facts.offers.map(({ id, kind }) => [`offer.${id}`, kind]))
  const names = rules.map(
    ([code]) =>
      kinds.get(code) ?? (code.startsWith('coupon.') ? `coupon ${code === 'coupon.k2' ? 'shipping' : 'goods'}` : code),
  )
  for (const name of [...names, ...(gifts.length > 0 ? ['gift line'] : [])]) seen.set(name, (seen.get(name) ?? 0) + 1)
}

const started = performance.now()
let differences = 0
for (let at = 0; at < carts; at += 1) {
  // Each cart has a seed of its own, so that one difference is found again without the carts before it.
  const facts = madeCart(randomFrom(seed * 1_000_003 + at))
  const [ours, theirs] = [inWordsOfOracle(priceOrder(facts)), oracle(facts)]
  note(facts, theirs)
  if (isDeepStrictEqual(ours, theirs)) continue
  differences += 1
  if (differences <= MOST_PRINTED) {
    process.stdout.write(`cart ${at} of seed ${seed}\n${JSON.stringify({ facts, engine: ours, oracle: theirs })}\n`)
  }
}
const applied = [...seen].sort().map(([name, count]) => `${name} ${count}`)
process.stdout.write(`applied: ${applied.join(', ')}\n`)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
process.stdout.write(`oracle:price seed ${seed}: ${carts} carts, ${differences} differences, ${seconds} s\n`)
process.exitCode = differences > 0 ? 1 : 0
