/** What is typed in a form as text, and the value that stands for it. */

/** Yuan as people write them, from fen; no float in between. */
export const yuanOf = (fen: number): string => {
  const cents = String(fen % 100).padStart(2, '0')
  return cents === '00' ? String(Math.floor(fen / 100)) : `${Math.floor(fen / 100)}.${cents}`
}
export const fenOf = (text: string): number | undefined => {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (match === null) return undefined
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
/** One group of words a line, the words parted by commas of any kind. */
export const groupsOf = (text: string): string[][] =>
  linesOf(text).map((line) =>
    line
      .split(/[,，、;；]/)
      .map((word) => word.trim())
      .filter(Boolean),
  )
export const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
