import sharp from 'sharp'
import { words } from './words.mjs'

/** Papers of a made-up shop: so plainly a demonstration that nobody can take them for real ones. */
export const PAPERS = {
  business: {
    title: '营业执照',
    rows: ['名称　小满良品（演示）', '统一社会信用代码　演示 0000 0000', '经营范围　食品、日用品销售'],
  },
  food: {
    title: '食品经营许可证',
    rows: ['经营者　小满良品（演示）', '许可证编号　演示 JY 0000 0000', '项目　预包装食品、散装食品销售'],
  },
}

const SIZE = { width: 1000, height: 700 }

export function paperPicture({ title, rows }) {
  const mark = [
    [330, 300],
    [700, 540],
  ]
    .map(
      ([x, y]) =>
        `<g transform="rotate(-24 ${x} ${y})" opacity="0.13">` +
        `${words('演示 · 无效', { x, y, size: 84, weight: 700, fill: '#C2370F', anchor: 'middle' })}</g>`,
    )
    .join('')
  const lines = rows.map((row, nth) => words(row, { x: 130, y: 330 + nth * 84, size: 36, fill: '#221D17' })).join('')
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">` +
    `<rect width="100%" height="100%" fill="#FFF9EC"/>` +
    `<rect x="36" y="36" width="928" height="628" rx="18" fill="none" stroke="#D9B36A" stroke-width="6"/>` +
    `<rect x="54" y="54" width="892" height="592" rx="10" fill="none" stroke="#E9D6AE" stroke-width="2"/>` +
    words(title, { x: 500, y: 190, size: 76, weight: 700, fill: '#8C5A0B', anchor: 'middle' }) +
    lines +
    words('演示用图，不是真实证照', { x: 500, y: 600, size: 34, fill: '#6B6259', anchor: 'middle' }) +
    mark +
    '</svg>'
  return sharp(Buffer.from(svg)).png().toBuffer()
}
