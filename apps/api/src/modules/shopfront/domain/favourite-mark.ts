import type { FavouriteMark } from '@jishi/contracts/shopfront/favourites.terms'
import { fen, type Fen } from '@jishi/kernel/money'

interface Saved {
  readonly priceFen: Fen
  readonly inStock: boolean
}

interface Today {
  readonly onShelf: boolean
  readonly inStock: boolean
  readonly priceFen: Fen
}

/** What became of a saved product. A lower price is only worth telling where it can be paid. */
export const favouriteMark = (saved: Saved, today: Today): { mark: FavouriteMark | null; dropFen: Fen | null } => {
  if (!today.onShelf) return { mark: 'off_shelf', dropFen: null }
  if (!today.inStock) return { mark: 'sold_out', dropFen: null }
  const drop = saved.priceFen - today.priceFen
  return { mark: saved.inStock ? null : 'restocked', dropFen: drop > 0 ? fen(drop) : null }
}
