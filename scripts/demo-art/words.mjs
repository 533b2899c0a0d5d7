/** Chinese words on pictures: measuring, breaking into lines and writing them as SVG. */
const FONT = "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
/** What may not begin a line, and what may not end one. */
const NOT_FIRST = '，。、；：！？）》”’%·℃'
const NOT_LAST = '（《“‘'

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const widthOf = (letter) => {
  if (/[\u2E80-\u9FFF\uFF00-\uFFEF\u3000-\u303F“”‘’]/.test(letter)) return 1
  if (/[A-Z%@MW]/.test(letter)) return 0.7
  return letter === ' ' ? 0.24 : 0.57
}

/** In ems. */
export const measure = (text) => [...text].reduce((sum, letter) => sum + widthOf(letter), 0)

/** Letters and numbers stay together; Chinese breaks anywhere but before or after certain signs. */
const pieces = (text) => text.match(/[A-Za-z0-9.+\-–~/]+|./gu) ?? []

export function wrap(text, size, width) {
  const lines = []
  let line = ''
  for (const piece of pieces(text)) {
    const full = measure(line + piece) * size > width
    if (full && line !== '' && !NOT_FIRST.includes(piece)) {
      // A sign that opens something goes down with what it opens.
      const carried = NOT_LAST.includes(line.at(-1)) ? line.at(-1) : ''
      lines.push(carried ? line.slice(0, -1) : line)
      line = carried + piece.trimStart()
    } else line += piece
  }
  if (line.trim() !== '') lines.push(line)
  return lines
}

/** One line with its baseline at `y`. */
export function words(text, { x, y, size, fill, weight = 400, anchor = 'start' }) {
  return (
    `<text x="${x}" y="${y}" font-family="${FONT}" font-size="${size}" font-weight="${weight}" fill="${fill}" ` +
    `text-anchor="${anchor}">${escaped(text)}</text>`
  )
}

/** Lines below each other; answers the drawing and how much height it took. */
export function passage(text, { x, y, size, width, fill, weight, leading = 1.6 }) {
  const lines = wrap(text, size, width)
  const step = Math.round(size * leading)
  const svg = lines.map((line, nth) => words(line, { x, y: y + nth * step + size, size, fill, weight })).join('')
  return { svg, height: lines.length * step }
}

export const card = (x, y, width, height, { fill = '#FFFFFF', radius = 28, opacity = 1 } = {}) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" fill-opacity="${opacity}"/>`
