// @vitest-environment node
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

// Vite rewrites addresses of modules, so the script is found from where storefront tests run.
const script = join(process.cwd(), 'scripts/check-dist.mjs')
const KB = 1024

type Target = 'mp-weixin' | 'mp-alipay'
type Files = Record<string, string>

const part = (markup: string): Files => ({ js: '"use strict";', json: '{}', [markup]: '<view class="a">{{b}}</view>' })
const under = (path: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([ending, text]) => [`${path}.${ending}`, text]))
const tabs = ['home', 'me']

const app = (tabBar: object): string =>
  JSON.stringify({
    pages: tabs.map((name) => `pages/${name}`),
    subPackages: [{ root: 'pkg', pages: ['more'] }],
    tabBar,
  })

/** The smallest package without a fault. */
const sound = (target: Target): Files => {
  const markup = target === 'mp-weixin' ? 'wxml' : 'axml'
  const icons = tabs.map((name) => ({ pagePath: `pages/${name}`, on: '/static/on.png', off: '/static/off.png' }))
  const tabBar =
    target === 'mp-weixin'
      ? { list: icons.map(({ pagePath, on, off }) => ({ pagePath, iconPath: off, selectedIconPath: on })) }
      : { items: icons.map(({ pagePath, on, off }) => ({ pagePath, icon: off, activeIcon: on })) }
  return {
    'app.json': app(tabBar),
    'app.js': '"use strict";const a=async()=>{await 1};a()',
    'static/on.png': 'png',
    'static/off.png': 'png',
    ...under('pages/home', { ...part(markup), json: '{"usingComponents":{"card":"../parts/card"}}' }),
    ...under('pages/me', part(markup)),
    ...under('pkg/more', part(markup)),
    ...under('parts/card', part(markup)),
    ...(target === 'mp-weixin' ? { 'pages/home.wxss': '.a{color:#fff}' } : {}),
  }
}

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'jishi-dist-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const check = (target: Target, changes: Record<string, string | null> = {}): { code: number | null; words: string } => {
  for (const [name, text] of Object.entries({ ...sound(target), ...changes })) {
    if (text === null) continue
    const file = join(folder, target, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, target], {
    env: { ...process.env, DIST_FOLDER: folder },
    encoding: 'utf8',
  })
  return { code: status, words: stdout + stderr }
}

const faults: { title: string; target?: Target; changes: Record<string, string | null>; says: RegExp }[] = [
  { title: 'a page without markup', changes: { 'pages/me.wxml': null }, says: /page pages\/me is incomplete/ },
  { title: 'a page without its json', target: 'mp-alipay', changes: { 'pages/me.json': null }, says: /page pages\/me/ },
  {
    title: 'a component that is not there',
    changes: { 'pages/home.json': '{"usingComponents":{"card":"../parts/cards"}}' },
    says: /component \.\.\/parts\/cards of pages\/home is missing/,
  },
  {
    title: 'a main package over its budget',
    changes: { 'large.json': `"${'a'.repeat(601 * KB)}"` },
    says: /main package .* is over 600/,
  },
  {
    title: 'a subpackage over its budget',
    target: 'mp-alipay',
    changes: { 'pkg/large.json': `"${'a'.repeat(401 * KB)}"` },
    says: /pkg .* is over 400/,
  },
  { title: 'a tab without its icon', changes: { 'static/on.png': null }, says: /tab bar icon .*on\.png is missing/ },
  { title: 'an icon that is too heavy', changes: { 'static/off.png': 'a'.repeat(41 * KB) }, says: /over 40/ },
  { title: 'one tab only', changes: { 'app.json': app({ list: [] }) }, says: /0 tabs/ },
  { title: 'an outside host', changes: { 'app.js': 'const a="https://cdn.example.com/x"' }, says: /cdn\.example\.com/ },
  {
    title: 'syntax newer than phones read',
    changes: { 'app.js': '\nconst a={...b}' },
    says: /app\.js:2: newer syntax/,
  },
  { title: 'eval', changes: { 'app.js': 'eval("1")' }, says: /code made from text/ },
  {
    title: 'new Function',
    target: 'mp-alipay',
    changes: { 'app.js': 'new Function("1")' },
    says: /code made from text/,
  },
  { title: 'Function as a function', changes: { 'app.js': 'Function("return this")()' }, says: /code made from text/ },
  { title: 'broken markup', changes: { 'pages/me.wxml': '<view>{{a</view>' }, says: /pages\/me\.wxml:\d+:\d+/ },
  { title: 'broken styles', changes: { 'pages/home.wxss': '.a{color:red' }, says: /pages\/home\.wxss\(\d+:\d+\)/ },
]

describe('what the check of the packages finds', () => {
  it.each(['mp-weixin', 'mp-alipay'] as const)('nothing in a sound package for %s', (target) => {
    const { code, words } = check(target)
    expect(words).toMatch(/, 0 failed, 0 skipped/)
    expect(code).toBe(0)
  })

  it.each(faults)('$title', ({ target = 'mp-weixin', changes, says }) => {
    const { code, words } = check(target, changes)
    expect(words).toMatch(says)
    expect(code).toBe(1)
  })
})
