/**
 * Makes the moving picture of the README out of the pictures the browser journey took: the purchase as a shopper sees it.
 * `JOURNEY_SCREENSHOTS=test-results/journey npm run test:journeys` first, then `node scripts/tour.mjs [folder of pictures]`.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { root } from './lib/tree.mjs'

const FRAMES = [
  '01-home',
  '02-category',
  '03-product',
  '04-sku',
  '05-cart',
  '06-sign-in',
  '08-checkout',
  '09-cashier',
  '10-paid',
  '11-order-paid',
]
const WIDTH = 320
const SECONDS = 1.6

const folder = process.argv[2] ?? join(root, 'test-results/journey/postgres')
const missing = FRAMES.filter((name) => !existsSync(join(folder, `${name}.png`)))
if (missing.length > 0) {
  console.error(
    `not there: ${missing.join(', ')} in ${folder}; run \`JOURNEY_SCREENSHOTS=test-results/journey npm run test:journeys\` first`,
  )
  process.exit(1)
}
const frames = await Promise.all(
  FRAMES.map((name) =>
    sharp(join(folder, `${name}.png`))
      .resize({ width: WIDTH })
      .png()
      .toBuffer(),
  ),
)
const target = join(root, 'docs/pictures/tour.webp')
mkdirSync(dirname(target), { recursive: true })
await sharp(frames, { join: { animated: true } })
  .webp({ quality: 72, effort: 6, loop: 0, delay: FRAMES.map(() => SECONDS * 1_000) })
  .toFile(target)
console.log(`${target} ${(statSync(target).size / 1024).toFixed(0)} KB`)
