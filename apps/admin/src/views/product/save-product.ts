import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { api } from '@/api'
import { fen, formatFen } from '@jishi/kernel/money'
import { ActionKey } from '@/api/action-key'
import { fieldsRefused, type ApiError } from '@/api/api-error'
import { t } from '@/copy'
import { bodyOf, wholeNumber } from './product-body'
import type { Draft } from './product-draft'
import { belowFloor } from './product-flaws'
import { keptSkus } from './sku-matrix'

interface Below {
  readonly path: string
  readonly floorFen?: number
  readonly priceFen?: number
}

/** A price below its floor, or a floor that rose above a price of some list. */
const floorErrors = ({ details }: ApiError): Map<string, string> => {
  const { items = [] } = (details ?? {}) as { items?: Below[] }
  return new Map(
    items.map(({ path, floorFen, priceFen }) => [
      path,
      priceFen === undefined ? belowFloor(floorFen ?? 0) : t('product.flaw.floor', { price: formatFen(fen(priceFen)) }),
    ]),
  )
}

/** Errors by field: the server's own, codes that are taken included. */
export const fieldErrors = (error: ApiError): Map<string, string> => {
  if (error.code === 'PRODUCT_KIND_FIXED') return new Map([['kind', t('kind.fixed')]])
  if (error.code === 'PRICE_BELOW_FLOOR') return floorErrors(error)
  if (error.code !== 'SKU_CODE_TAKEN') return fieldsRefused(error)
  const items = (error.details as { items?: { path: string }[] } | undefined)?.items ?? []
  return new Map(items.map(({ path }) => [path, t('product.flaw.taken')]))
}

/** How many pieces came or went, in the order in which the SKUs are sent. */
export const deltasOf = (draft: Draft): number[] =>
  keptSkus(draft.options, draft.skus).map(({ delta }) => wholeNumber(delta || '0') ?? 0)

/** The two writes behind one save. Each keeps its key until it has been answered. */
export class ProductWrites {
  private readonly product = new ActionKey()
  private readonly stock = new ActionKey()

  /** Answers the product's id. Without an id and a version it makes a new one. */
  async save(
    draft: Draft,
    asked: ReadonlySet<string> | undefined,
    { id, version }: { id: string | undefined; version: number | undefined },
  ): Promise<string> {
    const body = bodyOf(draft, asked)
    const sent =
      id === undefined || version === undefined
        ? api.catalog.addProduct({ body, idempotencyKey: this.product.of(body) })
        : api.catalog.editProduct({
            params: { id },
            body: { ...body, version },
            idempotencyKey: this.product.of([id, version, body]),
          })
    const saved = await sent
    this.product.answered()
    return saved.id
  }

  /** Stock goes its own way, after the SKUs exist: `stored` lists them in the order they were sent. */
  async adjust(stored: ProductForm, deltas: readonly number[]): Promise<void> {
    const items = deltas.flatMap((delta, at) => {
      const skuId = stored.skus[at]?.id
      return delta === 0 || skuId === undefined ? [] : [{ skuId, delta }]
    })
    if (items.length === 0) return
    const body = { reason: t('product.stockReason'), items }
    await api.inventory.adjust({ body, idempotencyKey: this.stock.of(body) })
    this.stock.answered()
  }
}
