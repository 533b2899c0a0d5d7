import pg from 'pg'
import type { PoolClient } from 'pg'
import type { SqlResult, submittedOf, SqlValue } from './sql.js'

/** What a statement of the driver sends and hears, of which its types keep silent. */
interface Wire {
  parse(statement: { text: string }): void
  bind(bound: object): void
  execute(asked: object): void
}
interface Statement extends pg.Query {
  name: string | undefined
  callback: (error: Error | null, result: unknown) => void
  requiresPreparation(): boolean
  prepare(connection: Wire): void
  handleCommandComplete(message: unknown, connection: Wire): void
}
const Statement = pg.Query as unknown as new (
  text: ReturnType<typeof submittedOf>,
  values: readonly SqlValue[],
) => Statement

/**
 * The first statement of a transaction brings its BEGIN along: both leave in one write and are answered in one, which spares each
 * transaction a journey to the server. A server that refuses the BEGIN skips what comes behind it.
 */
class OpeningStatement extends Statement {
  private begun = false
  private keptAs: string | undefined

  override requiresPreparation(): boolean {
    return true
  }

  override prepare(connection: Wire): void {
    connection.parse({ text: 'begin' })
    connection.bind({})
    connection.execute({})
    super.prepare(connection)
    // The driver notes a kept statement as planned at the first word of success, which is that of the BEGIN.
    this.keptAs = this.name
    this.name = undefined
  }

  /** The first word that something is done is that of the BEGIN, and nobody waits for it. */
  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.begun) super.handleCommandComplete(message, connection)
    else this.name = this.keptAs
    this.begun = true
  }
}

/** Opens a transaction on this connection with its first statement and answers what that says. */
export const openWith = <Row extends object>(
  client: PoolClient,
  statement: ReturnType<typeof submittedOf>,
  values: readonly SqlValue[],
): Promise<SqlResult<Row>> =>
  new Promise((resolve, reject) => {
    const opening = new OpeningStatement(statement, values)
    opening.callback = (error, result) => (error === null ? resolve(result as SqlResult<Row>) : reject(error))
    client.query(opening)
  })
