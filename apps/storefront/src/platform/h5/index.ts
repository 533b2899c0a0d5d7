import './frame.css'
import { hexOf, nearAtOnce, uniParts } from '../shared/uni-parts'
import type { Insets, PayOrder, PayOutcome, Platform } from '../types'

const BAR = 48
// Where a demo shop's simulator listens unless it was told otherwise.

// uni-view is not a button to a keyboard: Enter and Space press whatever says it is one.
const pressByKeyboard = (event: KeyboardEvent): void => {
  if (event.key !== 'Enter' && event.key !== ' ') return
  const target = event.target
  if (!(target instanceof HTMLElement) || !/^(button|link|tab|radio|checkbox)$/.test(target.getAttribute('role') ?? ''))
    return
  event.preventDefault()
  target.click()
}

const copyOnPage = async (text: string): Promise<void> => {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text)
    return
  }
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.appendChild(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}

// Far enough ahead that a picture is there when the finger brings it in.
const AHEAD = '300px'

// uni-app's image ignores lazy-load in browsers, so a page would fetch all its pictures at once.
const whenNear = (element: unknown, then: () => void): (() => void) => {
  if (!(element instanceof Element) || typeof IntersectionObserver === 'undefined') return nearAtOnce(element, then)
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      observer.disconnect()
      then()
    },
    { rootMargin: AHEAD },
  )
  observer.observe(element)
  return () => observer.disconnect()
}

/** A browser: the API is on the same origin, paying means visiting the channel's page. */
export const platform = {
  ...uniParts,
  name: 'h5',
  origin: import.meta.env.VITE_API_BASE ?? '',
  nativeBack: false,
  patches: true,
  lazyImages: false,
  start(): void {
    document.addEventListener('keydown', pressByKeyboard)
  },
  insets: (): Insets => ({ top: 0, bar: BAR, right: 0, left: 0 }),
  payChannel: 'wechat_h5',
  pay(order: PayOrder): Promise<PayOutcome> {
    if (order.pay.kind !== 'redirect') return Promise.resolve('unsupported')
    window.location.assign(order.pay.url)
    return Promise.resolve('left')
  },
  copy: copyOnPage,
  vibrate(): void {
    if (typeof navigator.vibrate === 'function') navigator.vibrate(15)
  },
  online: () => Promise.resolve(navigator.onLine),
  onNetwork(listener: (online: boolean) => void): void {
    window.addEventListener('online', () => listener(true))
    window.addEventListener('offline', () => listener(false))
  },
  pageAddress: (path: string) => window.location.origin + path,
  randomHex: (bytes: number) => hexOf(bytes, (array) => crypto.getRandomValues(array)),
  device: () => 'h5',
  language: () => navigator.language,
  whenNear,
  density: () => Math.min(3, Math.max(1, window.devicePixelRatio)),
  calm: () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  openDemoConsole(port: number): boolean {
    window.open(`${window.location.protocol}//${window.location.hostname}:${port}/`, '_blank')
    return true
  },
} satisfies Platform
