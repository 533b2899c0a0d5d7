import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import type { GetManualChunk, ManualChunkMeta } from 'rollup'
import uniModule from '@dcloudio/vite-plugin-uni'

// The plugin is CommonJS: under "type": "module" its function sits one level deeper at run time.
const uni = (uniModule as unknown as { default?: typeof uniModule }).default ?? uniModule
const platform = process.env.UNI_PLATFORM ?? 'h5'
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
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

const only = (found: RegExpExecArray | null, what: string): string => {
  const text = found?.[1]
  if (text === undefined) throw new Error(`the build has no ${what} where it used to stand`)
  return text
}

// Nearly everybody enters by the home page. Its program is one file beside the entry: a dozen small ones are a dozen waits
// where a journey takes 150 ms and a browser has six connections.
// What both need is named too: whatever a named file needs and nobody claims would go along with it.
const homeInOne = (): GetManualChunk => {
  const files = new Map<string, string>()
  const claim = (first: string, file: string, { getModuleInfo }: ManualChunkMeta): void => {
    const needed = new Set([first])
    for (const id of needed) {
      if (files.has(id)) continue
      files.set(id, file)
      for (const next of getModuleInfo(id)?.importedIds ?? []) needed.add(next)
    }
  }
  return (id, meta) => {
    if (files.size === 0) {
      const all = [...meta.getModuleIds()]
      for (const entry of all.filter((one) => meta.getModuleInfo(one)?.isEntry)) claim(entry, 'index', meta)
      for (const page of all.filter((one) => one.endsWith('/src/pages/home/home.vue'))) claim(page, 'home', meta)
    }
    return files.get(id)
  }
}

// The files of the home page are asked for together with the entry instead of after it, the entry first, since it is the
// longest of them. All looks are one file, and the script that asks for the shop's data waits for none of them.
const hastenHome = (folder: string): void => {
  const assets = join(folder, 'assets')
  const page = join(folder, 'index.html')
  const text = readFileSync(page, 'utf8')
  const entry = only(/src="\/assets\/(index-[^"]+\.js)"/.exec(text), 'entry')
  const program = only(/^(home\.[\w-]{8}\.js)$/m.exec(readdirSync(assets).join('\n')), 'program of the home page')
  const ofHome = only(/^(home-[\w-]{8}\.css)$/m.exec(readdirSync(assets).join('\n')), 'looks of the home page')
  const linked = [...text.matchAll(/<link rel="stylesheet"[^>]* href="\/assets\/([^"]+)"[^>]*>\s*/g)]
  // Behind those of the whole shop, as when a page brings its own.
  const looks = [...linked.map(([, name]) => name ?? ''), ofHome]
  const all = looks.map((name) => readFileSync(join(assets, name), 'utf8')).join('')
  const merged = `home-${createHash('sha256').update(all).digest('base64url').slice(0, 8)}.css`
  for (const name of readdirSync(assets).filter((file) => file.endsWith('.js'))) {
    const before = readFileSync(join(assets, name), 'utf8')
    const after = looks.reduce((known, look) => known.replaceAll(`assets/${look}"`, `assets/${merged}"`), before)
    if (after !== before) writeFileSync(join(assets, name), after)
  }
  for (const name of looks) rmSync(join(assets, name))
  writeFileSync(join(assets, merged), all)
  const links = [entry, program].map((name) => `<link rel="modulepreload" crossorigin href="/assets/${name}" />`)
  const style = `<link rel="stylesheet" crossorigin href="/assets/${merged}" />`
  const unstyled = linked.reduce((left, [link]) => left.replace(link, ''), text)
  writeFileSync(page, unstyled.replace('<!--preload-links-->', [style, ...links].join('\n    ')))
}

// The server sends the compressed sibling of a file where there is one, so nothing is compressed while it serves.
const compress = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    if (!/\.(?:js|css)$/.test(name)) continue
    const text = readFileSync(join(folder, name))
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text))
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }))
  }
}

// uni-app brings the few words of its own parts in five languages; the shop speaks two.
const unspoken = ['ES', 'FR', 'ZH_HANT'].map((language) => [`__UNI_FEATURE_I18N_${language}__`, 'false'])
const leaveUnspoken = (): Plugin => ({
  name: 'jishi:leave-unspoken',
  enforce: 'post',
  config: () => ({ define: Object.fromEntries(unspoken) as Record<string, string> }),
})

const finishPages = (): Plugin => {
  let folder = ''
  return {
    name: 'jishi:finish-pages',
    apply: 'build',
    configResolved: (config) => void (folder = config.build.outDir),
    closeBundle() {
      hastenHome(folder)
      compress(join(folder, 'assets'))
    },
  }
}

export default defineConfig({
  plugins: [uni(), leaveUnspoken(), cutForeignHosts(), ...(platform === 'h5' ? [finishPages()] : [])],
  resolve: {
    conditions: ['jishi-source'],
    alias: [
      { find: /^#platform$/, replacement: here(`./src/platform/${platform}/index.ts`) },
      { find: /^#platform\//, replacement: here(`./src/platform/${platform}/`) },
    ],
  },
  // A browser that knows dynamic import, without which no page opens, knows all of ES2018.
  build: {
    target: platform === 'h5' ? 'es2018' : 'es2017',
    sourcemap: false,
    ...(platform === 'h5' ? { rollupOptions: { output: { manualChunks: homeInOne() } } } : {}),
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.STOREFRONT_PORT ?? 5173),
    proxy: { '/api': apiTarget, '/media': apiTarget },
  },
})
