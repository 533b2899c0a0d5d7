import { isAlive } from '../infra/postgres/server.js'
import type { EmbeddedOptions, EmbeddedPostgres } from '../infra/postgres/embedded-postgres.js'
import { startEmbeddedPostgres } from '../infra/postgres/embedded-postgres.js'

const LOOK_MS = 500

export interface KeptPostgres {
  readonly url: string
  stop(): Promise<void>
}

/**
 * The embedded database, started again on the same port when it dies under us. Requests meanwhile get 503; every
 * committed row is there when it is back.
 */
export const keepPostgres = async (options: EmbeddedOptions): Promise<KeptPostgres> => {
  let server: EmbeddedPostgres = await startEmbeddedPostgres(options)
  let stopped = false
  let restarting: Promise<void> = Promise.resolve()
  const restart = async (): Promise<void> => {
    try {
      server = await startEmbeddedPostgres({ ...options, port: Number(new URL(server.url).port) })
    } catch (error) {
      console.error(`the database did not come back yet: ${(error as Error).message}`)
    }
  }
  let busy = false
  const look = setInterval(() => {
    if (stopped || busy || isAlive(server.pid)) return
    busy = true
    restarting = restart().finally(() => (busy = false))
  }, LOOK_MS)
  look.unref()
  return {
    url: server.url,
    stop: async () => {
      stopped = true
      clearInterval(look)
      await restarting
      await server.stop()
    },
  }
}
