/** Inside a placing: the order cannot be what the quote said. It takes everything back, and the shopper is told the new quote. */
export class PriceMoved extends Error {
  override readonly name = 'PriceMoved'

  constructor() {
    super('the order would not be what its quote said')
  }
}
