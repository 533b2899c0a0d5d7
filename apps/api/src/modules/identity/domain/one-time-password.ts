import { MIN_PASSWORD_LENGTH } from '@jishi/contracts/identity/operators.terms'

/** Letters and digits that are not taken for one another when somebody reads them out. */
export const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of four: read out easily, typed easily, 79 bits. `pick` answers a number below its argument. */
export const oneTimePassword = (pick: (below: number) => number): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => READABLE[pick(READABLE.length)]).join('')).join('-')

export type PasswordFault = 'too_short' | 'names_you' | 'same'

/** What makes a new password no good; undefined when it will do. */
export const passwordFault = (given: string, current: string, username: string): PasswordFault | undefined => {
  if ([...given].length < MIN_PASSWORD_LENGTH) return 'too_short'
  if (given.normalize('NFKC').toLowerCase().includes(username)) return 'names_you'
  return given === current ? 'same' : undefined
}
