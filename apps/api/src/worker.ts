import './launch/shop-time.js'
import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.module.js'
import { ConfigProblem, loadConfig } from './infra/config/config.js'
import { NestLog, loggerOf } from './infra/logging/logger.js'
import { BackgroundWorker } from './infra/worker/worker.js'
import { prepareDatabase } from './launch/open-shop.js'
import { stopInOrder } from './launch/stopping.js'

/** Queues, relay, sweeps and heartbeat of a real shop: the same modules as `main.ts`, without a port. */
const run = async (): Promise<void> => {
  const config = loadConfig(process.env)
  if (config.databaseUrl === '') throw new ConfigProblem(['DATABASE_URL is required: only npm start brings a database'])
  await prepareDatabase(config)
  const app = await NestFactory.createApplicationContext(AppModule.of({ config }), {
    abortOnError: false,
    logger: new NestLog(loggerOf(config)),
  })
  stopInOrder(() => [{ name: 'the worker', run: () => app.close() }])
  await app.get(BackgroundWorker).start()
  console.log('worker ready')
}

run().catch((error: unknown) => {
  console.error(error instanceof ConfigProblem ? error.message : error)
  process.exit(1)
})
