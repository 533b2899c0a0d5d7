/** Letters and digits of one width and one case, everything else a single space: how titles and questions meet. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const RUN = /\p{Script=Han}+|[^\p{Script=Han} ]+/gu
const HAN = /^\p{Script=Han}/u

/** Stretches of plain text that are Chinese throughout, or not at all. */
export const runsOf = (plain: string): string[] => plain.match(RUN) ?? []
export const isHan = (run: string): boolean => HAN.test(run)

/** `iphone15` is asked for as a whole, as `iphone` and as `15`. */
export const partsOf = (run: string): string[] => run.match(/\p{N}+|\p{L}+/gu) ?? []

/** Every two characters that stand together: what finds a word that the dictionary cuts elsewhere. */
export const pairsOf = (run: string): string[] => {
  const signs = [...run]
  return signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)
}

/** A short fingerprint of a text, the same in every process; it binds, it keeps no secret. */
export const stampOf = (text: string): string => {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  return `${(high >>> 0).toString(36)}${(low >>> 0).toString(36)}`
}
