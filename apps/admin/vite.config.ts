import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defineConfig } from 'vite'

/** Libraries change far less often than rooms, so they keep their own files in the browser's cache. */
const libraries: readonly [chunk: string, path: RegExp][] = [
  [
    'element',
    /node_modules\/(?:element-plus|@element-plus|dayjs|@vueuse|@floating-ui|@ctrl|@popperjs|async-validator)\//,
  ],
  ['vue', /node_modules\/(?:vue|vue-router|pinia|@vue|@tanstack)\//],
]

export default defineConfig({
  base: '/admin/',
  plugins: [vue()],
  resolve: {
    alias: { '@': fileURLToPath(new URL('src', import.meta.url)) },
    // Our own packages are read from their sources, so that only what is used of them is shipped.
    conditions: ['jishi-source', ...defaultClientConditions],
  },
  build: {
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: { manualChunks: (id) => libraries.find(([, path]) => path.test(id))?.[0] },
    },
  },
  server: {
    port: 5174,
    proxy: {
      '/api': process.env['JISHI_API'] ?? 'http://127.0.0.1:3000',
      '/media': process.env['JISHI_API'] ?? 'http://127.0.0.1:3000',
    },
  },
})
