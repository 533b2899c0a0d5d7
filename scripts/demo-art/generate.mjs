import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { COMPOSITIONS } from './compositions.mjs'
import { BANNERS, bannerScene, CATEGORY_ICONS, REWARD_ICONS, STATES } from './extras.mjs'
import { openIcons } from './icons.mjs'
import { TAB_ICONS, TAB_TINTS, tabIcon } from './line-icons.mjs'
import { PALETTES } from './palette.mjs'
import { PAPERS, paperPicture } from './papers.mjs'
import { promisePoster, storyPoster, tablePoster } from './posters.mjs'
import { paint, paintClear } from './scene.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../..')
const demo = join(root, 'apps/api/demo')
const bundled = join(root, 'apps/storefront/src/static')
const catalogue = join(demo, 'pictures.json')

const [folder, ...parts] = process.argv.slice(2)
if (!folder) {
  process.stderr.write('usage: node scripts/demo-art/generate.mjs <folder of @iconify-json/fluent-emoji> [part …]\n')
  process.exit(2)
}
const icon = openIcons(resolve(folder))
const recipes = JSON.parse(readFileSync(join(here, 'recipes.json'), 'utf8'))
const wanted = (part) => parts.length === 0 || parts.includes(part)

/** What is already there stays when only some parts are drawn anew. */
function knownPictures() {
  if (parts.length === 0) return new Map()
  return new Map(JSON.parse(readFileSync(catalogue, 'utf8')).map((picture) => [picture.name, picture]))
}
const pictures = knownPictures()

function write(path, bytes) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** The mean colour, which a page shows until the picture has come. */
async function colourOf(png) {
  const { data } = await sharp(png)
    .flatten({ background: '#ffffff' })
    .resize(1, 1, { kernel: 'cubic' })
    .removeAlpha()
    .raw()
    .toBuffer({
      resolveWithObject: true,
    })
  return '#' + [...data.subarray(0, 3)].map((part) => part.toString(16).padStart(2, '0').toUpperCase()).join('')
}

async function keep(name, png, options) {
  const { width, height } = await sharp(png).metadata()
  write(
    join(demo, 'assets', name),
    await sharp(png)
      .webp({ effort: 6, smartSubsample: true, ...options })
      .toBuffer(),
  )
  pictures.set(name, { name, width, height, colour: await colourOf(png) })
}

async function drawProducts(category, { palette, box, products }) {
  for (const [code, own] of Object.entries(products)) {
    if (!wanted(category) && !parts.includes(code)) continue
    const recipe = { box, palette, ...own }
    for (const [suffix, compose] of Object.entries(COMPOSITIONS)) {
      const png = await paint(icon, { ...compose(recipe), palette: PALETTES[recipe.palette] })
      await keep(`products/${code}-${suffix}.webp`, png, { quality: 80 })
    }
    process.stderr.write(`${category}/${code}\n`)
  }
}

const POSTER = { quality: 44 }
const read = (file) => JSON.parse(readFileSync(join(demo, file), 'utf8'))

/** Two posters a product from its own copy; what is promised is drawn once for all goods with the same services. */
async function drawPosters() {
  const services = read('services.json')
  const sets = new Map()
  for (const [category, { palette, products }] of Object.entries(recipes)) {
    for (const product of read(`products/${category}.json`)) {
      if (!wanted('posters') && !parts.includes(product.code)) continue
      sets.set([...product.services].sort().join('-'), product.services)
      const recipe = { palette, ...products[product.code] }
      recipe.palette = PALETTES[recipe.palette]
      await keep(`posters/${product.code}-story.webp`, await storyPoster(icon, product, recipe), POSTER)
      await keep(`posters/${product.code}-table.webp`, await tablePoster(icon, product, recipe), POSTER)
      process.stderr.write(`posters of ${product.code}\n`)
    }
  }
  for (const [name, codes] of sets) {
    const promised = services.filter(({ code }) => codes.includes(code))
    await keep(`posters/promise-${name}.webp`, await promisePoster(icon, promised), POSTER)
  }
}

async function drawPapers() {
  for (const [code, paper] of Object.entries(PAPERS))
    await keep(`papers/${code}.webp`, await paperPicture(paper), { quality: 60 })
}

async function drawBanners() {
  for (const [code, banner] of Object.entries(BANNERS)) {
    await keep(`banners/${code}.webp`, await paint(icon, bannerScene(banner)), { quality: 84 })
  }
}

async function drawIcons() {
  for (const [folderName, set] of [
    ['categories', CATEGORY_ICONS],
    ['rewards', REWARD_ICONS],
  ]) {
    for (const [code, name] of Object.entries(set)) {
      const png = await paintClear(icon, { size: 160, items: [{ icon: name, size: 138, x: 80, y: 80 }] })
      await keep(`${folderName}/${code}.webp`, png, { quality: 84, alphaQuality: 90 })
    }
  }
}

async function drawStates() {
  for (const [code, scene] of Object.entries(STATES)) {
    const png = await paintClear(icon, scene)
    await keep(`states/${code}.webp`, png, { quality: 82, alphaQuality: 85 })
    write(
      join(bundled, 'states', `${code}.webp`),
      await sharp(png).webp({ quality: 60, alphaQuality: 45, effort: 6 }).toBuffer(),
    )
  }
  for (const code of ['coin', 'coupon', 'freshness', 'delivery']) {
    const png = await paintClear(icon, { size: 96, items: [{ icon: REWARD_ICONS[code], size: 88, x: 48, y: 48 }] })
    write(join(bundled, 'rewards', `${code}.webp`), await sharp(png).webp({ quality: 80, effort: 6 }).toBuffer())
  }
}

async function drawTabs() {
  for (const name of TAB_ICONS)
    for (const [suffix, colour] of Object.entries(TAB_TINTS))
      write(join(bundled, 'tab', `${name}${suffix}.png`), await tabIcon(name, colour))
}

for (const [category, recipe] of Object.entries(recipes)) await drawProducts(category, recipe)
await drawPosters()
if (wanted('papers')) await drawPapers()
if (wanted('banners')) await drawBanners()
if (wanted('icons')) await drawIcons()
if (wanted('states')) await drawStates()
if (wanted('tabs')) await drawTabs()

/** One picture a line, spaced as the formatter of the repository wants it. */
function line({ name, width, height, colour }) {
  return `  { "name": "${name}", "width": ${width}, "height": ${height}, "colour": "${colour}" }`
}
const list = [...pictures.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
write(catalogue, '[\n' + list.map(line).join(',\n') + '\n]\n')
process.stderr.write(`${list.length} pictures\n`)
