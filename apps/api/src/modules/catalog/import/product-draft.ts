import type { ProductBody, SkuBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { SHEET_COLUMNS, type ImportFlawCode, type SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import { answersOf } from './answer-cells.js'
import { blankProduct, blankSku } from './blank-product.js'
import {
  EMPTY_KEEPS,
  firstStockOf,
  NEVER_EMPTY,
  PRODUCT_READERS,
  shelfOf,
  SKU_READERS,
  Wrong,
  type Reader,
} from './cell-readers.js'
import type { Cells } from './domain/sheet-row.js'
import { clipped, plainLines, type SheetFlaw } from './domain/sheet-text.js'
import type { SheetNames } from './sheet-names.js'
import {
  bodyOfProduct,
  comparable,
  optionColumn,
  optionColumns,
  printedProduct,
  printedSku,
  skuBodyOf,
  valueColumn,
  type FormSku,
  type Printed,
  type SheetProduct,
} from './sheet-product.js'

export interface StagedRow {
  readonly row: number
  readonly cells: Cells
}

/** What the rows of one product ask for, as the editor would send it. */
export interface ProductDraft {
  readonly body: ProductBody
  /** The row each SKU of the body stands in; null for one that the file does not name. */
  readonly skuRows: readonly (number | null)[]
  readonly shelf: 'on_shelf' | 'off_shelf' | 'scheduled' | null
  readonly firstStock: readonly { readonly skuCode: string; readonly qty: number }[]
  readonly flaws: readonly SheetFlaw[]
}

interface Given {
  readonly rows: readonly [StagedRow, ...StagedRow[]]
  readonly columns: ReadonlySet<SheetColumn>
  readonly product: SheetProduct | undefined
  readonly names: SheetNames
}

const SHARED: readonly SheetColumn[] = SHEET_COLUMNS.map(([key]) => key).filter(
  (key) => key in PRODUCT_READERS || key === 'shelf' || key === 'attributes' || optionColumns.includes(key),
)

/**
 * Turns the rows of one product into what its editor would send. A column the file does not have, and a cell that says what the
 * shop already says, leave everything as it is; so do the SKUs the file does not name.
 */
export const draftProduct = (given: Given): ProductDraft => new Drafting(given).run()

class Drafting {
  private readonly flaws: SheetFlaw[] = []
  private readonly printed: Printed
  private readonly shared: Printed
  private readonly axes: readonly string[]
  private readonly speaksOfOptions: boolean

  constructor(private readonly given: Given) {
    const { product, names } = given
    this.printed = product === undefined ? {} : comparable(printedProduct(product, names))
    this.shared = this.agreed()
    this.speaksOfOptions = optionColumns.some((column, axis) =>
      [column, valueColumn(axis)].some((each) => given.columns.has(each)),
    )
    this.axes = optionColumns.map((column) => this.shared[column] ?? '').filter((name) => name !== '')
  }

  run(): ProductDraft {
    const { product } = this.given
    const told = { ...(product === undefined ? blankProduct() : bodyOfProduct(product)), ...this.productPart() }
    const body = { ...told, ...this.answers(told.categoryId) }
    const existing = product?.editing.skus ?? []
    const named = this.given.rows.map((row) => this.sku(row, existing))
    if (body.kind === 'card_secret') this.assertNoStock(named)
    const untouched = existing.filter(
      ({ archived, externalCode }) =>
        !archived && !named.some(({ body: { externalCode: code } }) => code === externalCode),
    )
    const skus = inOrder(existing, [
      ...named,
      ...untouched.map((sku) => ({ body: skuBodyOf(sku), row: null, stock: 0 })),
    ])
    return {
      body: { ...body, options: this.options(skus.map((sku) => sku.body)), skus: skus.map((sku) => sku.body) },
      skuRows: skus.map(({ row }) => row),
      shelf: this.shelf(),
      firstStock: named.flatMap(({ body: { externalCode }, stock }) =>
        stock > 0 ? [{ skuCode: externalCode ?? '', qty: stock }] : [],
      ),
      flaws: this.flaws,
    }
  }

  private wrong(row: number, column: SheetColumn, code: ImportFlawCode, found?: string, most?: number): void {
    this.flaws.push({ row, column, code, found, most })
  }

  /** The columns that describe the product are said once or in every row, and never differently. */
  private agreed(): Printed {
    const shared: Printed = {}
    for (const column of SHARED.filter((key) => this.given.columns.has(key))) {
      const said = this.given.rows.filter(({ cells }) => (cells[column] ?? '') !== '')
      shared[column] = said[0]?.cells[column] ?? ''
      for (const { row, cells } of said.slice(1))
        if (cells[column] !== shared[column]) this.wrong(row, column, 'DIFFERS_FROM_FIRST', String(said[0]?.row))
    }
    return shared
  }

  private productPart(): Partial<ProductBody> {
    const [first] = this.given.rows
    return this.read(first.row, PRODUCT_READERS, this.shared, this.printed, this.given.product === undefined)
  }

  /** Which attributes there are to answer depends on the category the rows put the product into. */
  private answers(categoryId: string): Partial<ProductBody> {
    const text = this.shared.attributes ?? ''
    if (!this.says('attributes', text, this.printed.attributes ?? '')) return {}
    const attributes = answersOf(text, categoryId, this.given.names)
    if (!(attributes instanceof Wrong)) return { attributes }
    this.wrong(this.given.rows[0].row, 'attributes', attributes.code, attributes.found)
    return {}
  }

  /** Reads each cell that says something new. */
  private read<Part extends object>(
    row: number,
    readers: Partial<Record<SheetColumn, Reader<Part>>>,
    cells: Printed,
    printed: Printed,
    fresh: boolean,
  ): Partial<Part> {
    const parts: Partial<Part> = {}
    for (const [key, reader] of Object.entries(readers) as [SheetColumn, Reader<Part>][]) {
      const text = cells[key] ?? ''
      if (this.lacks(key, text, fresh)) this.wrong(row, key, 'CELL_NEEDED')
      if (!this.says(key, text, fresh ? '' : (printed[key] ?? ''))) continue
      const part = reader(text, this.given.names)
      if (part instanceof Wrong) this.wrong(row, key, part.code, part.found, part.most)
      else Object.assign(parts, part)
    }
    return parts
  }

  private lacks(column: SheetColumn, text: string, fresh: boolean): boolean {
    return text === '' && NEVER_EMPTY.has(column) && (fresh || this.given.columns.has(column))
  }

  /** Whether a cell says something that is not so already. */
  private says(column: SheetColumn, text: string, before: string): boolean {
    if (!this.given.columns.has(column) || text === before) return false
    return text !== '' || !(EMPTY_KEEPS.has(column) || NEVER_EMPTY.has(column))
  }

  private shelf(): ProductDraft['shelf'] {
    const text = this.shared.shelf ?? ''
    if (text === '' || text === this.printed.shelf) return null
    const read = shelfOf(text, this.given.names)
    if (!(read instanceof Wrong)) return read.shelf
    this.wrong(this.given.rows[0].row, 'shelf', read.code, read.found)
    return null
  }

  private sku({ row, cells }: StagedRow, existing: readonly FormSku[]) {
    const code = cells.skuCode ?? ''
    const before = existing.find(({ externalCode }) => externalCode === code)
    const values = this.values(row, cells, before, existing)
    const printed = before === undefined ? {} : comparable(printedSku(before))
    const part = this.read(row, SKU_READERS, cells, printed, before === undefined)
    const body: SkuBody = { ...(before === undefined ? blankSku(values, code) : skuBodyOf(before)), ...part, values }
    return { body, row: row as number | null, stock: before === undefined ? this.firstStock(row, cells) : 0 }
  }

  /** Stock of a SKU that was there before moves by deltas of its own, never by a sheet that may be older than the last sale. */
  private firstStock(row: number, { firstStock = '' }: Cells): number {
    if (firstStock === '') return 0
    const read = firstStockOf(firstStock, this.given.names)
    if (!(read instanceof Wrong)) return read.qty
    this.wrong(row, 'firstStock', read.code, read.found, read.most)
    return 0
  }

  private assertNoStock(named: readonly Placed[]): void {
    for (const { row, stock } of named) if (row !== null && stock > 0) this.wrong(row, 'firstStock', 'STOCK_BY_SECRETS')
  }

  private values(row: number, cells: Cells, before: FormSku | undefined, existing: readonly FormSku[]): string[] {
    if (!this.speaksOfOptions) return before?.values ?? []
    const values = this.axes.map((_, axis) => cells[valueColumn(axis)] ?? '')
    this.assertPaired(row, cells)
    if (before !== undefined) {
      if (same(before.values, values)) return before.values
      this.wrong(row, valueColumn(0), 'COMBINATION_FIXED', clipped(before.values.join(' / ')))
      return values
    }
    const holder = existing.find((sku) => !sku.archived && same(sku.values, values))
    if (holder !== undefined) this.wrong(row, 'skuCode', 'COMBINATION_TAKEN', clipped(holder.externalCode))
    return values
  }

  /** Every named option has a value in the row, and no value stands without its option. */
  private assertPaired(row: number, cells: Cells): void {
    for (const [axis] of optionColumns.entries()) {
      const given = (cells[valueColumn(axis)] ?? '') !== ''
      if (given !== axis < this.axes.length)
        this.wrong(row, (given ? optionColumn : valueColumn)(axis), 'OPTION_INCOMPLETE')
    }
  }

  /** Options and values keep their keys and their order; new values come behind. */
  private options(skus: readonly SkuBody[]): ProductBody['options'] {
    const before = this.given.product?.editing.options ?? []
    const names = before.map(({ name }) => name)
    if (this.given.product !== undefined && this.speaksOfOptions && !same(names, this.axes)) {
      this.wrong(this.given.rows[0].row, 'option1', 'OPTIONS_DIFFER', clipped(names.join(' / ')))
      return before
    }
    const axes = before.length > 0 ? before : this.axes.map((name) => ({ name, values: [] }))
    return axes.map((option, axis) => {
      const known = new Set(option.values.map(({ name }) => name))
      const fresh = [...new Set(skus.map(({ values }) => values[axis] ?? ''))].filter(
        (name) => name !== '' && !known.has(name),
      )
      return { ...option, values: [...option.values, ...fresh.map((name) => ({ name }))] }
    })
  }
}

/** Names that a file gives back as they were. */
const same = (names: readonly string[], others: readonly string[]): boolean =>
  names.map(plainLines).join('\0') === others.map(plainLines).join('\0')

interface Placed {
  readonly body: SkuBody
  readonly row: number | null
  readonly stock: number
}

/** SKUs the shop knows stay in their order, new ones follow in the order of the file. */
const inOrder = (existing: readonly FormSku[], skus: readonly Placed[]): Placed[] => {
  const place = new Map(existing.map(({ externalCode }, at) => [externalCode, at]))
  const at = ({ body }: Placed): number => place.get(body.externalCode ?? '') ?? existing.length
  return skus
    .map((sku, index) => ({ sku, index }))
    .sort((a, b) => at(a.sku) - at(b.sku) || a.index - b.index)
    .map(({ sku }) => sku)
}
