/**
 * Draws the tab bar's png files from the same shapes the pages use: tab bars of mini programs take png only.
 * Run from the repository root, where sharp is installed: node apps/storefront/scripts/make-tab-icons.mjs
 */
import { mkdirSync, readFileSync } from 'node:fs'
import sharp from 'sharp'

const here = new URL('..', import.meta.url)
const shapes = JSON.parse(readFileSync(new URL('src/components/icon-shapes.json', here), 'utf8'))
const out = new URL('src/static/tab/', here)
const SIZE = 81
const tabs = { home: 'home', category: 'grid', cart: 'cart', me: 'user' }
const looks = { '': ['#6B6259', 1.8], '-on': ['#D93E18', 1.9], '-dark': ['#B5ABA0', 1.8], '-dark-on': ['#FF6A43', 1.9] }

const svgOf = (shape, colour, stroke) =>
  `<svg xmlns='http://www.w3.org/2000/svg' width='${SIZE}' height='${SIZE}' viewBox='0 0 24 24' fill='none' stroke='${colour}' stroke-width='${stroke}' stroke-linecap='round' stroke-linejoin='round'>${shape}</svg>`

mkdirSync(out, { recursive: true })
for (const [tab, icon] of Object.entries(tabs)) {
  for (const [suffix, [colour, stroke]] of Object.entries(looks)) {
    await sharp(Buffer.from(svgOf(shapes[icon], colour, stroke)))
      .png({ palette: true })
      .toFile(new URL(`${tab}${suffix}.png`, out).pathname)
  }
}

const favicon = `<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64' viewBox='0 0 64 64'><rect width='64' height='64' rx='16' fill='#D93E18'/><path d='M18 26h28l-3 22H21z M25 26c0-9 14-9 14 0' fill='none' stroke='#fff' stroke-width='4' stroke-linejoin='round'/></svg>`
await sharp(Buffer.from(favicon)).png({ palette: true }).toFile(new URL('favicon.png', out).pathname)
