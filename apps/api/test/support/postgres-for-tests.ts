import { createTemplate } from '@jishi/testing/database'
import { startThrowAwayCluster } from '@jishi/testing/cluster'
import type { ThrowAwayCluster } from '@jishi/testing/cluster'
import type { TestProject } from 'vitest/node'
import { MIGRATIONS } from '../../migrations/index.js'
import { migrate } from '../../src/infra/database/migrate.js'
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded-postgres.js'
import { migrateQueue } from '../../src/infra/queue/queue-backend.js'

declare module 'vitest' {
  export interface ProvidedContext {
    adminUrl: string
    template: string
  }
}

const TEMPLATE = 'template_shop'

/** Vitest asks for this once per layer; all of them share the one cluster of the run. */
let cluster: Promise<ThrowAwayCluster> | undefined
let users = 0

const prepared = async (): Promise<ThrowAwayCluster> => {
  const started = await startThrowAwayCluster(startEmbeddedPostgres)
  await createTemplate(started.adminUrl, TEMPLATE, async (url) => {
    await migrate(url, MIGRATIONS)
    await migrateQueue(url)
  })
  return started
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  users += 1
  cluster ??= prepared()
  const { adminUrl, stop } = await cluster
  project.provide('adminUrl', adminUrl)
  project.provide('template', TEMPLATE)
  return async () => {
    users -= 1
    if (users === 0) await stop()
  }
}
