import { Injectable } from '@nestjs/common'
import { productBody, type ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { ImportVerdict, SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import type { Sql } from '../../../infra/database/sql.js'
import { MediaFacade } from '../../media/index.js'
import { cleanRichText, picturesIn } from '../text/rich-text.js'
import type { SheetFlaw } from './domain/sheet-text.js'
import { flawOfIssue } from './flaw-places.js'
import { draftProduct, type ProductDraft, type StagedRow } from './product-draft.js'
import type { SheetNames } from './sheet-names.js'
import { bodyOfProduct, sheetProduct, type SheetProduct } from './sheet-product.js'

export interface Examined {
  /** `new` and `changed` are still to be rehearsed. */
  readonly verdict: ImportVerdict
  readonly flaws: readonly SheetFlaw[]
  readonly draft: ProductDraft
  /** What would be written, as the form's schema lets it through. */
  readonly body: ProductBody
  readonly product: SheetProduct | undefined
}

export interface RowsOfProduct {
  readonly code: string
  readonly rows: readonly [StagedRow, ...StagedRow[]]
  readonly columns: ReadonlySet<SheetColumn>
  readonly names: SheetNames
}

/** Reads what the rows of one product ask for, beside what the shop has. */
@Injectable()
export class ExamineProduct {
  constructor(private readonly media: MediaFacade) {}

  async run(reader: Sql, { code, rows, columns, names }: RowsOfProduct): Promise<Examined> {
    const { product, recycled } = await sheetProduct(reader, code)
    const draft = draftProduct({ rows, columns, product, names })
    const [{ row }] = rows
    const told = (verdict: ImportVerdict, body: ProductBody, flaws: readonly SheetFlaw[] = []): Examined => ({
      ...{ verdict, flaws, draft, body, product },
    })
    if (recycled) return told('refused', draft.body, [{ row, column: 'productCode', code: 'PRODUCT_RECYCLED' }])
    if (draft.flaws.length > 0) return told('refused', draft.body, draft.flaws)
    const parsed = productBody.safeParse(draft.body)
    if (!parsed.success) {
      const issues = parsed.error.issues.map((issue) => flawOfIssue(issue, draft, row))
      return told('refused', draft.body, oncePerPlace(issues))
    }
    const body = await this.withCleanDetail(reader, parsed.data, product)
    if (product === undefined) return told('new', body)
    return told(isSame(product, body, draft) ? 'unchanged' : 'changed', body)
  }

  /** Cleaned as it will be kept, so that the same sheet sent again is seen to say nothing new. */
  private async withCleanDetail(
    reader: Sql,
    body: ProductBody,
    product: SheetProduct | undefined,
  ): Promise<ProductBody> {
    if (body.detailHtml === (product?.editing.detailHtml ?? '')) return body
    const known = await this.media.pictures(reader, picturesIn(body.detailHtml))
    return { ...body, detailHtml: cleanRichText(body.detailHtml, new Set(known.keys())) }
  }
}

/** Tags and answers are sets, in whatever order a cell names them. */
const comparable = (body: ProductBody): string =>
  JSON.stringify({
    ...body,
    tagIds: [...new Set(body.tagIds)].sort(),
    attributes: body.attributes
      .map((answer) => ({ ...answer, valueIds: [...answer.valueIds].sort() }))
      .sort((a, b) => (a.attributeId < b.attributeId ? -1 : 1)),
  })

const isSame = (product: SheetProduct, body: ProductBody, { shelf }: ProductDraft): boolean => {
  if (shelf !== null) return false
  const before = productBody.safeParse(bodyOfProduct(product))
  return before.success && comparable(before.data) === comparable(body)
}

const oncePerPlace = (flaws: readonly SheetFlaw[]): SheetFlaw[] => {
  const places = flaws.map(({ row, column }) => `${row} ${column}`)
  return flaws.filter((_, at) => places.indexOf(places[at] ?? '') === at)
}
