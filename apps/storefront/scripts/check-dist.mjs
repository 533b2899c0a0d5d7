/**
 * Judges what was built, as files: no address of a stranger, sizes within budget, syntax old phones read, every page
 * and component in its place.  node scripts/check-dist.mjs [h5] [mp-weixin] [mp-alipay]   (default: all three)
 * DIST_FOLDER names another folder than dist/build.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'
import { wxmlComplaint, wxssComplaint } from './wechat-compilers.mjs'

const root = process.env.DIST_FOLDER ?? fileURLToPath(new URL('../dist/build/', import.meta.url))
const KB = 1024
const budget = { h5FirstScreenJs: 120 * KB, mainPackage: 600 * KB, subpackage: 400 * KB, tabIcon: 40 * KB }
// Namespaces and the words of Vue's error messages: text that nothing ever fetches. A mini program names its API.
// The register of filings is where a filing number has to lead; it opens on a tap and nothing is fetched from it.
const readOnlyHosts = ['www.w3.org', 'vuejs.org', 'beian.miit.gov.cn']
const ownHosts = (process.env.JISHI_OWN_HOSTS ?? '127.0.0.1').split(',')

let passed = 0
const failures = []
const expect = (truth, words) => {
  if (truth) passed += 1
  else failures.push(words)
}
const size = (bytes) => `${(bytes / KB).toFixed(1)} KB`

const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
const textKinds = new Set(['.js', '.css', '.html', '.json', '.wxml', '.wxss', '.axml', '.acss', '.wxs', '.sjs'])
const bytesOf = (files) => files.reduce((sum, file) => sum + statSync(file).size, 0)

const checkHosts = (target, files) => {
  const strangers = new Set()
  for (const file of files.filter((name) => textKinds.has(extname(name)))) {
    const text = readFileSync(file, 'utf8')
    for (const [, host] of text.matchAll(/(?:https?|wss?):\/\/([a-zA-Z0-9.-]+)/g)) {
      if (!readOnlyHosts.includes(host) && !ownHosts.includes(host)) strangers.add(`${host} in ${relative(root, file)}`)
    }
    if (text.includes('preloadAssets(')) strangers.add(`a hidden fetch in ${relative(root, file)}`)
  }
  expect(strangers.size === 0, `${target}: outside hosts: ${[...strangers].join(', ')}`)
}

const madeFromText = /\bnew Function\s*\(|\bFunction\s*\(\s*["'`]|\beval\s*\(/

const checkSyntax = (target, files) => {
  for (const file of files.filter((name) => extname(name) === '.js')) {
    const text = readFileSync(file, 'utf8')
    const name = relative(root, file)
    try {
      // The H5 build is made of modules with dynamic import, so its grammar is that of ES2020 with ES2018 inside.
      parse(
        text,
        target === 'h5' ? { ecmaVersion: 2020, sourceType: 'module' } : { ecmaVersion: 2017, sourceType: 'script' },
      )
      passed += 1
    } catch (error) {
      failures.push(`${name}:${error.loc?.line ?? 1}: newer syntax than the target: ${error.message}`)
    }
    if (target !== 'h5') expect(!madeFromText.test(text), `${name}: code made from text`)
  }
}

const importsOf = (file) =>
  parse(readFileSync(file, 'utf8'), { ecmaVersion: 2020, sourceType: 'module' })
    .body.filter((node) => node.source)
    .map((node) => join(dirname(file), node.source.value))

const withImports = (starts) => {
  const seen = new Set()
  const visit = (file) => {
    if (seen.has(file)) return
    seen.add(file)
    importsOf(file).forEach(visit)
  }
  starts.forEach(visit)
  return [...seen]
}

const checkH5 = (folder, files) => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const entry = /src="\/?(assets\/index-[^"]+\.js)"/.exec(page)?.[1]
  const home = files.find((file) => /\/home\.[\w-]{8}\.js$/.test(file))
  expect(Boolean(entry && home), 'h5: entry and home page are there')
  if (!entry || !home) return
  const first = withImports([join(folder, entry), home])
  const weight = first.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0)
  const styles = files.filter((file) => /assets\/(?:index|uni|home)[^/]*\.css$/.test(file))
  const styleWeight = styles.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
  console.log(`h5: first screen ${size(weight)} JS gzip in ${first.length} files, ${size(styleWeight)} CSS gzip`)
  expect(
    weight <= budget.h5FirstScreenJs,
    `h5: first screen JS ${size(weight)} is over ${size(budget.h5FirstScreenJs)}`,
  )
}

const parts = { 'mp-weixin': ['.wxml', '.js', '.json'], 'mp-alipay': ['.axml', '.js', '.json'] }
const strip = (path) => path.replace(/^\//, '')

const checkComponents = (target, folder, path) => {
  const config = JSON.parse(readFileSync(`${path}.json`, 'utf8'))
  for (const address of Object.values(config.usingComponents ?? {})) {
    const place = address.startsWith('/') ? join(folder, strip(address)) : join(dirname(path), address)
    expect(
      parts[target].every((part) => existsSync(place + part)),
      `${target}: component ${address} of ${relative(folder, path)} is missing`,
    )
  }
}

/** An icon may be named by each look of the theme. */
const iconsNamed = (folder, app, name) => {
  if (!name?.startsWith('@')) return [name]
  const theme = JSON.parse(readFileSync(join(folder, app.themeLocation), 'utf8'))
  return Object.values(theme).map((look) => look[name.slice(1)])
}

