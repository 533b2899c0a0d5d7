/// <reference lib="dom" />
import type { glassEasel } from 'glass-easel-miniprogram-adapter'

type Shown = HTMLElement & { __wxElement?: glassEasel.Element }

const isVisible = (element: HTMLElement): boolean => {
  for (let at: HTMLElement | null = element; at !== null; at = at.parentElement) {
    if (at.hidden || at.style.display === 'none') return false
  }
  return true
}

const trimmed = (element: Element): string => (element.textContent ?? '').replace(/\s+/g, ' ').trim()
const matches = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text === wanted : wanted.test(text)

const POLL_MS = 25

export interface Touch {
  /** How many listeners have been called so far. */
  heard(): number
  /** Taps of buttons that belong to the client itself. */
  openType(type: string, button: glassEasel.Element): void
}

/** What a person sees of the top page, and their finger. Without layout, "sees" means: it is there and not hidden. */
export class Screen {
  constructor(
    private readonly place: () => HTMLElement | undefined,
    private readonly touch: Touch,
    private readonly patienceMs: number,
  ) {}

  get text(): string {
    const place = this.place()
    return place === undefined ? '' : trimmed(place)
  }

  get nodes(): number {
    return this.place()?.querySelectorAll('*').length ?? 0
  }

  all(selector: string): HTMLElement[] {
    return [...(this.place()?.querySelectorAll<HTMLElement>(selector) ?? [])].filter(isVisible)
  }

  /** The innermost elements whose whole text this is. */
  found(wanted: string | RegExp): HTMLElement[] {
    const whole = this.all('*').filter((element) => matches(trimmed(element), wanted))
    return whole.filter((element) => !whole.some((other) => other !== element && element.contains(other)))
  }

  /** By the id the program gave it, which its framework does not show to the document. */
  named(id: string): HTMLElement[] {
    return this.all('*').filter((element) => (element as Shown).__wxElement?.id === id)
  }

  labelled(label: string | RegExp): HTMLElement[] {
    return this.all('[aria-label]').filter((element) => matches(element.getAttribute('aria-label') ?? '', label))
  }

  see(wanted: string | RegExp): Promise<HTMLElement> {
    return this.until(`"${String(wanted)}" to be seen`, () => this.found(wanted).at(-1))
  }

  /** Taps what lies on top among elements with this text, or else with this label. */
  async tap(wanted: string | RegExp): Promise<void> {
    const find = (): HTMLElement | undefined => this.found(wanted).at(-1) ?? this.labelled(wanted).at(-1)
    this.press(await this.until(`"${String(wanted)}" to tap`, find))
  }

  press(element: HTMLElement): void {
    const button = element.closest<Shown>('button[open-type]')
    const before = this.touch.heard()
    this.send(element, 'tap', { x: 0, y: 0 })
    if (button?.__wxElement && !button.hasAttribute('disabled')) {
      this.touch.openType(button.getAttribute('open-type') ?? '', button.__wxElement)
    } else if (this.touch.heard() === before) throw new Error(`nothing listens to a tap on "${trimmed(element)}"`)
  }

  /** Writes into the field with this label. */
  async fill(label: string, value: string): Promise<void> {
    const field = await this.until(`the field "${label}"`, () =>
      this.labelled(label)
        .map((element) =>
          /^(?:input|textarea)$/i.test(element.tagName)
            ? element
            : element.querySelector<HTMLElement>('input, textarea'),
        )
        .find((element): element is HTMLElement => element !== null && isVisible(element)),
    )
    this.send(field, 'input', { value, cursor: value.length })
  }

  send(element: HTMLElement, event: string, detail: unknown): void {
    const shown = (element as Shown).__wxElement
    if (shown === undefined) throw new Error('not an element of the program')
    shown.triggerEvent(event, detail, { bubbles: true, composed: true })
  }

  /** Asks again until there is something; programs and servers take their time. */
  async until<T>(what: string, find: () => T | undefined | null | false): Promise<T> {
    const end = performance.now() + this.patienceMs
    for (;;) {
      const found = find()
      if (found) return found
      if (performance.now() > end) throw new Error(`waited in vain for ${what}; shown: ${this.text.slice(0, 600)}`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
}
