import { madeCart, randomFrom } from '@jishi/testing/oracle/made-carts'
import { inWordsOfOracle, oracle } from '@jishi/testing/oracle/price-oracle'
import { describe, expect, it } from 'vitest'
import { priceOrder, type PricingFacts } from '../../src/modules/pricing/index.js'

const CARTS = 1_000
const cart = (seed: number): PricingFacts => madeCart(randomFrom(seed)) as PricingFacts

/** A small part of `npm run oracle:price`, which prices a hundred thousand. */
describe('the engine and an oracle that shares no code with it', () => {
  it(`agree to the fen over ${CARTS} carts`, () => {
    for (let seed = 1; seed <= CARTS; seed += 1) {
      const facts = cart(seed)
      expect(inWordsOfOracle(priceOrder(facts)), `cart of seed ${seed}`).toEqual(oracle(facts))
    }
  })

  it('would not agree about a cart that differs by one piece, or by one fen of a price', () => {
    const facts = cart(11)
    const [first, ...rest] = facts.lines
    if (first === undefined) throw new Error('a cart has a line')
    const answer = oracle(facts)
    expect(inWordsOfOracle(priceOrder({ ...facts, lines: [{ ...first, qty: first.qty + 1 }, ...rest] }))).not.toEqual(
      answer,
    )
    const dearer = first.prices.map((price) => ({ ...price, priceFen: price.priceFen + 1 }))
    expect(
      inWordsOfOracle(priceOrder({ ...facts, lines: [{ ...first, prices: dearer as never }, ...rest] })),
    ).not.toEqual(answer)
  })
})
