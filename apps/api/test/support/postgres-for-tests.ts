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

interface Shared {
  cluster?: Promise<ThrowAwayCluster>
  users: number
}

/** Vitest loads this file once per layer; the layers of one run find each other's cluster here. */
const shared = ((globalThis as Record<symbol, unknown>)[Symbol.for('jishi.test-cluster')] ??= { users: 0 }) as Shared

const prepared = async (): Promise<ThrowAwayCluster> => {
  const started = await startThrowAwayCluster(startEmbeddedPostgres)
  await createTemplate(started.adminUrl, TEMPLATE, async (url) => {
    await migrate(url, MIGRATIONS)
    await migrateQueue(url)
  })
  return started
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  shared.users += 1
  shared.cluster ??= prepared()
  const { adminUrl, stop } = await shared.cluster
  project.provide('adminUrl', adminUrl)
  project.provide('template', TEMPLATE)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    delete shared.cluster
    await stop()
  }
}
