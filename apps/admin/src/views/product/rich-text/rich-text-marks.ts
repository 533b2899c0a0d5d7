import { Extension, Node, type Extensions } from '@tiptap/core'
import { Image } from '@tiptap/extension-image'
import { StarterKit } from '@tiptap/starter-kit'
import { isOwnLink, isOwnPicture } from './rich-text-rules'

const srcOf = (element: HTMLElement): string | null => element.getAttribute('src')

/** A picture that stands in a line of its own, from our library or not at all. */
const OwnPicture = Image.extend({
  addAttributes() {
    return {
      src: { default: null, parseHTML: srcOf },
      alt: { default: '', parseHTML: (element: HTMLElement) => element.getAttribute('alt') ?? '' },
    }
  },
  parseHTML() {
    return [{ tag: 'img[src]', getAttrs: (element) => isOwnPicture(srcOf(element)) && null }]
  },
})

export const ALIGNMENTS = ['left', 'center', 'right', 'justify'] as const
const known = (side: string): string | null => ALIGNMENTS.find((one) => one === side) ?? null
/** Where a line stands, as far as the shop keeps it. */
const Alignment = Extension.create({
  name: 'alignment',
  addGlobalAttributes() {
    return [
      {
        types: ['paragraph', 'heading', 'tableCell', 'tableHeader'],
        attributes: {
          align: {
            default: null,
            parseHTML: (element) => known(element.style.textAlign),
            renderHTML: ({ align }) => (typeof align === 'string' ? { style: `text-align:${align}` } : {}),
          },
        },
      },
    ]
  },
})

const spanOf = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Number(element.getAttribute(name) ?? 1) || 1,
  renderHTML: (attributes: Record<string, unknown>) =>
    Number(attributes[name]) > 1 ? { [name]: attributes[name] } : {},
})
const cellOf = (name: string, tag: 'td' | 'th') =>
  Node.create({
    name,
    content: 'block+',
    isolating: true,
    addAttributes: () => ({ colspan: spanOf('colspan'), rowspan: spanOf('rowspan') }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  })
/** Tables come by pasting and by spreadsheets: their words can be changed here, their shape stays. */
const tables = [
  Node.create({
    name: 'table',
    group: 'block',
    content: 'tableRow+',
    isolating: true,
    parseHTML: () => [{ tag: 'table' }],
    renderHTML: () => ['table', ['tbody', 0]],
  }),
  Node.create({
    name: 'tableRow',
    content: '(tableCell | tableHeader)+',
    parseHTML: () => [{ tag: 'tr' }],
    renderHTML: () => ['tr', 0],
  }),
  cellOf('tableCell', 'td'),
  cellOf('tableHeader', 'th'),
]

/**
 * What a description may hold: what the shop's allow-list keeps, so that editing one never loses a part of it. Links that
 * are there stay, but none is offered: a mini program cannot follow them.
 */
export const richTextMarks = (): Extensions => [
  StarterKit.configure({
    heading: { levels: [2, 3, 4] },
    code: false,
    codeBlock: false,
    link: {
      ...{ openOnClick: false, autolink: false, linkOnPaste: false },
      isAllowedUri: (url) => isOwnLink(url),
      HTMLAttributes: { target: null, rel: null, class: null },
    },
  }),
  OwnPicture.configure({ inline: false }),
  Alignment,
  ...tables,
]
