import type { BulkShelfResult, ShelfBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { PERMIT_KINDS, SHELF_GAPS, type PermitKind } from '@jishi/contracts/catalog/catalog.terms'
import { api } from '@/api'
import { asApiError, type ApiError } from '@/api/api-error'
import { undoToast } from '@/components/undo-toast'
import { t, type CopyKey } from '@/copy'
import { ElMessage } from '@/element'

type State = ShelfBody['state']

export const permitText = (kind: PermitKind): string => t(`category.permit.${kind}`)

const gapTexts: Record<(typeof SHELF_GAPS)[number], CopyKey> = {
  pictures: 'product.gap.pictures',
  skus: 'product.gap.skus',
}

/** Why the shelf said no, with what to do about it. */
export const shelfRefusal = ({ code, details, message }: Pick<ApiError, 'code' | 'details' | 'message'>): string => {
  const { missing, permitKind } = (details ?? {}) as { missing?: string[]; permitKind?: string }
  if (code === 'PRODUCT_INCOMPLETE' && missing !== undefined) {
    const gaps = SHELF_GAPS.filter((gap) => missing.includes(gap)).map((gap) => t(gapTexts[gap]))
    return t('product.incomplete', { what: gaps.join(t('product.and')) })
  }
  const kind = PERMIT_KINDS.find((one) => one === permitKind)
  return code === 'PERMIT_MISSING' && kind !== undefined
    ? t('product.permitMissing', { what: permitText(kind) })
    : message
}

/** The words for one product of a bulk move that stayed where it was. */
export const refusedText = ({ code, permitKind }: BulkShelfResult['refused'][number]): string => {
  if (code === 'PERMIT_MISSING') return shelfRefusal({ code, details: { permitKind }, message: '' })
  if (code === 'PRODUCT_INCOMPLETE') return t('product.incompleteShort')
  return t(code === 'NOT_FOUND' ? 'product.gone' : 'product.changedMeanwhile')
}

const other = (state: State): State => (state === 'on_shelf' ? 'off_shelf' : 'on_shelf')

/** Moves one product, and offers the way back; answers whether it moved. */
export const moveProduct = async (id: string, state: State, moved: () => void): Promise<boolean> => {
  try {
    await api.catalog.moveProduct({ params: { id }, body: { state } })
  } catch (error) {
    ElMessage.error(shelfRefusal(asApiError(error)))
    return false
  }
  moved()
  undoToast(t(state === 'on_shelf' ? 'product.nowOn' : 'product.nowOff'), () => {
    void api.catalog
      .moveProduct({ params: { id }, body: { state: other(state) } })
      .then(moved, (error: unknown) => ElMessage.error(shelfRefusal(asApiError(error))))
  })
  return true
}

/** Moves many; what could not be moved is answered with its reason, the rest can be taken back. */
export const moveProducts = async (
  ids: readonly string[],
  state: State,
  moved: () => void,
): Promise<BulkShelfResult | undefined> => {
  try {
    const result = await api.catalog.moveProducts({ body: { ids: [...ids], state } })
    moved()
    if (result.moved.length > 0)
      undoToast(t(state === 'on_shelf' ? 'product.manyOn' : 'product.manyOff', { n: result.moved.length }), () => {
        void api.catalog.moveProducts({ body: { ids: result.moved, state: other(state) } }).then(moved)
      })
    return result
  } catch (error) {
    ElMessage.error(asApiError(error).message)
    return undefined
  }
}
