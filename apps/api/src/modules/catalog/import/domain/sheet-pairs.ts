/** One named thing of a cell, such as `产地=云南`. */
export interface Pair {
  readonly name: string
  /** Empty where nothing stands behind the name. */
  readonly value: string
}

const JOINS = '=＝:：'
const LISTS = '、，,;；'
const PARTS = '|\n'

/** A backslash in front keeps a sign from parting what it stands in. */
const kept = (text: string, signs: string): string => text.replace(new RegExp(`[${signs}\\\\]`, 'g'), '\\$&')

const unkept = (text: string): string => text.replace(/\\([|\n=＝:：、，,;；\\])/g, '$1')

/** Cuts where one of the signs stands without a backslash before it; blank parts are none. */
const cutAt = (text: string, signs: string): string[] =>
  (text.match(new RegExp(`(?:\\\\[\\s\\S]|[^${signs}\\\\]|\\\\$)+`, 'g')) ?? []).filter((part) => part.trim() !== '')

const pairOf = (entry: string): Pair => {
  const [, name = entry, value = ''] =
    new RegExp(`^((?:\\\\[\\s\\S]|[^${JOINS}\\\\])*)[${JOINS}]([\\s\\S]*)$`).exec(entry) ?? []
  return { name: unkept(name.trim()), value: unkept(value.trim()) }
}

/** The named things of a cell: one a line, or parted by strokes. */
export const pairsOf = (text: string): Pair[] => cutAt(text, PARTS).map(pairOf)

export const pairsText = (pairs: readonly Pair[]): string =>
  pairs
    .map(({ name, value }) => kept(name, `${PARTS}${JOINS}`) + (value === '' ? '' : `=${kept(value, PARTS)}`))
    .join('|')

/** Several values behind one name. */
export const valuesOf = (text: string): string[] => cutAt(text, LISTS).map((value) => unkept(value.trim()))

export const valuesText = (values: readonly string[]): string => values.map((value) => kept(value, LISTS)).join('、')
