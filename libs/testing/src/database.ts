import { randomBytes } from 'node:crypto'
import pg from 'pg'

export interface TestDatabase {
  readonly url: string
  readonly name: string
  /** Cuts every connection and drops it; the cluster's end would do as well. */
  drop(): Promise<void>
}

const withDatabase = (adminUrl: string, name: string): string => {
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.toString()
}

const asAdmin = async <Result>(adminUrl: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Builds the database all others are copied from: the preparation runs once, each copy takes a tenth of a second. */
export const createTemplate = async (
  adminUrl: string,
  name: string,
  prepare: (url: string) => Promise<unknown>,
): Promise<void> => {
  await asAdmin(adminUrl, (client) => client.query(`create database ${pg.escapeIdentifier(name)}`))
  await prepare(withDatabase(adminUrl, name))
}

/** A database of one test file's own. */
export const cloneDatabase = async (adminUrl: string, template: string): Promise<TestDatabase> => {
  const name = `t_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, (client) => cloneWhenFree(client, name, template))
  return {
    name,
    url: withDatabase(adminUrl, name),
    drop: () =>
      asAdmin(adminUrl, async (client) => {
        await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
      }),
  }
}

const TRIES = 40
const BUSY = '55006'

/** Two files copying at the same moment get in each other's way for an instant. */
const cloneWhenFree = async (client: pg.Client, name: string, template: string): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query(`create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== BUSY || tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
