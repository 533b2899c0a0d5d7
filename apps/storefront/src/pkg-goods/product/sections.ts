import type { ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { ref, type Ref } from 'vue'
import { platform } from '#platform'

export const SECTIONS = ['goods', 'parameters', 'detail', 'related'] as const
export type Section = (typeof SECTIONS)[number]

/** Height of the tabs themselves, under the page's own bar. */
const TABS = 44
const TICK_MS = 120
const JUMP_MS = 260
const NEAR = 8

export interface Sections {
  /** The section under the bars. */
  at: Ref<Section>
  idOf(section: Section): string
  /** Style of a mark, which stands where its section begins, higher by what lies over the page. */
  mark: string
  /** The page moved. */
  look(): void
  jump(section: Section): void
}

// Browsers keep the pages below this one, so a mark of another product must not be found in its place.
let pages = 0

type Told = Pick<ProductView, 'detailHtml' | 'paragraphs' | 'detailPictures'>
const isTold = ({ detailHtml, paragraphs, detailPictures }: Told): boolean =>
  detailHtml !== '' || paragraphs.length > 0 || detailPictures.length > 0

/** What a page has to show of a product, in its order. */
export const sectionsOf = (product: Told, parameters: number, related: number): Section[] => {
  const has: Record<Section, boolean> = {
    goods: true,
    parameters: parameters > 0,
    detail: isTold(product),
    related: related > 0,
  }
  return SECTIONS.filter((section) => has[section])
}

/** The section that has come up to the bars last; a section that is not there has no place. */
export const sectionAt = (places: readonly { section: Section; top: number | null }[]): Section => {
  let found: Section = 'goods'
  for (const { section, top } of places) if (top !== null && top <= NEAR) found = section
  return found
}

/** Which part of a long page is being read, and the ways to the others. Asked a few times a second while it moves. */
export const useSections = (): Sections => {
  pages += 1
  const page = pages
  const insets = platform.insets()
  const mark = `top:-${insets.top + insets.bar + TABS}px`
  const at = ref<Section>('goods')
  let waiting = false
  let quietUntil = 0

  const idOf = (section: Section): string => `product-${page}-${section}`

  const measure = (): void => {
    waiting = false
    // A jump passes the sections in between; the one it was made for has been named already.
    if (Date.now() < quietUntil) return
    platform.tops(SECTIONS.map(idOf), (tops) => {
      at.value = sectionAt(SECTIONS.map((section, n) => ({ section, top: tops[n] ?? null })))
    })
  }

  const look = (): void => {
    if (waiting) return
    waiting = true
    setTimeout(measure, TICK_MS)
  }

  const jump = (section: Section): void => {
    const duration = platform.calm() ? 0 : JUMP_MS
    at.value = section
    quietUntil = Date.now() + duration + TICK_MS * 2
    uni.pageScrollTo(section === 'goods' ? { scrollTop: 0, duration } : { selector: `#${idOf(section)}`, duration })
  }

  return { at, idOf, mark, look, jump }
}
