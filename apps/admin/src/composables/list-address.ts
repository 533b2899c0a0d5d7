/** The part of an address behind the question mark, as the router gives and takes it. */
export type AddressQuery = Record<string, string | null | (string | null)[] | undefined>

/** One filter in an address: what it accepts. Anything else found there is left out, as if it had not been written. */
export interface FilterField<T extends string = string> {
  read(text: string): T | undefined
}
export type FilterSpec = Record<string, FilterField>
export type FilterValues<S extends FilterSpec> = {
  [K in keyof S]?: (S[K] extends FilterField<infer T> ? T : never) | undefined
}

const CURSOR = 'cursor'
const MAX_CURSOR = 512
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const oneOf = <T extends string>(values: readonly T[]): FilterField<T> => ({
  read: (text) => values.find((value) => value === text),
})

export const words = (max: number): FilterField => ({
  read: (text) => text.trim().slice(0, max).trim() || undefined,
})

/** A number people copy in groups: the gaps are no part of it. */
export const ungrouped = (max: number): FilterField => ({
  read: (text) => text.replace(/\s+/g, '').slice(0, max) || undefined,
})

export const calendarDay: FilterField = {
  read: (text) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
    const ms = Date.parse(`${text}T00:00:00Z`)
    return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : text
  },
}

/** An amount of fen, written as the wire has it. */
export const fenAmount: FilterField = {
  read: (text) => (/^\d{1,11}$/.test(text) ? String(Number(text)) : undefined),
}

export const uuid: FilterField = { read: (text) => (uuidPattern.test(text) ? text.toLowerCase() : undefined) }

const firstOf = (value: AddressQuery[string]): string | undefined => {
  const first = Array.isArray(value) ? value[0] : value
  return first === null || first === undefined || first === '' ? undefined : first
}

export const filtersOf = <S extends FilterSpec>(spec: S, query: AddressQuery): FilterValues<S> => {
  const filters: Record<string, string> = {}
  for (const [name, field] of Object.entries(spec)) {
    const text = firstOf(query[name])
    const value = text === undefined ? undefined : field.read(text)
    if (value !== undefined) filters[name] = value
  }
  return filters as FilterValues<S>
}

export const cursorOf = (query: AddressQuery): string | undefined => {
  const cursor = firstOf(query[CURSOR])
  return cursor !== undefined && cursor.length <= MAX_CURSOR ? cursor : undefined
}

/**
 * The address of these filters at this page. What other parts of the room keep there stays; filters that say nothing
 * are left out, so that one view has one address.
 */
export const addressOf = <S extends FilterSpec>(
  spec: S,
  filters: FilterValues<S>,
  cursor: string | undefined,
  present: AddressQuery = {},
): Record<string, string> => {
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(present)) {
    const text = firstOf(value)
    if (!(name in spec) && name !== CURSOR && text !== undefined) query[name] = text
  }
  for (const [name, field] of Object.entries(spec)) {
    const given = filters[name]
    const value = given === undefined ? undefined : field.read(given)
    if (value !== undefined) query[name] = value
  }
  if (cursor !== undefined) query[CURSOR] = cursor
  return query
}
