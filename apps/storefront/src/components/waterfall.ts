import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'

// Heights are estimated from what is known before anything is drawn, in units of the column's width.
const BODY = 0.62
const TAG_ROW = 0.15

const weight = (card: ProductCard): number => {
  const picture = card.picture ? card.picture.height / card.picture.width : 1
  return picture + BODY + (card.tags.length > 0 ? TAG_ROW : 0)
}

/** Deals cards to two columns, each to the shorter one, so that both end close to each other. */
export const twoColumns = (cards: readonly ProductCard[]): [ProductCard[], ProductCard[]] => {
  const left: ProductCard[] = []
  const right: ProductCard[] = []
  let leftHeight = 0
  let rightHeight = 0
  for (const card of cards) {
    if (leftHeight <= rightHeight) {
      left.push(card)
      leftHeight += weight(card)
    } else {
      right.push(card)
      rightHeight += weight(card)
    }
  }
  return [left, right]
}
