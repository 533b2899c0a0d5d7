/**
 * Charts of what the bench said: JSON lines in, pictures out, nothing else read. A chart whose figures are not among the lines is
 * not drawn.
 */
import { bar, picture, rule, text } from './picture.mjs'

const WIDTH = 880
/** Figures that shall be at least their goal; all others shall be at most theirs. */
const AT_LEAST = new Set(['S5.ratio', 'S5.shed', 'S5.shed.paid', 'S5.shed.beside.paid'])

/** The last line said about each figure. */
const byId = (lines) => new Map(lines.filter(({ id }) => id !== undefined).map((line) => [line.id, line]))

/** How much of what the goal allows is used: more than one misses it. */
export const usedOf = ({ id, value, goal }) => {
  if (AT_LEAST.has(id)) return value === 0 ? Infinity : goal / value
  // Of what may not happen at all, anything is too much.
  if (goal === 0) return value === 0 ? 0 : Infinity
  return value / goal
}

const shown = (value) => (Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(value))

const kindOf = (line, used) => {
  if (line.meets === true) return 'good'
  if (line.meets === false) return 'bad'
  return used <= 1 ? 'open' : 'bad'
}

const ROW = 30

const goalsChart = (figures) => {
  const rows = [...figures.values()]
    .filter(({ goal }) => goal !== null && goal !== undefined)
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
  if (rows.length === 0) return undefined
  const [left, top, span] = [160, 96, 340]
  const height = top + rows.length * ROW + 22
  const most = 1.6
  const limit = left + span / most
  const parts = [
    text(28, 36, 'Figures beside their goals', { size: 18, bold: true }),
    text(28, 56, 'how much of what a goal allows is used; grey: not judged at this scale', { kind: 'soft' }),
    rule(limit, top - 8, limit, height - 20, 'limit', '4 3'),
    text(limit, top - 12, 'goal', { kind: 'soft', size: 11, anchor: 'middle' }),
  ]
  rows.forEach((line, n) => {
    const used = usedOf(line)
    const y = top + n * ROW
    const sign = AT_LEAST.has(line.id) ? '≥' : '≤'
    parts.push(
      text(left - 12, y + 15, line.id, { anchor: 'end' }),
      bar(
        left,
        y + 3,
        Math.max(2, Math.min(used, most) * (span / most)),
        17,
        kindOf(line, used),
        `${line.id} ${line.value}`,
      ),
      text(left + span + 14, y + 15, `${shown(line.value)}  (${sign} ${shown(line.goal)} ${line.unit})`, {
        kind: 'soft',
        size: 12,
      }),
    )
  })
  return picture({ width: WIDTH, height, label: 'Figures of the bench beside their goals' }, parts)
}

const CPU_ROWS = [
  ['S1', 'a list, two pages', 'S1.cpuMs', 'S1.dbMs'],
  ['S2', 'a product page', 'S2.cpuMs', 'S2.dbMs'],
  ['S4', 'a checkout, paid', 'S4.cpuMs', 'S4.dbMs'],
  ['S5', 'a decision of a flash sale', 'S5.cpuMs', 'S5.dbMs'],
]

const cpuChart = (figures) => {
  const rows = CPU_ROWS.filter(([, , node, base]) => figures.has(node) && figures.has(base)).map(
    ([id, what, node, base]) => ({
      ...{ id, what, node: figures.get(node).value, base: figures.get(base).value },
    }),
  )
  if (rows.length === 0) return undefined
  const [left, top, span] = [220, 86, 500]
  const height = top + rows.length * 44 + 20
  const parts = [
    text(28, 36, 'Where the CPU of an operation goes', { size: 18, bold: true }),
    bar(28, 50, 12, 12, 'node'),
    text(46, 60, 'node', { kind: 'soft' }),
    bar(96, 50, 12, 12, 'base'),
    text(114, 60, 'Postgres, each row by its own scale', { kind: 'soft' }),
  ]
  rows.forEach(({ id, what, node, base }, n) => {
    const y = top + n * 44
    const whole = node + base || 1
    const first = (node / whole) * span
    parts.push(
      text(left - 14, y + 12, id, { anchor: 'end', bold: true }),
      text(left - 14, y + 28, what, { kind: 'soft', size: 12, anchor: 'end' }),
      bar(left, y, first, 26, 'node', `node ${node} ms`),
      bar(left + first, y, span - first, 26, 'base', `Postgres ${base} ms`),
      text(left + span + 12, y + 18, `${shown(node)} + ${shown(base)} ms`, { kind: 'soft', size: 12 }),
    )
  })
  return picture({ width: WIDTH, height, label: 'CPU of each operation, split into node and Postgres' }, parts)
}

