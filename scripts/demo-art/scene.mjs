import sharp from 'sharp'
import { silhouette } from './icons.mjs'

/** The pastel ground: two stops, two large faint discs, a white glow where the goods stand. */
function ground(width, height, palette, glow) {
  const discs = [
    [width * 0.86, height * 0.14, height * 0.34],
    [width * 0.1, height * 0.98, height * 0.42],
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
  <defs>
    <linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="${palette.from}"/><stop offset="1" stop-color="${palette.to}"/>
    </linearGradient>
    <radialGradient id="w" gradientUnits="userSpaceOnUse" cx="${glow.x}" cy="${glow.y}" r="${glow.r}">
      <stop offset="0" stop-color="#fff" stop-opacity="${glow.alpha ?? 0.78}"/>
      <stop offset="0.55" stop-color="#fff" stop-opacity="0.22"/><stop offset="1" stop-color="#fff" stop-opacity="0"/>
    </radialGradient>
  </defs>
  <rect width="100%" height="100%" fill="url(#g)"/>
  ${discs.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="#fff" fill-opacity="0.13"/>`).join('')}
  <rect width="100%" height="100%" fill="url(#w)"/>
</svg>`
}

/** The soft ellipse on the floor. */
async function floorShadow(width, height, shade, { x, y, rx, ry }) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><radialGradient id="s"><stop offset="0" stop-color="${shade}" stop-opacity="0.5"/>
    <stop offset="0.5" stop-color="${shade}" stop-opacity="0.2"/><stop offset="1" stop-color="${shade}" stop-opacity="0"/></radialGradient></defs>
    <ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="url(#s)"/></svg>`
  return { input: await sharp(Buffer.from(svg)).png().toBuffer(), left: 0, top: 0 }
}

/** sharp refuses a layer that leaves the canvas, so the part outside is cut first. */
async function within(layer, width, height) {
  const { width: w, height: h } = await sharp(layer.input).metadata()
  const left = Math.max(0, -layer.left)
  const top = Math.max(0, -layer.top)
  const right = Math.min(w, width - layer.left)
  const bottom = Math.min(h, height - layer.top)
  if (right <= left || bottom <= top) return null
  const input = await sharp(layer.input)
    .extract({ left, top, width: right - left, height: bottom - top })
    .png()
    .toBuffer()
  return { input, left: layer.left + left, top: layer.top + top }
}

async function itemLayers(icon, item, shade, cast) {
  const picture = await icon(item.icon, item.size, item.turn)
  const left = Math.round(item.x - picture.width / 2)
  const top = Math.round(item.y - picture.height / 2)
  if (!cast) return [{ input: picture.png, left, top }]
  const blur = Math.max(6, Math.round(item.size / 24))
  const shadow = await silhouette(picture, shade, { blur, alpha: 0.24 })
  return [
    { input: shadow.png, left: left - shadow.pad, top: top - shadow.pad + Math.round(blur * 1.1) },
    { input: picture.png, left, top },
  ]
}

/**
 * Paints one picture. `items` are drawn in order, later ones in front; coordinates are centres in pixels.
 * Returns an uncompressed PNG buffer; the caller chooses the format.
 */
export async function paint(icon, { width, height, palette, items, floor, glow, cast = true }) {
  const layers = [await floorShadow(width, height, palette.shade, floor)]
  for (const item of items) layers.push(...(await itemLayers(icon, item, palette.shade, cast && items.length > 1)))
  const cut = []
  for (const layer of layers) {
    const kept = await within(layer, width, height)
    if (kept) cut.push(kept)
  }
  return sharp(Buffer.from(ground(width, height, palette, glow)))
    .composite(cut)
    .png()
    .toBuffer()
}

/** Only the objects on nothing, for icons and empty states. */
export async function paintClear(icon, { size, items, extra = '', shade = '#6B4A2E', floor }) {
  const layers = []
  if (extra) layers.push({ input: await sharp(Buffer.from(extra)).png().toBuffer(), left: 0, top: 0 })
  if (floor) layers.push(await floorShadow(size, size, shade, floor))
  for (const item of items) layers.push(...(await itemLayers(icon, item, shade, items.length > 1)))
  const cut = []
  for (const layer of layers) {
    const kept = await within(layer, size, size)
    if (kept) cut.push(kept)
  }
  const clear = { create: { width: size, height: size, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }
  return sharp(clear).composite(cut).png().toBuffer()
}
