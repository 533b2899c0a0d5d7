import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

/** One sheet of everything drawn, to be looked at before committing. */
const demo = resolve(dirname(fileURLToPath(import.meta.url)), '../../apps/api/demo')
const [out, filter = ''] = process.argv.slice(2)
if (!out) {
  process.stderr.write('usage: node scripts/demo-art/contact-sheet.mjs <out.png> [filter]\n')
  process.exit(2)
}
const CELL = 200
const COLUMNS = 10
const pictures = JSON.parse(readFileSync(join(demo, 'pictures.json'), 'utf8')).filter(({ name }) =>
  name.includes(filter),
)
const tiles = await Promise.all(
  pictures.map(async ({ name }, at) => ({
    input: await sharp(join(demo, 'assets', name))
      .resize(CELL - 8, CELL - 8, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .png()
      .toBuffer(),
    left: (at % COLUMNS) * CELL + 4,
    top: Math.floor(at / COLUMNS) * CELL + 4,
  })),
)
const size = { width: COLUMNS * CELL, height: Math.ceil(pictures.length / COLUMNS) * CELL }
await sharp({ create: { ...size, channels: 3, background: '#FFFFFF' } })
  .composite(tiles)
  .png()
  .toFile(out)
