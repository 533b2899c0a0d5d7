/** Signs people put between the letters of a word so that a list does not find it. */
const BETWEEN = /[\s\p{P}\p{S}\p{Cf}\p{M}]/gu

/** Full-width letters become plain, capitals small, and what stands between letters falls out. */
export const normalised = (text: string): string => text.normalize('NFKC').toLowerCase().replace(BETWEEN, '')

/**
 * The words of a list that a text contains, however they are spaced, capitalised or widened. Each once, in the list's
 * order. It only points an operator to a place: it never decides.
 */
export const flaggedWords = (text: string, list: readonly string[]): string[] => {
  const plain = normalised(text)
  const found = list.filter((word) => {
    const wanted = normalised(word)
    return wanted !== '' && plain.includes(wanted)
  })
  return [...new Set(found)]
}
