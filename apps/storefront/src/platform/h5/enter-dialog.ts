const PLACES = 'input, textarea, [tabindex="0"]'

/** uni-app keeps earlier pages in the document, hidden: what counts is what can be seen, and what lies on top. */
const topmost = (): HTMLElement | undefined =>
  Array.from(document.querySelectorAll<HTMLElement>('[role$="dialog"]'))
    .filter((one) => one.offsetParent !== null)
    .pop()

/** The first place follows the last, so that a keyboard does not wander off behind the dialog. */
const stayInside = (dialog: HTMLElement, event: KeyboardEvent): void => {
  const places = Array.from(dialog.querySelectorAll<HTMLElement>(PLACES))
  const [first, last] = [places[0], places[places.length - 1]]
  const here = document.activeElement
  const outside = !dialog.contains(here)
  const next = event.shiftKey ? last : first
  const atEdge = event.shiftKey ? here === first || here === dialog : here === last
  if (!next || !(outside || atEdge)) return
  event.preventDefault()
  next.focus()
}

/** The keyboard is in the dialog that has just risen, and Escape closes it; answers how to give the keyboard back. */
export const enterDialog = (close: () => void): (() => void) => {
  const before = document.activeElement
  const dialog = topmost()
  if (!dialog) return () => undefined
  if (!dialog.contains(before)) {
    dialog.tabIndex = -1
    dialog.focus({ preventScroll: true })
  }
  const pressed = (event: KeyboardEvent): void => {
    if (topmost() !== dialog) return
    if (event.key === 'Escape') close()
    if (event.key === 'Tab') stayInside(dialog, event)
  }
  document.addEventListener('keydown', pressed)
  return () => {
    document.removeEventListener('keydown', pressed)
    if (before instanceof HTMLElement && dialog.contains(document.activeElement)) before.focus({ preventScroll: true })
  }
}
