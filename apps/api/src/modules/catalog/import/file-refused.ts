import type { SheetFlaw } from './domain/sheet-text.js'

/** The file as a whole cannot be read: nothing of it is staged, and its import says why. */
export class FileRefused extends Error {
  constructor(readonly flaws: readonly SheetFlaw[]) {
    super(flaws.map(({ code }) => code).join(', '))
  }
}

export const refusedFor = (code: SheetFlaw['code'], more: Partial<SheetFlaw> = {}): FileRefused =>
  new FileRefused([{ code, row: null, column: null, ...more }])