const checkTabs = (target, folder, app) => {
  const tabs = app.tabBar?.list ?? app.tabBar?.items ?? []
  expect(tabs.length >= 2 && tabs.length <= 5, `${target}: ${tabs.length} tabs`)
  const names = tabs.flatMap((tab) => [tab.iconPath ?? tab.icon, tab.selectedIconPath ?? tab.activeIcon])
  for (const icon of names.flatMap((name) => iconsNamed(folder, app, name))) {
    const file = join(folder, strip(icon ?? 'no icon'))
    const small = existsSync(file) && statSync(file).size <= budget.tabIcon
    expect(small, `${target}: tab bar icon ${icon} is missing or over ${size(budget.tabIcon)}`)
  }
}

const checkWechatSources = (folder, files) => {
  const of = (ending) => files.filter((file) => file.endsWith(ending))
  const markup = wxmlComplaint(folder, of('.wxml'))
  expect(markup === null, `mp-weixin: ${markup}`)
  const styles = wxssComplaint(folder, of('.wxss'))
  expect(styles === null, `mp-weixin: ${styles}`)
}

const checkMini = (target, folder, files) => {
  const app = JSON.parse(readFileSync(join(folder, 'app.json'), 'utf8'))
  const subpackages = app.subPackages ?? app.subpackages ?? []
  const pages = [...app.pages, ...subpackages.flatMap((part) => part.pages.map((page) => `${part.root}/${page}`))]
  for (const page of pages)
    expect(
      parts[target].every((part) => existsSync(join(folder, page + part))),
      `${target}: page ${page} is incomplete`,
    )
  for (const file of files.filter(
    (name) => name.endsWith('.json') && existsSync(name.replace(/\.json$/, parts[target][0])),
  )) {
    checkComponents(target, folder, file.replace(/\.json$/, ''))
  }
  const inside = (part) => files.filter((file) => file.startsWith(join(folder, part.root) + '/'))
  const main = bytesOf(files) - subpackages.reduce((sum, part) => sum + bytesOf(inside(part)), 0)
  expect(main <= budget.mainPackage, `${target}: main package ${size(main)} is over ${size(budget.mainPackage)}`)
  const sizes = subpackages.map((part) => {
    const weight = bytesOf(inside(part))
    expect(weight <= budget.subpackage, `${target}: ${part.root} ${size(weight)} is over ${size(budget.subpackage)}`)
    return `${part.root} ${size(weight)}`
  })
  checkTabs(target, folder, app)
  if (target === 'mp-weixin') checkWechatSources(folder, files)
  console.log(`${target}: main ${size(main)}, ${sizes.join(', ')}`)
}

const wanted = process.argv.slice(2)
for (const target of wanted.length > 0 ? wanted : ['h5', 'mp-weixin', 'mp-alipay']) {
  const folder = join(root, target)
  if (!existsSync(folder)) {
    failures.push(`${target}: not built`)
    continue
  }
  const files = filesOf(folder)
  checkHosts(target, files)
  checkSyntax(target, files)
  if (target === 'h5') checkH5(folder, files)
  else checkMini(target, folder, files)
}
for (const words of failures) console.error(`FAIL ${words}`)
console.log(`${passed} passed, ${failures.length} failed, 0 skipped`)
process.exit(failures.length > 0 ? 1 : 0)
