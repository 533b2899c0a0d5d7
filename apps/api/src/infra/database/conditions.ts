import type { SqlValue } from './sql.js'

/** Conditions of a list with their parameters, in the order they were added. */
export class Conditions {
  private readonly texts: string[] = []
  constructor(readonly values: SqlValue[] = []) {}

  /** `?` stands for each value in turn. */
  add(text: string, ...values: SqlValue[]): void {
    let at = this.values.length
    this.values.push(...values)
    this.texts.push(text.replace(/\?/g, () => `$${(at += 1)}`))
  }

  get where(): string {
    return this.texts.length === 0 ? '' : `where ${this.texts.join(' and ')}`
  }
}
