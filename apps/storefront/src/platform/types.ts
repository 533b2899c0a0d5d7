import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'

/** What the server hands over when a payment is opened: an address to visit, or fields for a native call. */
export interface PayOrder {
  pay: PayCall
}

/**
 * `left`: the shopper went to the channel's own page. `unsupported`: this platform cannot pay with the channel yet.
 * There is no "paid": only the server knows that.
 */
export type PayOutcome = 'left' | 'unsupported'

export interface Insets {
  /** Height of the system status bar that a custom navigation bar must keep clear, in px. */
  top: number
  /** Height of the bar itself, in px. */
  bar: number
  /** Width that the platform's own capsule takes on the right, in px. */
  right: number
  /** Width that the platform's own back arrow takes on the left, in px. */
  left: number
}

export type PlatformName = 'h5' | 'mp-weixin' | 'mp-alipay'

/** Everything that differs between the three targets. Each folder exports one object of this type. */
export interface Platform {
  readonly name: PlatformName
  /** Origin put before `/api` and `/media`; empty when the page and the API share an origin. */
  readonly origin: string
  /** The platform draws its own back arrow over a custom bar. */
  readonly nativeBack: boolean
  /** The platform's HTTP client can send PATCH. */
  readonly patches: boolean
  /** Runs once at start: whatever the platform needs before the first page. */
  start(): void
  insets(): Insets
  /** The channel this platform pays with, or null where none is ready yet. */
  readonly payChannel: PaymentChannel | null
  pay(order: PayOrder): Promise<PayOutcome>
  copy(text: string): Promise<void>
  /** A short vibration on success; silent where the device has none. */
  vibrate(): void
  online(): Promise<boolean>
  onNetwork(listener: (online: boolean) => void): void
  read(key: string): unknown
  write(key: string, value: unknown): void
  remove(key: string): void
  /** Goes back, or to the home page when this page was entered directly. */
  back(): void
  /** What to hand to a friend so that they open this page. */
  pageAddress(path: string): string
  /** Random bytes for request ids and idempotency keys. */
  randomHex(bytes: number): string
  /** Short name of the device kind, for the list of sessions. */
  device(): string
  language(): string
  /** Device pixels in a CSS pixel, at most 3. */
  density(): number
  /** The platform's own image waits until it is needed. */
  readonly lazyImages: boolean
  /** Calls `then` once the element comes near the screen; returns how to stop. */
  whenNear(element: unknown, then: () => void): () => void
  /** The person asked the device for less movement. */
  calm(): boolean
  /** Opens the place where a demo shop shows its text messages; false where the platform cannot open it. */
  openDemoConsole(port: number): boolean
  call(phone: string): void
}
