import { picturePath } from '@jishi/contracts/primitives.terms'

const WIDEST = 1280
const OWN_PICTURE = /^\/media\/([A-Za-z0-9_-]{22})\/\d{2,4}\.webp$/

/** Where a description shows a picture of the media library. */
export const detailPictureSrc = (id: string): string => picturePath(id, WIDEST)

/** Whether an address is a picture of our own library: nothing else is ever shown in a description. */
export const isOwnPicture = (src: string | null): boolean => src !== null && OWN_PICTURE.test(src)

/** Whether an address leads into the shop, or safely out of it. */
export const isOwnLink = (href: string): boolean => /^(?:https:\/\/|\/(?![/\\]))/.test(href)

/** What is pasted brings no links along: a piece of another shop's page would send our shoppers there. */
export const withoutLinks = (html: string): string => html.replace(/<\/?a(?:\s[^>]*)?>/gi, '')

/**
 * What is pasted brings no handlers along. They would never run, but the browser reports each as an attempt, and an alarm
 * that rings for nothing is soon not heard.
 */
export const withoutHandlers = (html: string): string =>
  html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\son[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, ''))

/** Whether two texts differ only in how empty elements are written: the shop writes `<br />`, the editor `<br>`. */
export const sameHtml = (one: string, other: string): boolean =>
  one.replace(/ ?\/>/g, '>') === other.replace(/ ?\/>/g, '>')

/** Headings of elsewhere become our two: what was the title there is a section here. */
export const withOurHeadings = (html: string): string =>
  html.replace(/<(\/?)h1(?=[\s>])/gi, '<$1h2').replace(/<(\/?)h[4-6](?=[\s>])/gi, '<$1h3')

/** How many pictures of elsewhere a pasted piece holds; they are left out, and the operator is told so. */
export const foreignPictures = (html: string): number =>
  [...html.matchAll(/<img\b[^>]*>/gi)].filter(([tag]) => {
    const src = /\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag)
    return !isOwnPicture(src === null ? null : (src[1] ?? src[2] ?? src[3] ?? null))
  }).length

/** An editor with nothing in it answers an empty paragraph, which is no description. */
export const htmlToKeep = (html: string): string => (/^(?:<p><\/p>)*$/.test(html) ? '' : html)
