import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'

// Heights are estimated from what is known before anything is drawn, in units of the column's width.
const BODY = 0.62
const TAG_ROW = 0.15

// Goods pictures are square. A feed of equal squares is a table, so every card keeps a shape of its own, by its id.
const SHAPES = [0.95, 1.17, 1, 1.08] as const

const digitsOf = (id: string): number => {
  let sum = 0
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) % 9973
  return sum
}

/** Height by width at which a card shows its picture. */
export const cardRatio = (card: ProductCard): number => {
  const picture = card.picture
  if (picture && picture.height !== picture.width) return Math.min(1.3, Math.max(0.75, picture.height / picture.width))
  return SHAPES[digitsOf(card.id) % SHAPES.length] as number
}

const weight = (card: ProductCard): number => cardRatio(card) + BODY + (card.tags.length > 0 ? TAG_ROW : 0)

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
