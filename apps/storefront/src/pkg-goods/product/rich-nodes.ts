import type { Picture } from '@jishi/contracts/primitives.schema'

/** What uni-app's rich-text draws: built by us from an allow-list, so no text of a product is ever taken for HTML. */
export type RichNode =
  | { type: 'text'; text: string }
  | { type: 'node'; name: string; attrs: { style?: string; colspan?: string; rowspan?: string }; children: RichNode[] }

/** Text in its order, and between it the pictures, which are fetched late and open large. */
export type RichBlock = { kind: 'text'; nodes: RichNode[] } | { kind: 'picture'; picture: Picture; label: string }

const CELL = 'padding:6px 8px;border:1px solid var(--line);text-align:left'
/** Everything that is drawn, with its look; whatever has no line here is left out and only its text stays. */
const LOOKS: Readonly<Record<string, string>> = {
  p: 'margin:0 0 10px',
  br: '',
  strong: 'font-weight:700;color:var(--ink)',
  em: 'font-style:italic',
  u: '',
  s: '',
  sub: '',
  sup: '',
  h2: 'margin:14px 0 8px;font-size:18px;font-weight:700;color:var(--ink)',
  h3: 'margin:12px 0 6px;font-size:16px;font-weight:700;color:var(--ink)',
  h4: 'margin:10px 0 6px;font-size:15px;font-weight:700;color:var(--ink)',
  ul: 'margin:0 0 10px;padding-left:20px;list-style:disc',
  ol: 'margin:0 0 10px;padding-left:20px;list-style:decimal',
  li: 'margin-bottom:4px',
  blockquote: 'margin:0 0 10px;padding:8px 12px;border-left:3px solid var(--line)',
  hr: 'margin:14px 0;border:0;border-top:1px solid var(--line)',
  table: 'width:100%;margin:0 0 10px;border-collapse:collapse',
  thead: '',
  tbody: '',
  tr: '',
  th: `${CELL};font-weight:700;background:var(--sunken)`,
  td: CELL,
}
const SAME: Readonly<Record<string, string>> = { b: 'strong', i: 'em', h1: 'h2', h5: 'h4', h6: 'h4', del: 's' }
const EMPTY = ['br', 'hr', 'img']
/** Their text is not for reading. */
const UNREAD = ['script', 'style', 'template', 'iframe', 'noscript']
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }
const DEEPEST = 20
const ALIGNED = /text-align\s*:\s*(left|center|right)/

const decoded = (text: string): string =>
  text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (name[0] !== '#') return ENTITIES[name.toLowerCase()] ?? whole
    const code = name[1] === 'x' || name[1] === 'X' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const attributesOf = (text: string): Record<string, string> => {
  const found: Record<string, string> = {}
  const each = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi
  for (let match = each.exec(text); match; match = each.exec(text))
    found[(match[1] as string).toLowerCase()] = decoded(match[2] ?? match[3] ?? '')
  return found
}

/** Only pictures of the shop's own media: their address names them, whatever width was written down. */
const pictureOf = (attributes: Record<string, string>): Picture | null => {
  const id = /^\/media\/([A-Za-z0-9_-]{22})\//.exec(attributes.src ?? '')?.[1]
  if (id === undefined) return null
  const width = Number(attributes.width) || 4
  const height = Number(attributes.height) || 3
  return { id, width, height, colour: 'var(--sunken)' }
}

interface Open {
  name: string
  nodes: RichNode[]
}

/** Collects nodes where they belong; a picture ends the text before it, whatever that text stands in. */
class Builder {
  readonly blocks: RichBlock[] = []
  private roots: RichNode[] = []
  private open: Open[] = []

  private get here(): RichNode[] {
    return this.open[this.open.length - 1]?.nodes ?? this.roots
  }

  text(text: string): void {
    if (text !== '') this.here.push({ type: 'text', text })
  }

  start(name: string, attributes: Record<string, string>): void {
    const node = nodeOf(name, attributes)
    this.here.push(node)
    if (EMPTY.indexOf(name) < 0 && this.open.length < DEEPEST) this.open.push({ name, nodes: node.children })
  }

  end(name: string): void {
    for (let at = this.open.length - 1; at >= 0; at -= 1) {
      if (this.open[at]?.name !== name) continue
      this.open = this.open.slice(0, at)
      return
    }
  }

  picture(picture: Picture, label: string): void {
    const around = this.open.map(({ name }) => name)
    this.close()
    this.blocks.push({ kind: 'picture', picture, label })
    for (const name of around) this.start(name, {})
  }

  close(): void {
    const nodes = this.roots.filter(says)
    if (nodes.length > 0) this.blocks.push({ kind: 'text', nodes })
    this.roots = []
    this.open = []
  }
}

const nodeOf = (name: string, attributes: Record<string, string>): RichNode & { type: 'node' } => {
  const aligned = ALIGNED.exec(attributes.style ?? '')?.[0]
  const style = [LOOKS[name], aligned].filter((part) => part).join(';')
  const spans: { colspan?: string; rowspan?: string } = {}
  if (/^\d{1,2}$/.test(attributes.colspan ?? '')) spans.colspan = attributes.colspan
  if (/^\d{1,2}$/.test(attributes.rowspan ?? '')) spans.rowspan = attributes.rowspan
  return { type: 'node', name, attrs: { ...(style ? { style } : {}), ...spans }, children: [] }
}

/** Whether there is anything to see: what a picture left open around itself may be empty. */
const says = (node: RichNode): boolean => {
  if (node.type === 'text') return node.text.trim() !== ''
  return node.name === 'hr' || node.children.some(says)
}

/** One tag or one run of text, as the pattern below finds them. */
interface Part {
  closing: boolean
  name: string
  rest: string
  text: string
}

const PARTS = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>|([^<]+|<)/gi

const partsOf = (html: string): Part[] => {
  const parts: Part[] = []
  for (let match = PARTS.exec(html); match; match = PARTS.exec(html)) {
    const [, slash = '', name = '', rest = '', text = ''] = match
    parts.push({ closing: slash === '/', name: name.toLowerCase(), rest, text })
  }
  return parts
}

const take = (builder: Builder, { closing, name: written, rest, text }: Part): void => {
  const name = SAME[written] ?? written
  if (name === '') return builder.text(decoded(text))
  if (name === 'img') {
    const attributes = attributesOf(rest)
    const picture = pictureOf(attributes)
    if (picture && !closing) builder.picture(picture, attributes.alt ?? '')
  } else if (LOOKS[name] !== undefined) {
    if (closing) builder.end(name)
    else builder.start(name, attributesOf(rest))
  }
}

/**
 * The HTML of a product as blocks to draw. It was sanitised when it was written; here it is read once more by an
 * allow-list of its own, and becomes nodes, never markup.
 */
export const richBlocks = (html: string): RichBlock[] => {
  const builder = new Builder()
  let unread = ''
  for (const part of partsOf(html)) {
    if (unread !== '') unread = part.closing && part.name === unread ? '' : unread
    else if (UNREAD.indexOf(part.name) >= 0) unread = part.closing ? '' : part.name
    else take(builder, part)
  }
  builder.close()
  return builder.blocks
}
