import type en from '@/copy/en.json'
import type { AlipayPhone, IdentityProof } from '@jishi/contracts/identity/identity.schema'
import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import type { ReceiptComponent } from '@jishi/contracts/order/platform-reports.schema'
import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { Container } from '@jishi/contracts/payment/payment.terms'

/**
 * How the platform's own cashier ended. `left`: the shopper went to the channel's own page. `processing`: the cashier does
 * not know yet. `unsupported`: this container cannot pay this way.
 * Nothing here means paid, not even `done`: only the server knows that.
 */
export type PayOutcome = 'left' | 'done' | 'cancelled' | 'processing' | 'failed' | 'unsupported'

/** A phone number as the platform's own button proves it: a code or a sealed answer, opened by the server only. */
export type PhoneProof = { method: 'weixin'; phoneCode: string } | { method: 'alipay'; phone: AlipayPhone }

/** What WeChat brings back after it was asked who somebody is. */
export interface OauthAnswer {
  code: string
  state: string
}

/** Memory that lasts as long as this visit and is not shared with other tabs. */
export interface VisitMemory {
  read(key: string): string | null
  write(key: string, value: string): void
  remove(key: string): void
}

/** Called with whether the person agreed, once they answered. */
export type PrivacyAnswer = (agreed: boolean) => void

/** An address as the platform keeps it. The region is in words; which of ours it is, is read from them. */
export interface AccountAddress {
  receiver: string
  phone: string
  region: string
  detail: string
}

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

/** An answer that came before anybody of the program asked. */
export interface EarlyAnswer {
  readonly status: number
  readonly body: unknown
  readonly header: Record<string, string>
}

/** Everything that differs between the three targets. Each folder exports one object of this type. */
export interface Platform {
  readonly name: PlatformName
  /** Origin put before `/api` and `/media`; empty when the page and the API share an origin. */
  readonly origin: string
  /** The platform draws its own back arrow over a custom bar. */
  readonly nativeBack: boolean
  /** The platform's HTTP client can send PATCH. */
  readonly patches: boolean
  /** What the page asked for before its program was there; null where it did not, and in the answer where that was no good. */
  early(path: string): Promise<EarlyAnswer | null> | null
  /** The first page shows itself: whatever stood in its place until its program was there may go. */
  settled(): void
  /** Runs once at start: whatever the platform needs before the first page. */
  start(): void
  insets(): Insets
  /** A mini program on iOS, which sells nothing that is not shipped. */
  readonly ios: boolean
  /** Where the shop runs, which decides what can be paid with. */
  container(): Container
  pay(call: PayCall): Promise<PayOutcome>
  /** A picture of a code to scan, drawn on this device; empty where nothing is ever scanned. */
  codePicture(text: string): Promise<string>
  /** The way in by the platform's own account; null where only a message proves who somebody is. */
  quickWay(): IdentityProvider | null
  /** A fresh one-time proof of who uses this device, got without a word; null where it cannot be had so. */
  quickProof(): Promise<IdentityProof | null>
  /** Leaves the shop for another page of the web; only browsers can. */
  leaveFor(url: string): void
  /** The answer this page was opened with, once. It is taken out of the address before anything else sees it. */
  takeOauthAnswer(): OauthAnswer | null
  readonly visit: VisitMemory
  /** Tells when the platform wants the person's word about privacy before it goes on. */
  watchPrivacy(ask: (answer: PrivacyAnswer) => void): void
  /** Whether the shop says at the first start what it keeps about a person. */
  readonly privacyFirst: boolean
  /** Opens the public register of filings; null where the platform itself shows the filing. */
  readonly openFiling: (() => void) | null
  /** Prints the page, or keeps it as a file, as the browser asks; null where there is no printer to ask. */
  readonly print: (() => void) | null
  copy(text: string): Promise<void>
  /** What lies on the clipboard; only after a tap that asks for it. Empty where there is nothing or it is not allowed. */
  pasted(): Promise<string>
  /** Lets the person choose from the address book of their account; null where the platform keeps none. */
  readonly accountAddress: (() => Promise<AccountAddress | null>) | null
  /** Lets the person choose pictures on this device, as files; none when they chose nothing. */
  choosePictures(most: number): Promise<ArrayBuffer[]>
  /** Reads a code with the camera, such as a parcel's; null where there is no scanner to open. */
  readonly scanCode: (() => Promise<string | null>) | null
  /** Opens the wallet's own question whether the goods came; false where it did not open. Null where the shop asks itself. */
  readonly confirmReceipt: ((component: ReceiptComponent) => Promise<boolean>) | null
  /** Fetches a file with these headers and opens it, or lets the browser keep it under this name; false where it could not. */
  openFile(url: string, header: Record<string, string>, name: string): Promise<boolean>
  /** Shows pictures over the whole screen, beginning with one of them. */
  enlarge(urls: readonly string[], current: number): void
  /** A short vibration on success; silent where the device has none. */
  vibrate(): void
  online(): Promise<boolean>
  onNetwork(listener: (online: boolean) => void): void
  read(key: string): unknown
  /** False when it could not be kept: the storage is full or forbidden. */
  write(key: string, value: unknown): boolean
  remove(key: string): void
  /** Goes back, or to the home page when this page was entered directly. */
  back(): void
  /** Writes down what this page now shows, so that a refresh brings it back; only addresses of the web can say it. */
  keepQuery(query: Readonly<Record<string, string>>): void
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
  /** How far below the top of the screen elements of this page stand, by their ids; null for what is not there. */
  tops(ids: readonly string[], then: (tops: (number | null)[]) => void): void
  /** A dialog has risen: a keyboard is led into it, and `close` is called when it wants out; answers how to leave. */
  enterDialog(close: () => void): () => void
  /** The person asked the device for less movement. */
  calm(): boolean
  /** The words of the shop in English, which a browser fetches when it is first asked for them. */
  english(): Promise<typeof en>
  /** Opens the place where a demo shop shows its text messages; false where the platform cannot open it. */
  openDemoConsole(port: number): boolean
  call(phone: string): void
}
