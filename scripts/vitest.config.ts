import { defineConfig } from 'vitest/config'
import { sharedTest } from '../vitest.shared.ts'

export default defineConfig(sharedTest('scripts', ['test/**/*.spec.ts']))
