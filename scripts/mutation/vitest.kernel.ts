import { defineConfig } from 'vitest/config'
import { sharedTest } from '../../vitest.shared.ts'

export default defineConfig({ ...sharedTest('kernel', ['libs/kernel/src/**/*.spec.ts']), root: process.cwd() })
