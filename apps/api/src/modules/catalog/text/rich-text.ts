import sanitizeHtml from 'sanitize-html'
import { PICTURE_WIDTHS } from '@jishi/contracts/primitives.terms'

const PICTURE = /^\/media\/([A-Za-z0-9_-]{22})\/(\d{1,4})\.webp$/
const IN_SHOP = /^\/(?![/\\])[^\s\\]{0,500}$/
const OUTSIDE = /^https:\/\/[^\s\\]{1,500}$/
const SPAN = /^[1-9]\d?$/
const ALIGN = { 'text-align': [/^(?:left|center|right|justify)$/] }
/** Closing what was left open can show the next pass something to close; what settles in no time is not worth keeping. */
const MAX_PASSES = 6

/** What one tag may keep: attributes as they go out, never more than stands here. */
type Attributes = Record<string, string>

const styleOf = ({ style }: Attributes): Attributes => (style === undefined ? {} : { style })

const link = (given: Attributes): Attributes => {
  const href = given['href']?.trim() ?? ''
  if (IN_SHOP.test(href)) return { href }
  return OUTSIDE.test(href) ? { href, rel: 'noopener noreferrer nofollow' } : {}
}

const cell = (given: Attributes): Attributes => ({
  ...styleOf(given),
  ...Object.fromEntries(
    (['colspan', 'rowspan'] as const).flatMap((name) => {
      const value = given[name] ?? ''
      return SPAN.test(value) ? [[name, value]] : []
    }),
  ),
})

const pictureIn = (src: string | undefined): string | undefined => {
  const found = PICTURE.exec(src ?? '')
  const known = (PICTURE_WIDTHS as readonly number[]).includes(Number(found?.[2]))
  return known ? found?.[1] : undefined
}

const picture = ({ src, alt }: Attributes): Attributes =>
  pictureIn(src) === undefined ? {} : { src: src ?? '', alt: (alt ?? '').slice(0, 120) }

const same =
  (tagName: string, keep: (given: Attributes) => Attributes = () => ({})) =>
  (_tag: string, given: Attributes) => ({ tagName, attribs: keep(given) })

/** One pass. `known`: the pictures that exist; undefined lets every picture of our own address through. */
const pass = (html: string, known: ReadonlySet<string> | undefined): string =>
  sanitizeHtml(html, {
    allowedTags: [
      ...['p', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'strong', 'em', 'u', 's', 'blockquote', 'br', 'hr', 'a', 'img'],
      ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'caption'],
    ],
    allowedAttributes: {
      ...{ a: ['href', 'rel'], img: ['src', 'alt'], p: ['style'], h2: ['style'], h3: ['style'], h4: ['style'] },
      ...{ th: ['style', 'colspan', 'rowspan'], td: ['style', 'colspan', 'rowspan'] },
    },
    allowedStyles: { '*': ALIGN },
    allowedSchemes: ['https'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: [
      'style',
      'script',
      'textarea',
      'option',
      'noscript',
      'iframe',
      'object',
      'embed',
      'title',
      'xmp',
      'svg',
      'math',
      'template',
    ],
    nestingLimit: 24,
    transformTags: {
      ...{ h1: same('h2', styleOf), h5: same('h4', styleOf), h6: same('h4', styleOf) },
      ...{ b: same('strong'), i: same('em'), strike: same('s'), del: same('s'), ins: same('u') },
      ...{ a: same('a', link), img: same('img', picture), th: same('th', cell), td: same('td', cell) },
    },
    exclusiveFilter: ({ tag, attribs }) => {
      if (tag !== 'img') return false
      const id = pictureIn(attribs['src'])
      return id === undefined || (known !== undefined && !known.has(id))
    },
  })

/**
 * Rich text as the shop keeps it: a strict allow-list, everything else dropped, the words of unknown tags kept. What
 * comes out goes in again unchanged. Pure; `known` are the pictures of the shop (`picturesIn` names the candidates).
 */
export const cleanRichText = (html: string, known?: ReadonlySet<string>): string => {
  let text = html.replaceAll('\0', '')
  for (let at = 0; at < MAX_PASSES; at += 1) {
    const next = pass(text, known).trim()
    if (next === text) return text
    text = next
  }
  return sanitizeHtml(text, { allowedTags: [], allowedAttributes: {} }).trim()
}

/** The pictures a rich text shows, by id. */
export const picturesIn = (html: string): string[] => {
  const found = new Set<string>()
  for (const match of cleanRichText(html).matchAll(/src="\/media\/([A-Za-z0-9_-]{22})\//g)) found.add(match[1] ?? '')
  return [...found]
}
