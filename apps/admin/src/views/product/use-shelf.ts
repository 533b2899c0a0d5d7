import type { ShelfBody } from '@jishi/contracts/catalog/product-shelf.schema'
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
  attributes: 'product.gap.attributes',
}

/** Why the shelf said no, with what to do about it. */
export const shelfRefusal = ({ code, details, message }: Pick<ApiError, 'code' | 'details' | 'message'>): string => {
  const { missing, permitKind } = (details ?? {}) as { missing?: readonly string[]; permitKind?: string | null }
  if (code === 'PRODUCT_INCOMPLETE' && missing !== undefined && missing.length > 0) {
    const gaps = SHELF_GAPS.filter((gap) => missing.includes(gap)).map((gap) => t(gapTexts[gap]))
    return t('product.incomplete', { what: gaps.join(t('product.and')) })
  }
  const kind = PERMIT_KINDS.find((one) => one === permitKind)
  return code === 'PERMIT_MISSING' && kind !== undefined
    ? t('product.permitMissing', { what: permitText(kind) })
    : message
}

const tell = (error: unknown): void => {
  ElMessage.error(shelfRefusal(asApiError(error)))
}

const undone = async (back: () => Promise<unknown>, done: () => void): Promise<void> => {
  try {
    await back()
    done()
  } catch (error) {
    tell(error)
  }
}

/** Does one thing to one product, and offers the way back; answers whether it was done. */
const doOne = async (work: Promise<unknown>, words: string, done: () => void, back?: () => Promise<unknown>) => {
  try {
    await work
  } catch (error) {
    tell(error)
    return false
  }
  done()
  if (back === undefined) ElMessage.success(words)
  else undoToast(words, () => void undone(back, done))
  return true
}

const shelve = (id: string, state: State) => api.catalog.moveProduct({ params: { id }, body: { state } })
const other = (state: State): State => (state === 'on_shelf' ? 'off_shelf' : 'on_shelf')

/** Moves one product onto the shelf or off it; answers whether it moved. */
export const moveProduct = (id: string, state: State, moved: () => void): Promise<boolean> =>
  doOne(shelve(id, state), t(state === 'on_shelf' ? 'product.nowOn' : 'product.nowOff'), moved, () =>
    shelve(id, other(state)),
  )

/** Lets it wait for its day. */
export const planProduct = (
  id: string,
  body: { shelfFrom: string | null; shelfUntil: string | null },
  planned: () => void,
): Promise<boolean> => doOne(api.catalog.scheduleProduct({ params: { id }, body }), t('product.nowPlanned'), planned)

/** Takes its day back: it is what it was before it began to wait. */
export const unplanProduct = (id: string, taken: () => void): Promise<boolean> =>
  doOne(shelve(id, 'off_shelf'), t('product.unplanned'), taken)

export const binProduct = (id: string, version: number, binned: () => void): Promise<boolean> =>
  doOne(api.catalog.archiveProduct({ params: { id }, body: { version } }), t('product.nowBinned'), binned, () =>
    api.catalog.restoreProduct({ params: { id }, body: { categoryId: null } }),
  )

/** Lets its page be seen before it is for sale; undefined where the server refused, which is told. */
export const previewPass = async (id: string): Promise<string | undefined> => {
  try {
    return (await api.shopfront.openPreview({ params: { id } })).pass
  } catch (error) {
    tell(error)
    return undefined
  }
}
