import { Injectable } from '@nestjs/common'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import type { Sql } from '../../infra/database/sql.js'
import type { Visit } from '../../infra/http/visit.js'
import { CatalogFacade } from '../catalog/index.js'
import { ProductCards } from './product-cards.js'
import { marksIn } from './search/question-marks.js'
import type { Question } from './search/read-question.js'
import type { FoundProduct } from './search/search-port.js'

/** Cards of what was found, in its order, in one statement: what is shown of a product comes from the catalogue itself. */
@Injectable()
export class FoundCards {
  constructor(
    private readonly catalog: CatalogFacade,
    private readonly cards: ProductCards,
  ) {}

  async of(
    reader: Sql,
    found: readonly FoundProduct[],
    question: Question | undefined,
    visit: Visit,
  ): Promise<ProductCard[]> {
    const look = await this.cards.look(visit)
    const products = await this.catalog.cards(
      reader,
      found.map(({ id }) => id),
      look.context.at,
    )
    const known = new Map(products.map((product) => [product.id, product]))
    return found.flatMap(({ id, inStock }) => {
      const product = known.get(id)
      // The search learns a moment later than the shelf: what has left it meanwhile is not shown.
      if (product === undefined) return []
      const titleMarks = question === undefined ? [] : marksIn(product.title, question)
      return [{ ...this.cards.shown(product, inStock, look), titleMarks }]
    })
  }
}
