import 'reflect-metadata'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Clock } from '@jishi/kernel/time'
import { MIGRATIONS } from '../../migrations/index.js'
import { AppModule } from '../app.module.js'
import type { Config } from '../infra/config/config.js'
import { migrate } from '../infra/database/migrate.js'
import { Health } from '../infra/health/health.js'
import { createHttpApp } from '../infra/http/create-http-app.js'
import { migrateQueue } from '../infra/queue/queue-backend.js'
import { pageRoots } from './workspace.js'

/** Brings the tables of the shop and of its queue up to date; safe in several processes at once. */
export const prepareDatabase = async (config: Config): Promise<void> => {
  await migrate(config.databaseUrl, MIGRATIONS)
  if (config.redisUrl === undefined) await migrateQueue(config.databaseUrl)
}

/** The HTTP program, listening but not yet inviting requests: open `Health` for that. */
export const openShop = async (config: Config, clock?: Clock): Promise<NestFastifyApplication> => {
  const app = await createHttpApp(AppModule.of({ config, ...(clock ? { clock } : {}) }), { config, pages: pageRoots() })
  await app.listen(config.port, config.host)
  return app
}

export const openHealth = (app: NestFastifyApplication): void => app.get(Health).open()
