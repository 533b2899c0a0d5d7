import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 }

/** Reads the vectors of the icon package and hands out trimmed, turned rasters of them. */
export function openIcons(folder) {
  const set = JSON.parse(readFileSync(join(folder, 'icons.json'), 'utf8'))
  const cache = new Map()

  function body(name) {
    const icon = set.icons[name] ?? set.icons[set.aliases?.[name]?.parent]
    if (!icon) throw new Error(`the icon set has no "${name}"`)
    return icon.body
  }

  async function master(name) {
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `viewBox="0 0 32 32" width="900" height="900">${body(name)}</svg>`
    const png = await sharp(Buffer.from(svg)).png().toBuffer()
    // Vectors fill their square differently; sizes below mean the visible part, so the empty border goes.
    return sharp(png).trim({ background: CLEAR, threshold: 1 }).png().toBuffer()
  }

  /** The longer visible side becomes `size` pixels; `turn` is degrees clockwise. */
  return async function icon(name, size, turn = 0) {
    if (!cache.has(name)) cache.set(name, await master(name))
    const scaled = await sharp(cache.get(name))
      .resize(size, size, { fit: 'inside', kernel: 'lanczos3' })
      .png()
      .toBuffer()
    const turned = turn ? await sharp(scaled).rotate(turn, { background: CLEAR }).png().toBuffer() : scaled
    const { width, height } = await sharp(turned).metadata()
    return { png: turned, width, height }
  }
}

/** A blurred silhouette of a picture in one colour: what an object throws on the one behind it. */
export async function silhouette({ png, width, height }, colour, { blur, alpha }) {
  const pad = Math.ceil(blur * 3)
  const padded = await sharp(png)
    .extend({ top: pad, bottom: pad, left: pad, right: pad, background: CLEAR })
    .png()
    .toBuffer()
  const mask = await sharp(padded).extractChannel('alpha').linear(alpha, 0).blur(blur).raw().toBuffer()
  const size = { width: width + pad * 2, height: height + pad * 2 }
  const tinted = await sharp({ create: { ...size, channels: 3, background: colour } })
    .joinChannel(mask, { raw: { ...size, channels: 1 } })
    .png()
    .toBuffer()
  return { png: tinted, pad }
}
