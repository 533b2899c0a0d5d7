import { defineConfig } from 'vitest/config'
import { sharedTest } from '../../vitest.shared.ts'

export default defineConfig(sharedTest('simulator', ['src/**/*.spec.ts', 'test/**/*.spec.ts']))
