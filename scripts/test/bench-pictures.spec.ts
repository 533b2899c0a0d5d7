import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chartsOf, usedOf } from '../../bench/charts.mjs'
import { flameOf, placeOf, sharesOf, treeOf } from '../../bench/flame.mjs'
import { linesOf, merged, tableOf } from '../../bench/record.mjs'

const root = resolve(import.meta.dirname, '../..')

interface Line {
  id: string
  value: number
  goal: number | null
  unit: string
  meets: boolean | null
  audit: number
  scale: string
}

const line = (id: string, value: number, more: Partial<Line> = {}): Line => ({
  ...{ id, value, goal: null, unit: 'ms', meets: null, audit: 0, scale: 'full' },
  ...more,
})

const barsOf = (svg: string | undefined, kind: string): number[] =>
  [...(svg ?? '').matchAll(/<rect x="[^"]+" y="[^"]+" width="([^"]+)" height="[^"]+" rx="3" class="(\w+)">/g)]
    .filter(([, , found]) => found === kind)
    .map(([, width]) => Number(width))

describe('charts of a run', () => {
  it('say how much of a goal is used, whichever way it looks', () => {
    expect(usedOf(line('S1.cpu', 2, { goal: 2.5 }))).toBe(0.8)
    expect(usedOf(line('S5.ratio', 0.3, { goal: 0.6 }))).toBe(2)
    expect(usedOf(line('S5.shed.wrong', 0, { goal: 0 }))).toBe(0)
    expect(usedOf(line('S5.shed.wrong', 1, { goal: 0 }))).toBe(Infinity)
    expect(usedOf(line('S5.shed.paid', 0, { goal: 100 }))).toBe(Infinity)
  })

  it('draw what meets its goal apart from what misses it, and one that is far over no wider than the picture', () => {
    const svg = chartsOf([
      line('S1.cpu', 2, { goal: 2.5, meets: true }),
      line('S4.cpu', 80, { goal: 8, meets: false }),
      line('S9.rss', 300, { goal: 350 }),
    ])['bench-goals']
    expect(barsOf(svg, 'good')).toEqual([170])
    expect(barsOf(svg, 'bad')).toEqual([340])
    expect(barsOf(svg, 'open')).toHaveLength(1)
    expect(svg).toContain('80  (≤ 8 ms)')
  })

  it('judge the answers at ten times by those at once', () => {
    const lines = [1, 2, 5, 10].flatMap((times) => [
      line(`S5.shed.x${times}`, times === 10 ? 700 : 1_000),
      line(`S5.shed.refused${times}`, (times - 1) * 1_000),
    ])
    const svg = chartsOf(lines)['bench-shed']
    expect(barsOf(svg, 'good')).toHaveLength(3)
    expect(barsOf(svg, 'bad')).toHaveLength(1)
    expect(svg).toContain('9,000 refused/s')
  })

  it('split the CPU of an operation by what each side worked', () => {
    const svg = chartsOf([line('S4.cpuMs', 15), line('S4.dbMs', 5)])['bench-cpu']
    expect(barsOf(svg, 'node').at(-1)).toBe(375)
    expect(barsOf(svg, 'base').at(-1)).toBe(125)
  })

  it('are not drawn where their figures are missing', () => {
    expect(chartsOf([])).toEqual({})
    expect(Object.keys(chartsOf([line('S9.soak.at60', 300), line('S9.soak.at120', 310)]))).toEqual(['bench-soak'])
  })

  it('never let a word out of its place', () => {
    const svg = chartsOf([line('S1.cpu', 1, { goal: 2, unit: '<script>&"' })])['bench-goals'] ?? ''
    expect(svg).not.toContain('<script>')
    expect(svg).toContain('&lt;script&gt;&amp;&quot;')
  })
})

const frame = (functionName: string, url = '') => ({ functionName, url })
const profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 5, 6, 7, 8] },
    { id: 2, callFrame: frame('handle', 'file:///srv/shop/apps/api/dist/src/a.js'), children: [3, 4] },
    { id: 3, callFrame: frame('query', 'file:///srv/shop/node_modules/pg/lib/client.js') },
    { id: 4, callFrame: frame('writev') },
    { id: 5, callFrame: frame('(idle)') },
    { id: 6, callFrame: frame('(garbage collector)') },
    { id: 7, callFrame: frame('(program)') },
    { id: 8, callFrame: frame('profile', 'file:///srv/shop/bench/inside.mjs') },
  ],
  samples: [2, 3, 3, 4, 5, 6, 5, 7, 8],
  timeDeltas: [100, 200, 100, 400, 5_000, 200, 9_000, 700, 800],
}

