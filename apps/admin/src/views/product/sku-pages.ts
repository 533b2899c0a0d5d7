import type { DraftSku } from './sku-matrix'

/** So many rows are drawn at once; the other combinations are a page away, and typing stays quick at four hundred. */
export const ROWS_A_PAGE = 40

/** Refusals by row and field. They come numbered as rows were sent, which is without those taken away. */
export const flawsByRow = (
  rows: readonly DraftSku[],
  errors: ReadonlyMap<string, string>,
): Map<DraftSku, Record<string, string>> => {
  const sent = rows.filter(({ kept }) => kept)
  const found = new Map<DraftSku, Record<string, string>>()
  for (const [path, text] of errors) {
    const [, at, field] = /^skus\.(\d+)\.(\w+)/.exec(path) ?? []
    const row = at === undefined ? undefined : sent[Number(at)]
    if (row !== undefined && field !== undefined) found.set(row, { ...found.get(row), [field]: text })
  }
  return found
}

/** The page of the first refused row; undefined where none of them is shown. */
export const pageOfFlaw = (shown: readonly DraftSku[], flaws: ReadonlyMap<DraftSku, unknown>): number | undefined => {
  const first = shown.findIndex((row) => flaws.has(row))
  return first < 0 ? undefined : Math.floor(first / ROWS_A_PAGE)
}
