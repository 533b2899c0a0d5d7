import sharp from 'sharp'
import { card, measure, passage, words } from './words.mjs'
import { paint } from './scene.mjs'

/**
 * Tall pictures of the detail text. Their facts about goods and services are taken from the copy that the page shows as
 * text. How an order is packed (`packing`) is written here alone, so who cannot see the picture does not learn it.
 */
const WIDTH = 750
const SIDE = 44
const INNER = WIDTH - SIDE * 2
const INK = '#221D17'
const INK_SOFT = '#6B6259'
const BRAND = '#C2370F'
const PAPER = '#F7F4EF'
const LINE = '#EBE5DB'
const FRESH = '#3F7524'
const FRESH_SOFT = '#EDF6E6'
const BODY = 34

const sheet = (height, content) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}">${content}</svg>`)

const overlaid = (ground, height, content) =>
  sharp(ground)
    .composite([{ input: sheet(height, content), left: 0, top: 0 }])
    .png()
    .toBuffer()

/** As large as the width allows. */
const fitted = (text, largest, width) => Math.min(largest, Math.floor(width / measure(text)))

const STORY_TOP = 640
const TILE = 148
/** A longer value would have to be written too small to be read on a phone. */
const MOST_EMS = 9.5

/** The goods, where they come from and two facts about them. */
export async function storyPoster(icon, product, { icon: name, mates, palette, scale = 1 }) {
  const [claim, ...rest] = product.subtitle.split(' · ')
  const story = passage(product.paragraphs[0], {
    ...{ x: SIDE + 32, y: STORY_TOP + 96, size: BODY, width: INNER - 64, fill: INK },
  })
  const bottom = STORY_TOP + 96 + story.height + 28
  const facts = product.parameters
    .filter(({ name: of, value }) => of !== '产地' && measure(value) <= MOST_EMS)
    .slice(0, 2)
  const height = bottom + (facts.length > 0 ? 24 + TILE : 0) + SIDE
  const ground = await paint(icon, {
    ...{ width: WIDTH, height, palette },
    glow: { x: 375, y: 420, r: 400 },
    floor: { x: 375, y: 588, rx: 270, ry: 34 },
    items: [
      { icon: mates[0], size: 176, x: 186, y: 496, turn: -8 },
      { icon: mates[1], size: 176, x: 566, y: 496, turn: 8 },
      { icon: name, size: Math.round(310 * scale), x: 375, y: 430 },
    ],
  })
  const head =
    words(product.title, {
      x: 375,
      y: 118,
      size: fitted(product.title, 60, INNER),
      weight: 700,
      fill: INK,
      anchor: 'middle',
    }) +
    words(claim, {
      x: 375,
      y: 180,
      size: fitted(claim, 36, INNER),
      weight: 500,
      fill: palette.shade,
      anchor: 'middle',
    }) +
    words(rest.join(' · '), {
      x: 375,
      y: 232,
      size: fitted(rest.join('') || '一', 32, INNER),
      fill: INK_SOFT,
      anchor: 'middle',
    })
  const told =
    card(SIDE, STORY_TOP, INNER, bottom - STORY_TOP, { opacity: 0.94 }) +
    words(product.origin, { x: SIDE + 32, y: STORY_TOP + 66, size: 38, weight: 700, fill: BRAND }) +
    story.svg
  return overlaid(ground, height, head + told + tiles(facts, bottom + 24))
}

function tiles(facts, top) {
  const width = (INNER - 20 * (facts.length - 1)) / Math.max(1, facts.length)
  return facts
    .map(({ name, value }, nth) => {
      const left = SIDE + nth * (width + 20)
      const middle = left + width / 2
      return (
        card(left, top, width, TILE, { opacity: 0.72 }) +
        words(value, {
          x: middle,
          y: top + 72,
          size: fitted(value, 36, width - 40),
          weight: 700,
          fill: INK,
          anchor: 'middle',
        }) +
        words(name, { x: middle, y: top + 116, size: 28, fill: INK_SOFT, anchor: 'middle' })
      )
    })
    .join('')
}

const NAME_WIDTH = 168

/** One row of the table; the hairline stands above every row but the first. */
function row({ name, value }, top, first) {
  const text = passage(value, {
    ...{ x: SIDE + 32 + NAME_WIDTH, y: top + 22, size: 32, width: INNER - 64 - NAME_WIDTH, fill: INK },
  })
  const line = first ? '' : `<rect x="${SIDE + 32}" y="${top}" width="${INNER - 64}" height="2" fill="${LINE}"/>`
  const label = words(name, { x: SIDE + 32, y: top + 22 + 32, size: fitted(name, 30, NAME_WIDTH - 16), fill: INK_SOFT })
  return { svg: line + label + text.svg, height: text.height + 40 }
}

