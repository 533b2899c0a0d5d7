import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const native = ['view', 'text', 'image', 'scroll-view', 'swiper', 'swiper-item']

// Pages run on uni-app's own compiler; units only need Vue, a fake platform and the libraries' sources.
export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => native.includes(tag) } } })],
  resolve: {
    conditions: ['jishi-source', 'module', 'browser', 'development|production'],
    alias: [
      { find: /^#platform$/, replacement: fileURLToPath(new URL('./test/fake-platform.ts', import.meta.url)) },
      { find: /^#platform\//, replacement: fileURLToPath(new URL('./src/platform/h5/', import.meta.url)) },
      { find: /^@\//, replacement: fileURLToPath(new URL('./src/', import.meta.url)) },
    ],
  },
  css: {
    preprocessorOptions: {
      scss: {
        additionalData:
          '$side: 16px; $gap: 10px; $radius-s: 8px; $radius-m: 12px; $radius-l: 18px; $ease: 160ms; $ease-sheet: 240ms;',
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
