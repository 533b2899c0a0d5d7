import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { sharedTest } from '../../vitest.shared.ts'

const shared = sharedTest('admin')

export default defineConfig({
  ...shared,
  resolve: { ...shared.resolve, alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
})
