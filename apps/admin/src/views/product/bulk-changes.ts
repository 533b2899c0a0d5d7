import type { BulkChange, BulkResult } from '@jishi/contracts/catalog/product-shelf.schema'
import { api } from '@/api'
import { ActionKey } from '@/api/action-key'
import { asApiError } from '@/api/api-error'
import { undoToast } from '@/components/undo-toast'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import { shelfRefusal } from './use-shelf'

/** The words for one product of a bulk change that stayed as it was. */
export const refusedText = ({ code, permitKind, missing }: BulkResult['refused'][number]): string => {
  if (code === 'PERMIT_MISSING' || code === 'PRODUCT_INCOMPLETE')
    return shelfRefusal({ code, details: { permitKind, missing }, message: t('product.incompleteShort') })
  if (code === 'CATEGORY_GONE') return t('product.categoryGone')
  return t(code === 'NOT_FOUND' ? 'product.gone' : 'product.changedMeanwhile')
}

/**
 * What takes a change back, where that is one change too: off the shelf and into the bin are easily done by mistake. What
 * category, tags or weight each product had before is not known here, so those have none.
 */
export const oppositeOf = (change: BulkChange): BulkChange | undefined => {
  if (change.kind === 'shelf') return { kind: 'shelf', state: change.state === 'on_shelf' ? 'off_shelf' : 'on_shelf' }
  if (change.kind === 'archive') return { kind: 'restore' }
  return change.kind === 'restore' ? { kind: 'archive' } : undefined
}

export const doneText = (change: BulkChange, n: number): string => {
  if (change.kind === 'shelf') return t(change.state === 'on_shelf' ? 'product.manyOn' : 'product.manyOff', { n })
  if (change.kind === 'archive') return t('product.manyBinned', { n })
  return t(change.kind === 'restore' ? 'product.manyRestored' : 'product.manyChanged', { n })
}

/** Changes many products at once. What could not be changed is answered with its reason; the rest can be taken back. */
export const useBulkChanges = (changed: () => void) => {
  const key = new ActionKey()
  const send = async (ids: readonly string[], change: BulkChange): Promise<BulkResult> => {
    const body = { ids: [...ids], change }
    const result = await api.catalog.changeProducts({ body, idempotencyKey: key.of(body) })
    key.answered()
    changed()
    return result
  }
  /** A way back that is refused says so, like the way there. */
  const takeBack = async (ids: readonly string[], change: BulkChange): Promise<void> => {
    try {
      const [first] = (await send(ids, change)).refused
      if (first !== undefined) ElMessage.error(refusedText(first))
    } catch (error) {
      ElMessage.error(asApiError(error).message)
    }
  }
  const offerBack = (change: BulkChange, ids: readonly string[]): void => {
    const words = doneText(change, ids.length)
    const back = oppositeOf(change)
    if (back === undefined) ElMessage.success(words)
    else undoToast(words, () => void takeBack(ids, back))
  }
  return async (ids: readonly string[], change: BulkChange): Promise<BulkResult | undefined> => {
    try {
      const result = await send(ids, change)
      if (result.changed.length > 0) offerBack(change, result.changed)
      return result
    } catch (error) {
      ElMessage.error(asApiError(error).message)
      return undefined
    }
  }
}
