import { DomainError } from '@jishi/kernel/errors'

/** A name a person sent, with the id of the row it renames where it renames one. */
export interface Named {
  readonly id?: string | undefined
  readonly name: string
}

/**
 * Finds for each wanted name the row it means: the row of its id, else a row of that name which nobody claimed by id
 * (a value that rests comes back), else a new one. Throws VALIDATION_FAILED for an id that is none of
 * the rows, or that was named before.
 */
export const claimed = (
  wanted: readonly Named[],
  rows: readonly { readonly id: string; readonly name: string }[],
  path: (index: number) => string,
  fresh: () => string,
): string[] => {
  const byId = new Set(wanted.flatMap(({ id }) => id ?? []))
  return wanted.map(({ id, name }, index) => {
    if (id === undefined) return rows.find((row) => row.name === name && !byId.has(row.id))?.id ?? fresh()
    const first = wanted.findIndex((other) => other.id === id)
    if (first === index && rows.some((row) => row.id === id)) return id
    throw new DomainError('VALIDATION_FAILED', [{ path: path(index), message: 'it does not belong here' }])
  })
}
