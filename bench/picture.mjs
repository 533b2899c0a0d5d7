/** What pictures of the bench have in common: the shop's colours by light and by dark, and text that is safe inside a picture. */
export const escaped = (text) =>
  String(text).replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark])

const FONT = '-apple-system, PingFang SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif'

/** Classes instead of colours, so that a reader's own preference decides. */
const STYLE = `
.page{fill:#F7F4EF}.panel{fill:#FFFFFF;stroke:#EBE5DB}.ink{fill:#221D17}.soft{fill:#6B6259}.rule{stroke:#D8D0C4}.limit{stroke:#B42318}
.good{fill:#2F855A}.bad{fill:#C0392B}.open{fill:#A0968B}.node{fill:#D93E18}.base{fill:#2B6CB0}.refused{fill:#D8D0C4}.line{fill:none;stroke:#D93E18}
@media (prefers-color-scheme:dark){.page{fill:#1B1815}.panel{fill:#24201C;stroke:#3A342E}.ink{fill:#F2EDE6}.soft{fill:#B5AA9E}.rule{stroke:#4A433B}.limit{stroke:#FF8A7A}
.good{fill:#5FC08E}.bad{fill:#F08070}.open{fill:#8A8178}.node{fill:#FF7A52}.base{fill:#6AA6E8}.refused{fill:#4A433B}.line{stroke:#FF7A52}}`

export const text = (x, y, words, { kind = 'ink', size = 13, anchor = 'start', bold = false } = {}) =>
  `<text x="${tidy(x)}" y="${tidy(y)}" class="${kind}" font-size="${size}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ''}>${escaped(words)}</text>`

export const bar = (x, y, width, height, kind, title = '') =>
  `<rect x="${tidy(x)}" y="${tidy(y)}" width="${tidy(Math.max(0, width))}" height="${tidy(height)}" rx="3" class="${kind}">${
    title === '' ? '' : `<title>${escaped(title)}</title>`
  }</rect>`

export const rule = (x1, y1, x2, y2, kind = 'rule', dashes = '') =>
  `<line x1="${tidy(x1)}" y1="${tidy(y1)}" x2="${tidy(x2)}" y2="${tidy(y2)}" class="${kind}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}/>`

export const tidy = (number) => Math.round(number * 10) / 10

/** A whole picture: `label` is what somebody hears who cannot see it. */
export const picture = ({ width, height, label, style = '' }, parts) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="${FONT}" role="img" aria-label="${escaped(label)}">`,
    `<style>${STYLE.trim()}${style}</style>`,
    `<rect width="${width}" height="${height}" rx="14" class="page"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
