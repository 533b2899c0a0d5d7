/** Three stars whatever the length, so that it tells nothing: 林小满 → 林***. */
export const maskedName = (name: string): string => `${[...name.trim()][0] ?? ''}***`
