export type Result = 'passed' | 'failed' | 'not run'

/** Which journey passed on which platform, as a table for people. */
export class Scoreboard {
  private readonly results = new Map<string, Result>()

  constructor(
    private readonly rows: readonly string[],
    private readonly columns: readonly { readonly key: string; readonly title: string }[],
  ) {}

  /** Notes how it went and lets a failure pass on. */
  async note(row: string, column: string, run: () => Promise<void>): Promise<void> {
    this.results.set(`${row} ${column}`, 'failed')
    await run()
    this.results.set(`${row} ${column}`, 'passed')
  }

  get table(): string {
    const lines = this.rows.map((row) => {
      const cells = this.columns.map(({ key }) => this.results.get(`${row} ${key}`) ?? 'not run')
      return `| ${[row, ...cells].join(' | ')} |`
    })
    const titles = ['journey', ...this.columns.map(({ title }) => title)]
    return [`| ${titles.join(' | ')} |`, `|${' --- |'.repeat(titles.length)}`, ...lines].join('\n')
  }
}
