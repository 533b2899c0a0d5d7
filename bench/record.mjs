/**
 * `node bench/record.mjs lines.jsonl …` keeps what a run said: its lines in docs/bench/record.jsonl, one a figure, a table of them
 * with the machine in docs/bench/table.md, and the charts in docs/pictures. A quick figure never replaces one of a whole run.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/lib/tree.mjs'
import { chartsOf } from './charts.mjs'

export const linesOf = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(({ id }) => typeof id === 'string')

const isQuick = ({ scale }) => scale === 'quick'
const order = (a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })

/** Points of one line in a chart belong to one run. */
const seriesOf = ({ id }) => /^(S9\.soak\.at)\d+$/.exec(id)?.[1] ?? id

/** The lines kept so far and those of a run, dated, one a figure. */
export const merged = (kept, said, on) => {
  const whole = new Set(kept.filter((line) => !isQuick(line)).map(seriesOf))
  const taken = said.filter((line) => !isQuick(line) || !whole.has(seriesOf(line)))
  const replaced = new Set(taken.map(seriesOf))
  const left = kept.filter((line) => !replaced.has(seriesOf(line)))
  return [...left, ...new Map(taken.map((line) => [line.id, { ...line, on }])).values()].sort(order)
}

const verdict = ({ meets }) => (meets === true ? 'met' : meets === false ? '**missed**' : '')
const cell = (value) => String(value ?? '').replaceAll('|', '\\|')

export const tableOf = (lines, machine) =>
  [
    '# The record, as a table',
    '',
    `${machine}. Made from \`record.jsonl\` by \`node bench/record.mjs\`; what the figures mean is told in \`docs/benchmarks.md\`.`,
    '',
    '| figure | value | goal | unit | | audit | scale | on |',
    '|---|---|---|---|---|---|---|---|',
    ...lines.map(
      (line) =>
        `| ${[line.id, line.value, line.goal, line.unit, verdict(line), line.audit, line.scale, line.on].map(cell).join(' | ')} |`,
    ),
    '',
  ].join('\n')

export const machineFacts = () => {
  const [{ model }] = cpus()
  return `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${release().split('-')[0]}, Node ${process.versions.node}`
}

const keep = (files) => {
  const folder = join(root, 'docs/bench')
  mkdirSync(folder, { recursive: true })
  const record = join(folder, 'record.jsonl')
  const kept = existsSync(record) ? linesOf(readFileSync(record, 'utf8')) : []
  const on = new Date().toISOString().slice(0, 10)
  const lines = files.reduce((all, file) => merged(all, linesOf(readFileSync(file, 'utf8')), on), kept)
  writeFileSync(record, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  writeFileSync(join(folder, 'table.md'), tableOf(lines, machineFacts()))
  for (const [name, svg] of Object.entries(chartsOf(lines))) {
    writeFileSync(join(root, 'docs/pictures', `${name}.svg`), svg)
    console.error(`· docs/pictures/${name}.svg`)
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  keep(process.argv.slice(2))
