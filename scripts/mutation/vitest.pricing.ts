import { defineConfig } from 'vitest/config'
import { sharedTest } from '../../vitest.shared.ts'

const specs = ['apps/api/src/modules/pricing/**/*.spec.ts']
export default defineConfig({ ...sharedTest('pricing', specs), root: process.cwd() })
