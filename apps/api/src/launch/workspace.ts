import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PageRoots } from '../infra/http/pages.js'

/** The root of the checkout, found from here whether this file runs compiled or from its source. */
export const workspaceRoot = (): string => {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'apps')) && existsSync(join(directory, 'libs'))) return directory
    if (directory === dirname(directory)) throw new Error('this program does not lie in its workspace')
  }
}

/** Where the builds of the two front ends are. */
export const pageRoots = (): PageRoots => ({
  storefront: join(workspaceRoot(), 'apps/storefront/dist/build/h5'),
  admin: join(workspaceRoot(), 'apps/admin/dist'),
})
