export type Mark = [from: number, to: number]

/** Each sign of a title as questions write it, standing where it stands: widths and cases change, places do not. */
const plainSigns = (title: string): string[] =>
  [...title].flatMap((sign) => {
    const plain = sign.normalize('NFKC').toLowerCase()
    return plain.length === sign.length ? [...plain] : [sign]
  })

export const merged = (marks: readonly Mark[]): Mark[] => {
  const kept: Mark[] = []
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = kept[kept.length - 1]
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else kept.push([from, to])
  }
  return kept
}

const placesOf = (plain: string, word: string): Mark[] => {
  const marks: Mark[] = []
  for (let at = plain.indexOf(word); word !== '' && at >= 0; at = plain.indexOf(word, at + word.length))
    marks.push([at, at + word.length])
  return marks
}

/** Where the words stand in a title, as UTF-16 ranges that neither touch nor overlap. */
export const titleMarks = (title: string, words: readonly string[]): Mark[] => {
  const plain = plainSigns(title).join('')
  return plain.length === title.length ? merged(words.flatMap((word) => placesOf(plain, word))) : []
}

/** Where a title sounds like what was typed: syllables are given for each UTF-16 unit, empty where there is no Chinese. */
export const soundMarks = (syllables: readonly string[], typed: string): Mark[] => {
  const marks: Mark[] = []
  for (let from = 0; from < syllables.length; from += 1) {
    const to = endOf(syllables, from, typed)
    if (to !== undefined) marks.push([from, to])
  }
  return merged(marks)
}

/** The end of the stretch from here whose syllables, or whose first letters, begin with what was typed. */
const endOf = (syllables: readonly string[], from: number, typed: string): number | undefined => {
  let full = ''
  let initials = ''
  for (let at = from; at < syllables.length && syllables[at] !== ''; at += 1) {
    full += syllables[at] ?? ''
    initials += (syllables[at] ?? '').charAt(0)
    if (full.startsWith(typed) || initials === typed) return at + 1
    if (!typed.startsWith(full) && !typed.startsWith(initials)) return undefined
  }
  return undefined
}
