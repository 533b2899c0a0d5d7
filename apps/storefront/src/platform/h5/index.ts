import './frame.css'
import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import { browserContainer, type Container } from '@jishi/contracts/payment/payment.terms'
import { hexOf, nearAtOnce, uniParts } from '../shared/uni-parts'
import type { Insets, PayOutcome, Platform } from '../types'
import { choosePictures } from './choose-pictures'
import { early, settled } from './early'
import { enterDialog } from './enter-dialog'
import { keepQuery } from './keep-query'
import { holdAnswer, takeOauthAnswer } from './oauth-answer'
import { visit } from './visit'
import { payByBridge } from './wechat-bridge'

const BAR = 48
const FILINGS = 'https://beian.miit.gov.cn/'

holdAnswer()

// uni-view is not a button to a keyboard: Enter and Space press whatever says it is one.
const pressByKeyboard = (event: KeyboardEvent): void => {
  if (event.key !== 'Enter' && event.key !== ' ') return
  const target = event.target
  if (
    !(target instanceof HTMLElement) ||
    !/^(button|link|tab|radio|checkbox|switch)$/.test(target.getAttribute('role') ?? '')
  )
    return
  event.preventDefault()
  target.click()
}

/** Many browsers never hand it out, or ask the person first; a long press into the field works in all of them. */
const pasted = async (): Promise<string> => {
  try {
    return await navigator.clipboard.readText()
  } catch {
    return ''
  }
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

const container = (): Container => browserContainer(navigator.userAgent)
const leaveFor = (url: string): void => window.location.assign(url)

/** A page that is opened by sending it fields, not by its address alone. */
const sendForm = ({ action, fields }: Extract<PayCall, { kind: 'form' }>): void => {
  const form = Object.assign(document.createElement('form'), { method: 'post', action, hidden: true })
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
  document.body.append(form)
  form.submit()
}

/** A code to scan is shown by the page itself, and a trade number means something to Alipay's mini program only. */
const pay = (call: PayCall): Promise<PayOutcome> => {
  if (call.kind === 'jsapi') return payByBridge(call.call)
  if (call.kind === 'form') sendForm(call)
  else if (call.kind === 'redirect') leaveFor(call.url)
  else return Promise.resolve('unsupported')
  return Promise.resolve('left')
}

/** A browser: the API is on the same origin, paying means visiting the channel's page. */
export const platform: Platform = {
  ...uniParts,
  name: 'h5',
  origin: import.meta.env.VITE_API_BASE ?? '',
  nativeBack: false,
  patches: true,
  lazyImages: false,
  early,
  settled,
  enterDialog,
  start(): void {
    document.addEventListener('keydown', pressByKeyboard)
  },
  insets: (): Insets => ({ top: 0, bar: BAR, right: 0, left: 0 }),
  ios: false,
  container,
  pay,
  async codePicture(text: string): Promise<string> {
    // Only a desktop shows codes, so only a desktop loads what draws them.
    const { drawCode } = await import('./code-picture')
    return drawCode(text)
  },
  quickWay: () => (container() === 'wechat-browser' ? 'weixin_oa' : null),
  quickProof: () => Promise.resolve(null),
  leaveFor,
  takeOauthAnswer,
  visit,
  watchPrivacy: () => undefined,
  privacyFirst: false,
  openFiling: () => void window.open(FILINGS, '_blank', 'noopener'),
  print: () => window.print(),
  copy: copyOnPage,
  pasted,
  accountAddress: null,
  confirmReceipt: null,
  vibrate(): void {
    // A page that nobody has touched yet, as after coming back from a cashier, may not: the browser calls it an error.
    const touched = (navigator as Partial<Navigator>).userActivation?.hasBeenActive ?? true
    if (touched && typeof navigator.vibrate === 'function') navigator.vibrate(15)
  },
  online: () => Promise.resolve(navigator.onLine),
  onNetwork(listener: (online: boolean) => void): void {
    window.addEventListener('online', () => listener(true))
    window.addEventListener('offline', () => listener(false))
  },
  keepQuery,
  choosePictures,
  scanCode: null,
  async openFile(url: string, header: Record<string, string>, name: string): Promise<boolean> {
    const { keepFile } = await import('./keep-file')
    return keepFile(url, header, name)
  },
  enlarge(urls: readonly string[], current: number): void {
    // Few look that closely, so only they load what shows it.
    void import('./enlarge').then(({ enlarge }) => enlarge(urls, current))
  },
  pageAddress: (path: string) => window.location.origin + path,
  randomHex: (bytes: number) => hexOf(bytes, (array) => crypto.getRandomValues(array)),
  device: () => 'h5',
  language: () => navigator.language,
  whenNear,
  // Asking uni-app for it would bring canvas, maps and editors into the first file a browser loads.
  tops: (ids, then) => then(ids.map((id) => document.getElementById(id)?.getBoundingClientRect().top ?? null)),
  english: async () => (await import('@/copy/en.json')).default,
  density: () => Math.min(3, Math.max(1, window.devicePixelRatio)),
  calm: () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  openDemoConsole(port: number): boolean {
    window.open(`${window.location.protocol}//${window.location.hostname}:${port}/`, '_blank')
    return true
  },
}
