/** A CPU profile of V8 as one picture that fits a page: who called whom, as wide as it took, in the colours of whose code it is. */
import { escaped, picture, text, tidy } from './picture.mjs'

const WIDTH = 1_200
const ROW = 17
const EDGE = 20
const TOP = 66

/** Where a file belongs to, and its name without whatever lies above the repository. */
export const placeOf = (url) => {
  if (url === '') return { whose: 'engine', file: '' }
  if (url.startsWith('node:')) return { whose: 'node', file: url }
  const path = url.replace(/^file:\/\//, '')
  const packages = path.lastIndexOf('/node_modules/')
  const own = /\/((?:apps|libs)\/.+)$/.exec(path)?.[1]
  if (packages >= 0) {
    const file = path.slice(packages + '/node_modules/'.length)
    if (file.startsWith('@jishi/')) return { whose: 'shop', file }
    return { whose: /^(?:pg|pg-pool|pg-protocol|pg-types)\//.test(file) ? 'driver' : 'packages', file }
  }
  if (own !== undefined) return { whose: 'shop', file: own.replace('/dist/', '/') }
  return { whose: 'node', file: path.slice(path.lastIndexOf('/') + 1) }
}

/**
 * V8's own accounts, left out of the whole: waiting, and what happens outside JavaScript, of which a profile cannot tell reading a
 * socket from waiting for a turn on a machine that others use.
 */
const LEFT_OUT = new Set(['(idle)', '(program)'])
/** Whoever takes the profile. */
const OWN = 'inside.mjs'
/** Says only that the profile starts here. */
const ROOT = '(root)'

/** The profile as a tree of frames with their own time, callers first, frames of one function under one caller joined. */
export const treeOf = ({ nodes, samples, timeDeltas }) => {
  const own = new Map()
  samples.forEach((id, n) => own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas[n])))
  const known = new Map(nodes.map((node) => [node.id, node]))
  const grown = (list, into) => {
    for (const { id, callFrame, children = [] } of list) {
      if (LEFT_OUT.has(callFrame.functionName)) continue
      const { whose, file } = placeOf(callFrame.url)
      if (file === OWN) continue
      const name = callFrame.functionName || '(anonymous)'
      const key = `${name} ${file}`
      const frame = into.get(key) ?? { name, file, whose, own: 0, total: 0, below: new Map() }
      into.set(key, frame)
      frame.own += own.get(id) ?? 0
      grown(
        children.map((child) => known.get(child)),
        frame.below,
      )
    }
  }
  const top = new Map()
  const root = nodes.find(({ callFrame }) => callFrame.functionName === ROOT) ?? nodes[0]
  grown(
    (root.children ?? []).map((child) => known.get(child)),
    top,
  )
  const summed = (frames) =>
    [...frames.values()]
      .map(({ below, ...frame }) => {
        const inside = summed(below)
        return { ...frame, below: inside, total: frame.own + inside.reduce((sum, { total }) => sum + total, 0) }
      })
      .sort((a, b) => b.total - a.total)
  const below = summed(top)
  return { below, total: below.reduce((sum, { total }) => sum + total, 0) }
}

const WRITING = /^(?:writev|write\w*String|writeBuffer)$/

/** Whose a frame is: garbage, and bytes that leave through a socket, are worth a colour of their own. */
const kindOf = ({ whose, name }) => {
  if (name === '(garbage collector)') return 'garbage'
  return whose === 'engine' && WRITING.test(name) ? 'writing' : whose
}

/** How much of the whole each kind of code worked itself. */
export const sharesOf = ({ below, total }) => {
  const shares = {}
  const walk = (frames) => {
    for (const frame of frames) {
      const kind = kindOf(frame)
      shares[kind] = (shares[kind] ?? 0) + frame.own
      walk(frame.below)
    }
  }
  walk(below)
  return Object.fromEntries(Object.entries(shares).map(([kind, time]) => [kind, total === 0 ? 0 : time / total]))
}

const KINDS = [
  ['shop', 'the shop'],
  ['driver', 'Postgres driver'],
  ['packages', 'packages'],
  ['node', 'node'],
  ['engine', 'built in'],
  ['writing', 'writing to sockets'],
  ['garbage', 'garbage'],
]

const STYLE = `
.f{stroke:#F7F4EF;stroke-width:.6}.f-shop{fill:#F2896B}.f-driver{fill:#8FB8E8}.f-packages{fill:#E9C46A}.f-node{fill:#B9C9A5}.f-engine{fill:#CFC6BA}.f-writing{fill:#E8A0B4}.f-garbage{fill:#B79CC9}.t{fill:#221D17;font-size:11px}
@media (prefers-color-scheme:dark){.f{stroke:#1B1815}.f-shop{fill:#C4583A}.f-driver{fill:#3E6FA8}.f-packages{fill:#8A6D1F}.f-node{fill:#56704A}.f-engine{fill:#5A524A}.f-writing{fill:#8F4A5F}.f-garbage{fill:#6F5585}.t{fill:#F7F4EF}}`

const percent = (share) => `${(share * 100).toFixed(1)} %`

/** `least`: the smallest part of the whole that is drawn; `deepest`: rows at most. */
export const flameOf = (profile, { title, note = '', least = 0.003, deepest = 46 }) => {
  const tree = treeOf(profile)
  const shares = sharesOf(tree)
  const parts = []
  let rows = 0
  const draw = (frames, x, depth) => {
    if (depth >= deepest) return
    let at = x
    for (const frame of frames) {
      const share = frame.total / tree.total
      if (share < least) continue
      const width = share * (WIDTH - 2 * EDGE)
      const y = TOP + depth * ROW
      const kind = kindOf(frame)
      const letters = Math.floor(width / 6.4)
      const words =
        frame.name.length <= letters ? frame.name : letters > 4 ? `${frame.name.slice(0, letters - 1)}…` : ''
      rows = Math.max(rows, depth + 1)
      parts.push(
        `<g><title>${escaped(`${frame.name} ${frame.file} ${percent(share)}`)}</title><rect x="${tidy(at)}" y="${y}" width="${tidy(width)}" height="${ROW - 1}" class="f f-${kind}"/>${
          words === '' ? '' : `<text x="${tidy(at + 3)}" y="${y + 12}" class="t">${escaped(words)}</text>`
        }</g>`,
      )
      draw(frame.below, at, depth + 1)
      at += width
    }
  }
  draw(tree.below, EDGE, 0)
  const legend = KINDS.filter(([kind]) => shares[kind] !== undefined).map(([kind, name], n) => {
    const x = EDGE + n * 166
    return `<rect x="${x}" y="40" width="12" height="12" class="f f-${kind}"/>${text(x + 18, 50, `${name} ${percent(shares[kind])}`, { kind: 'soft', size: 12 })}`
  })
  const height = TOP + rows * ROW + 16
  return picture({ width: WIDTH, height, label: title, style: STYLE }, [
    text(EDGE, 26, title, { size: 16, bold: true }),
    text(WIDTH - EDGE, 26, note, { kind: 'soft', size: 12, anchor: 'end' }),
    ...legend,
    ...parts,
  ])
}
