const OVERLAY = 'position:fixed;z-index:999;top:0;right:0;bottom:0;left:0;display:flex;overflow-x:auto;background:#000'
const SLIDE = 'flex:none;display:flex;align-items:center;justify-content:center;width:100%;height:100%'

/**
 * Pictures over the whole page, side by side, to be swiped with the browser's own scrolling; a tap, Escape or the browser's
 * back closes them.
 */
export const enlarge = (urls: readonly string[], current: number): void => {
  const overlay = document.createElement('div')
  overlay.setAttribute('role', 'dialog')
  overlay.setAttribute('aria-modal', 'true')
  overlay.tabIndex = -1
  overlay.style.cssText = `${OVERLAY};scroll-snap-type:x mandatory`
  for (const url of urls) {
    const slide = document.createElement('div')
    slide.style.cssText = `${SLIDE};scroll-snap-align:center`
    const picture = document.createElement('img')
    picture.src = url
    picture.alt = ''
    picture.style.cssText = 'max-width:100%;max-height:100%'
    slide.appendChild(picture)
    overlay.appendChild(slide)
  }
  const before = document.activeElement
  const close = (): void => {
    document.removeEventListener('keydown', byKey)
    window.removeEventListener('popstate', close)
    overlay.remove()
    if (before instanceof HTMLElement) before.focus()
  }
  const byKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close()
  }
  overlay.addEventListener('click', close)
  document.addEventListener('keydown', byKey)
  window.addEventListener('popstate', close)
  document.body.appendChild(overlay)
  overlay.scrollLeft = overlay.clientWidth * Math.max(0, current)
  overlay.focus()
}
