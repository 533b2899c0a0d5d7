import { cloneDatabase } from '@jishi/testing/database'
import type { TestDatabase } from '@jishi/testing/database'
import { inject } from 'vitest'

/** A freshly migrated database of this file's own. */
export const createTestDatabase = (): Promise<TestDatabase> => cloneDatabase(inject('adminUrl'), inject('template'))
