import type { ImportState } from '@jishi/contracts/catalog/product-import.terms'
import type { ShipSheet, ShipSheetRow } from '@jishi/contracts/order/ship-sheet.schema'
import { SHIP_ROW_VERDICTS, type ShipRowVerdict } from '@jishi/contracts/order/ship-sheet.terms'
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
export const verdictTones: Record<ShipRowVerdict, Tone> = {
  new: 'fresh',
  unchanged: 'quiet',
  refused: 'brand',
  blank: 'quiet',
}
export const rowFilters = { verdict: oneOf(SHIP_ROW_VERDICTS) }
export const verdictTabs = (): StateTab<ShipRowVerdict>[] => [
  { value: undefined, label: t('imports.all') },
  ...SHIP_ROW_VERDICTS.map((value) => ({ value, label: t(`shipSheet.verdict.${value}`) })),
]

export const isAtWork = ({ state }: ShipSheet): boolean => ['reading', 'checking', 'applying'].includes(state)

/** Parcels still to be shipped. */
export const leftOf = ({ parcels, parcelsSent, parcelsLost }: ShipSheet): number =>
  parcels.new - parcelsSent - parcelsLost

/** How far the step under way has come, from 0 to 1; null where nobody knows how much there is. */
export const shareOf = (view: ShipSheet): number | null => {
  if (view.state === 'checking' && view.parcelsFound > 0) return view.parcelsChecked / view.parcelsFound
  if (view.state === 'applying' && view.parcels.new > 0) return 1 - leftOf(view) / view.parcels.new
  return null
}

/** Where it stands, in one word: what was checked and asks for nothing is not waiting for anybody. */
export const stateText = ({ state, mayApply }: ShipSheet): string => {
  if (state === 'ready') return t(mayApply ? 'shipSheet.state.ready' : 'imports.state.checked')
  return t(state === 'applying' ? 'shipSheet.state.applying' : `imports.state.${state}`)
}
export const toneOf = ({ state, mayApply }: ShipSheet): Tone =>
  state === 'ready' && !mayApply ? 'quiet' : stateTones[state]

export const progressText = (view: ShipSheet): string => {
  if (view.state === 'reading') return t('imports.progress.reading', { n: view.rowsRead })
  if (view.state === 'checking')
    return t('shipSheet.progress.checking', { n: view.parcelsChecked, of: view.parcelsFound })
  return t('shipSheet.progress.applying', { n: view.parcels.new - leftOf(view), of: view.parcels.new })
}

export const outcomeText = (view: ShipSheet): string => {
  const { parcels, parcelsSent: sent, parcelsLost: lost } = view
  if (view.state === 'refused') return t('shipSheet.refused')
  if (view.state === 'done') return t('shipSheet.done', { sent, lost, refused: parcels.refused })
  if (view.state === 'stopped')
    return view.mayApply ? t('shipSheet.stopped', { sent, left: leftOf(view) }) : t('imports.stoppedUnchecked')
  return view.mayApply ? t('shipSheet.ready', parcels) : t('shipSheet.nothing')
}

/** What a row puts into its parcel. */
export const piecesText = ({ line, pieces, verdict }: ShipSheetRow): string => {
  if (verdict === 'blank') return ''
  if (line === '') return t('shipSheet.everything')
  return pieces === '' ? t('shipSheet.lineAll', { line }) : t('shipSheet.linePieces', { line, n: pieces })
}

/** Why a row is not shipped. A row without a flaw of its own stays with its parcel. */
export const whyOf = ({ flaws, verdict }: ShipSheetRow): string[] => {
  if (flaws.length === 0) return verdict === 'refused' ? [t('shipSheet.sibling')] : []
  return flaws.map(({ message }) => message)
}