function table(rows, top) {
  let at = top + 16
  let svg = ''
  for (const [nth, each] of rows.entries()) {
    const drawn = row(each, at, nth === 0)
    svg += drawn.svg
    at += drawn.height
  }
  return { svg: card(SIDE, top, INNER, at + 12 - top) + svg, bottom: at + 12 }
}

/** What it is made of, what may be chosen, and how to keep or use it. */
export async function tablePoster(icon, product, { icon: name }) {
  const rows = [
    ...product.parameters,
    ...product.options.map((option) => ({ name: `可选${option.name}`, value: option.values.join(' / ') })),
  ]
  const drawn = table(rows, 172)
  const tipTop = drawn.bottom + 28
  const tip = passage(product.paragraphs.at(-1), {
    ...{ x: SIDE + 32, y: tipTop + 88, size: BODY, width: INNER - 64, fill: INK },
  })
  const height = tipTop + 88 + tip.height + 28 + SIDE
  const small = await icon(name, 112)
  const ground = await sharp({ create: { width: WIDTH, height, channels: 3, background: PAPER } })
    .composite([{ input: small.png, left: WIDTH - SIDE - small.width - 8, top: 36 }])
    .png()
    .toBuffer()
  return overlaid(
    ground,
    height,
    words('规格与细节', { x: SIDE, y: 118, size: 52, weight: 700, fill: INK }) +
      drawn.svg +
      card(SIDE, tipTop, INNER, height - SIDE - tipTop, { fill: FRESH_SOFT }) +
      words('到手以后', { x: SIDE + 32, y: tipTop + 64, size: 38, weight: 700, fill: FRESH }) +
      tip.svg,
  )
}

const tick = (x, y) =>
  `<circle cx="${x}" cy="${y}" r="26" fill="${FRESH_SOFT}"/><path d="M${x - 11} ${y + 1}l8 8 15-17" fill="none" ` +
  `stroke="${FRESH}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`

const packing = (codes) => {
  if (codes.includes('instant')) return '没有包裹要等：付款后打开订单，东西就在里面。'
  if (codes.includes('in-store')) return '没有包裹要等：约好时间到店，店员核对订单后就开始。'
  if (codes.includes('cold-chain')) return '保温箱、冰袋与内袋一起装，到门口还是凉的。纸箱与保温袋都可以回收。'
  if (codes.includes('spoilage') || codes.includes('origin'))
    return '按个垫好再封箱，不用一次性泡沫颗粒。纸箱拆平就能回收。'
  return '原包装外再加一层纸箱，胶带一撕就开。箱子留好，要退的时候用得上。'
}

/** Whether there is a parcel at all. */
const sent = (services) => !services.some(({ code }) => code === 'instant' || code === 'in-store')

/** What the shop promises for all goods with the same services. */
export async function promisePoster(icon, services) {
  let at = 196
  let svg = ''
  for (const { name, note } of services) {
    const text = passage(note, { x: SIDE + 112, y: at + 72, size: 32, width: INNER - 152, fill: INK_SOFT })
    svg +=
      tick(SIDE + 58, at + 44) + words(name, { x: SIDE + 112, y: at + 58, size: 40, weight: 700, fill: INK }) + text.svg
    at += 72 + text.height + 36
  }
  const top = at + 24
  const wrapping = passage(packing(services.map(({ code }) => code)), {
    ...{ x: SIDE + 32, y: top + 88, size: BODY, width: INNER - 64, fill: INK },
  })
  const height = top + 88 + wrapping.height + 28 + SIDE
  const truck = await icon(sent(services) ? 'delivery-truck' : 'mobile-phone', 128)
  const ground = await sharp({ create: { width: WIDTH, height, channels: 3, background: '#FFF5DF' } })
    .composite([{ input: truck.png, left: WIDTH - SIDE - truck.width, top: 36 }])
    .png()
    .toBuffer()
  return overlaid(
    ground,
    height,
    words('小满答应你的', { x: SIDE, y: 122, size: 52, weight: 700, fill: INK }) +
      card(SIDE, 172, INNER, at - 172) +
      svg +
      card(SIDE, top, INNER, height - SIDE - top, { opacity: 0.75 }) +
      words(sent(services) ? '这样装箱' : '这样拿到', {
        x: SIDE + 32,
        y: top + 64,
        size: 38,
        weight: 700,
        fill: BRAND,
      }) +
      wrapping.svg,
  )
}
