import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import uniModule from '@dcloudio/vite-plugin-uni'

// The plugin is CommonJS: under "type": "module" its function sits one level deeper at run time.
const uni = (uniModule as unknown as { default?: typeof uniModule }).default ?? uniModule
const platform = process.env.UNI_PLATFORM ?? 'h5'
const apiTarget = process.env.JISHI_API ?? 'http://127.0.0.1:3000'

// uni-app ships a few absolute addresses of its own CDN. A shop must not send its shoppers' devices to a
// stranger's host, so every such address is cut out of whatever is emitted; check-dist.mjs proves it.
const foreignAsset = /https?:\/\/(?:[\w-]+\.)*(?:dcloud\.net\.cn|alicdn\.com)[^"'`)\\\s]*/g
// One of them is spelled in character codes and fetched three seconds after the start of a WeChat mini program.
const hiddenFetch = /wx\.preloadAssets\(/g
const cut = (text: string): string => text.replace(foreignAsset, '').replace(hiddenFetch, 'void(')

const cutForeignHosts = (): Plugin => ({
  name: 'jishi:cut-foreign-hosts',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = cut(file.code)
        else if (typeof file.source === 'string') file.source = cut(file.source)
      }
    },
  },
})

export default defineConfig({
  plugins: [uni(), cutForeignHosts()],
  resolve: {
    conditions: ['jishi-source'],
    alias: {
      '#platform': fileURLToPath(new URL(`./src/platform/${platform}/index.ts`, import.meta.url)),
    },
  },
  build: { target: 'es2017', sourcemap: false },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.STOREFRONT_PORT ?? 5173),
    proxy: { '/api': apiTarget, '/media': apiTarget },
  },
})