const TIMES = [1, 2, 5, 10]

const shedChart = (figures) => {
  const rounds = TIMES.flatMap((times) => {
    const good = figures.get(`S5.shed.x${times}`)?.value
    return good === undefined ? [] : [{ times, good, refused: figures.get(`S5.shed.refused${times}`)?.value ?? 0 }]
  })
  if (rounds.length === 0) return undefined
  const [left, top, span, tall] = [70, 76, 780, 220]
  const most = Math.max(...rounds.map(({ good }) => good)) * 1.15
  const step = span / rounds.length
  const wide = 96
  const floor = top + tall
  const parts = [
    text(28, 36, 'Answered when more come than the shop can serve', { size: 18, bold: true }),
    text(28, 56, 'requests answered in a second; below, what was refused with 429 or 503 beside them', {
      kind: 'soft',
    }),
    rule(left, floor, left + span, floor),
  ]
  const goal = rounds[0].good * 0.8
  const line = floor - (goal / most) * tall
  rounds.forEach(({ times, good, refused }, n) => {
    const x = left + n * step + (step - wide) / 2
    const high = (good / most) * tall
    parts.push(
      bar(x, floor - high, wide, high, good >= goal ? 'good' : 'bad', `${times}×: ${good} a second`),
      text(x + wide / 2, floor - high - 8, shown(Math.round(good)), { anchor: 'middle', bold: true }),
      text(x + wide / 2, floor + 20, `${times} × capacity`, { anchor: 'middle' }),
      text(x + wide / 2, floor + 38, `${shown(Math.round(refused))} refused/s`, {
        kind: 'soft',
        size: 12,
        anchor: 'middle',
      }),
    )
  })
  parts.push(
    rule(left, line, left + span, line, 'limit', '4 3'),
    text(left, line - 5, '80 % of 1 ×', { kind: 'soft', size: 11 }),
  )
  return picture(
    { width: WIDTH, height: floor + 58, label: 'Requests answered at 1, 2, 5 and 10 times the capacity' },
    parts,
  )
}

const soakChart = (figures) => {
  const minutes = [...figures.values()]
    .map(({ id, value }) => ({ at: Number(/^S9\.soak\.at(\d+)$/.exec(id)?.[1]), value }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => a.at - b.at)
  if (minutes.length < 2) return undefined
  const [left, top, span, tall] = [70, 76, 780, 190]
  const most = Math.max(350, ...minutes.map(({ value }) => value)) * 1.05
  const last = minutes.at(-1).at
  const floor = top + tall
  const x = (at) => left + (at / last) * span
  const y = (value) => floor - (value / most) * tall
  const parts = [
    text(28, 36, 'Resident memory through the soak', { size: 18, bold: true }),
    text(28, 56, 'MB of the process that serves, from its first request; the goal is 350', { kind: 'soft' }),
    rule(left, floor, left + span, floor),
    rule(left, y(350), left + span, y(350), 'limit', '4 3'),
    ...[0, 100, 200, 300].map((mark) => text(left - 10, y(mark) + 4, mark, { kind: 'soft', size: 11, anchor: 'end' })),
    `<polyline class="line" stroke-width="2.5" stroke-linejoin="round" points="${minutes.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"/>`,
    ...minutes
      .filter((_, n) => minutes.length <= 14 || n % 2 === 0)
      .map(({ at }) => text(x(at), floor + 18, `${at} s`, { kind: 'soft', size: 11, anchor: 'middle' })),
  ]
  return picture({ width: WIDTH, height: floor + 36, label: 'Resident memory of the shop through the soak' }, parts)
}

/** `{ 'bench-goals': '<svg …>', … }` of as many charts as the lines have figures for. */
export const chartsOf = (lines) => {
  const figures = byId(lines)
  const all = {
    'bench-goals': goalsChart(figures),
    'bench-cpu': cpuChart(figures),
    'bench-shed': shedChart(figures),
    'bench-soak': soakChart(figures),
  }
  return Object.fromEntries(Object.entries(all).filter(([, svg]) => svg !== undefined))
}
