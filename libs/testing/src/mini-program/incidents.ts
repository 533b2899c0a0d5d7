import { formatWithOptions } from 'node:util'

const words = (values: readonly unknown[]): string => formatWithOptions({ depth: 3 }, ...values)

/** Whatever went wrong while a program ran without anybody having asked for it. A test ends by finding none. */
export class Incidents {
  private readonly noted: string[] = []
  private readonly onRejection = (reason: unknown): void => this.note('unhandled rejection', reason)

  /** Also hears of promises that fail with nobody listening, until `close`. */
  watchRejections(): void {
    process.on('unhandledRejection', this.onRejection)
  }

  close(): void {
    process.off('unhandledRejection', this.onRejection)
  }

  note(kind: string, ...values: readonly unknown[]): void {
    this.noted.push(`${kind}: ${words(values)}`)
  }

  get all(): readonly string[] {
    return this.noted
  }

  /** Takes out those that a test provoked; answers how many there were. */
  expected(pattern: RegExp): number {
    const others = this.noted.filter((incident) => !pattern.test(incident))
    const count = this.noted.length - others.length
    this.noted.splice(0, this.noted.length, ...others)
    return count
  }
}
