import { describe, expect, it, vi } from 'vitest'
import { places } from './places'

/** What every HTML element heeds. A page's query falls through to its outermost element; `id` and `title` do no harm there. */
const HEEDED = ['class', 'contenteditable', 'dir', 'hidden', 'inert', 'lang', 'popover', 'role', 'style', 'tabindex']

describe('the addresses of pages', () => {
  it('carry no name that would hide a page or bend it in a browser', () => {
    const opened: string[] = []
    const note = ({ url }: { url: string }): void => void opened.push(url)
    vi.stubGlobal('uni', { navigateTo: note, redirectTo: note, switchTab: note, reLaunch: note })
    const all = places as unknown as Readonly<Record<string, (...words: unknown[]) => unknown>>
    for (const [name, go] of Object.entries(all)) if (name !== 'below') void go('a', 'b', {})
    const names = opened.flatMap((url) => [...new URL(url, 'http://x').searchParams.keys()])
    expect(names).toContain('bin')
    expect(names.filter((name) => HEEDED.includes(name))).toEqual([])
  })
})
