/** What of a launched promotion may still be another one, and how. Times in milliseconds. */
export interface LiveTerms {
  readonly untilAt: number
  readonly totalLimit: number | null
  readonly memberLimit: number | null
}

/** What shoppers were promised and orders were priced by stays; only its name, place, end and room move. */
const FIXED = ['scope', 'platforms', 'fromAt', 'rule'] as const

const isLowered = (before: number | null, after: number | null): boolean =>
  after !== null && (before === null || after < before)

/**
 * The fields of a launched promotion that a change must leave alone: whom and what it is for, when it began and its rule stay;
 * name, campaign and priority are free, its end lies ahead, and limits only rise. `same` compares two values of one field.
 */
export const fixedFields = <Terms extends LiveTerms & Record<(typeof FIXED)[number], unknown>>(
  before: Terms,
  after: Terms,
  now: number,
  same: (left: unknown, right: unknown) => boolean,
): string[] => [
  ...FIXED.filter((field) => !same(before[field], after[field])),
  ...(after.untilAt !== before.untilAt && after.untilAt <= now ? ['untilAt'] : []),
  ...(['totalLimit', 'memberLimit'] as const).filter((field) => isLowered(before[field], after[field])),
]