describe('a flame graph', () => {
  it('counts who worked, and nobody for waiting or for looking on', () => {
    const tree = treeOf(profile)
    expect(tree.total).toBe(1_000)
    expect(tree.below).toMatchObject([
      { name: 'handle', total: 800, own: 100 },
      { name: '(garbage collector)', total: 200, own: 200 },
    ])
    expect(sharesOf(tree)).toEqual({ shop: 0.1, driver: 0.3, writing: 0.4, garbage: 0.2 })
  })

  it('names files without where they lie', () => {
    expect(placeOf('file:///srv/x/node_modules/a/node_modules/pg-pool/index.js')).toEqual({
      whose: 'driver',
      file: 'pg-pool/index.js',
    })
    expect(placeOf('file:///srv/x/apps/api/dist/src/main.js')).toEqual({ whose: 'shop', file: 'apps/api/src/main.js' })
    expect(placeOf('file:///srv/x/tool.mjs')).toEqual({ whose: 'node', file: 'tool.mjs' })
    const svg = flameOf(profile, { title: 'x' })
    expect(svg).not.toContain('/srv/')
    expect(svg).toContain('query pg/lib/client.js 30.0 %')
  })

  it('draws each as wide as it took, below whoever called it, and leaves out what is too small to see', () => {
    const svg = flameOf(profile, { title: 'x', least: 0.25 })
    const drawn = [...svg.matchAll(/<title>(\S+) [^<]*<\/title><rect x="([^"]+)" y="([^"]+)" width="([^"]+)"/g)]
    expect(drawn.map(([, name, x, y, width]) => [name, Number(x), Number(y), Number(width)])).toEqual([
      ['handle', 20, 66, 928],
      ['writev', 20, 83, 464],
      ['query', 484, 83, 348],
    ])
  })
})

describe('the record', () => {
  it('takes figures from what else a run printed', () => {
    expect(linesOf('· warming up\n{"id":"S1.cpu","value":2}\n{"machine":"x"}\n')).toMatchObject([{ id: 'S1.cpu' }])
  })

  it('keeps one line a figure, the last, but no quick one instead of a whole one', () => {
    const kept = [line('S1.cpu', 2), line('S5.shed', 0.7, { scale: 'quick' })]
    const said = [line('S1.cpu', 9, { scale: 'quick' }), line('S5.shed', 0.9), line('S10.x', 1), line('S2.cpu', 1)]
    const all = merged(kept, said, '2026-01-02')
    expect(all.map(({ id, value }) => `${id} ${value}`)).toEqual(['S1.cpu 2', 'S2.cpu 1', 'S5.shed 0.9', 'S10.x 1'])
    expect(all.at(-1)).toMatchObject({ on: '2026-01-02' })
  })

  it('never draws one line through the points of two runs', () => {
    const quick = [10, 20].map((at) => line(`S9.soak.at${at}`, at, { scale: 'quick' }))
    const whole = [60, 120].map((at) => line(`S9.soak.at${at}`, at))
    const ids = (lines: Line[]) => lines.map(({ id }) => id)
    expect(ids(merged(quick, whole, 'x'))).toEqual(ids(whole))
    expect(ids(merged(whole, quick, 'x'))).toEqual(ids(whole))
  })

  it('says in its table what was missed', () => {
    const table = tableOf([line('S4.cpu', 10.8, { goal: 8, meets: false, unit: 'a|b' })], 'two cores')
    expect(table).toContain('| S4.cpu | 10.8 | 8 | a\\|b | **missed** | 0 | full |')
  })

  it('is what the pictures and the table in the docs were made from', () => {
    const lines = linesOf(readFileSync(join(root, 'docs/bench/record.jsonl'), 'utf8'))
    expect(lines.length).toBeGreaterThan(15)
    for (const [name, svg] of Object.entries(chartsOf(lines)))
      expect(readFileSync(join(root, `docs/pictures/${name}.svg`), 'utf8')).toBe(svg)
    const page = readFileSync(join(root, 'docs/benchmarks.md'), 'utf8')
    const drawn = readdirSync(join(root, 'docs/pictures')).filter((name) => /^(?:bench|flame)-.+\.svg$/.test(name))
    expect(drawn.length).toBeGreaterThan(0)
    expect(drawn.filter((name) => !page.includes(`pictures/${name}`))).toEqual([])
    const shown = [...page.matchAll(/pictures\/([\w-]+\.svg)/g)].map(([, name = '']) => name)
    expect(shown.filter((name) => !existsSync(join(root, 'docs/pictures', name)))).toEqual([])
    const rows = tableOf(lines, '')
      .split('\n')
      .filter((row) => row.startsWith('|'))
    expect(
      readFileSync(join(root, 'docs/bench/table.md'), 'utf8')
        .split('\n')
        .filter((row) => row.startsWith('|')),
    ).toEqual(rows)
  })
})
