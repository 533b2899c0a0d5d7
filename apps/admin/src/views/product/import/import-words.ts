import type { ImportRow, ProductImport } from '@jishi/contracts/catalog/product-import.schema'
import { IMPORT_VERDICTS, type ImportState, type ImportVerdict } from '@jishi/contracts/catalog/product-import.terms'
import type { StateTab } from '@/components/state-tabs.vue'
import type { Tone } from '@/components/state-tag.vue'
import { oneOf } from '@/composables/list-address'
import { t } from '@/copy'

const stateTones: Record<ImportState, Tone> = {
  reading: 'gold',
  checking: 'gold',
  ready: 'brand',
  applying: 'gold',
  done: 'fresh',
  stopped: 'quiet',
  refused: 'quiet',
}
export const verdictTones: Record<ImportVerdict, Tone> = {
  new: 'fresh',
  changed: 'gold',
  unchanged: 'quiet',
  refused: 'brand',
}
export const rowFilters = { verdict: oneOf(IMPORT_VERDICTS) }

export const verdictTabs = ({ products }: ProductImport): StateTab<ImportVerdict>[] => [
  { value: undefined, label: t('imports.all') },
  ...IMPORT_VERDICTS.map((value) => ({
    value,
    label: t(`imports.verdict.${value}`),
    count: products[value],
    urgent: value === 'refused',
  })),
]

export const isAtWork = ({ state }: ProductImport): boolean => ['reading', 'checking', 'applying'].includes(state)

/** What is still to be written. */
export const leftOf = ({ products, productsApplied, productsLost }: ProductImport): number =>
  products.new + products.changed - productsApplied - productsLost

/** How far the step under way has come, from 0 to 1; null where nobody knows how much there is. */
export const shareOf = (view: ProductImport): number | null => {
  if (view.state === 'checking' && view.productsFound > 0) return view.productsChecked / view.productsFound
  const wanted = view.products.new + view.products.changed
  if (view.state === 'applying' && wanted > 0) return 1 - leftOf(view) / wanted
  return null
}

/** Where it stands, in one word: what was checked and asks for nothing is not waiting for anybody. */
export const stateText = ({ state, mayApply }: ProductImport): string =>
  t(state === 'ready' && !mayApply ? 'imports.state.checked' : `imports.state.${state}`)
export const toneOf = ({ state, mayApply }: ProductImport): Tone =>
  state === 'ready' && !mayApply ? 'quiet' : stateTones[state]

export const progressText = (view: ProductImport): string => {
  if (view.state === 'reading') return t('imports.progress.reading', { n: view.rowsRead })
  if (view.state === 'checking')
    return t('imports.progress.checking', { n: view.productsChecked, of: view.productsFound })
  const of = view.products.new + view.products.changed
  return t('imports.progress.applying', { n: of - leftOf(view), of })
}

export const outcomeText = (view: ProductImport): string => {
  const { products, productsApplied: applied, productsLost: lost } = view
  if (view.state === 'refused') return t('imports.refused')
  if (view.state === 'done') return t('imports.done', { applied, lost, refused: products.refused })
  if (view.state === 'stopped')
    return view.mayApply ? t('imports.stopped', { applied, left: leftOf(view) }) : t('imports.stoppedUnchecked')
  return view.mayApply ? t('imports.ready', products) : t('imports.nothing')
}

/** Why a row is not imported. A row without a flaw of its own goes down with its product. */
export const whyOf = ({ flaws, verdict }: ImportRow): string[] => {
  if (flaws.length === 0) return verdict === 'refused' ? [t('imports.sibling')] : []
  return flaws.map(({ message }) => message)
}
