import type { SecretFlaw } from '@jishi/contracts/inventory/secrets.schema'

/** A pasted list or the text of a file, one code a line; empty lines are nobody's code. */
export const linesOf = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What is left when the rows that cannot be taken are taken out. */
export const withoutFlawed = (lines: readonly string[], flaws: readonly SecretFlaw[]): string[] => {
  const out = new Set(flaws.map(({ row }) => row))
  return lines.filter((_, index) => !out.has(index + 1))
}

/** How many rows have each fault, the commonest first. */
export const faultCounts = (flaws: readonly SecretFlaw[]): { code: SecretFlaw['code']; count: number }[] => {
  const counts = new Map<SecretFlaw['code'], number>()
  for (const { code } of flaws) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, count]) => ({ code, count })).sort((left, right) => right.count - left.count)
}
