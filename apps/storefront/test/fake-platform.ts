import type { IdentityProof } from '@jishi/contracts/identity/identity.schema'
import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { Container } from '@jishi/contracts/payment/payment.terms'
import english from '@/copy/en.json'
import type { AccountAddress, OauthAnswer, PayOutcome, Platform, PrivacyAnswer } from '@/platform/types'

/** Storage of the fake, open to tests. */
export const stored: Record<string, unknown> = {}
export const copied: string[] = []

interface Situation {
  container: Container
  /** A mini program on iOS. */
  ios: boolean
  quickWay: IdentityProvider | null
  /** What the platform hands out, one by one. */
  proofs: IdentityProof[]
  outcome: PayOutcome
  paid: PayCall[]
  visited: string[]
  visit: Record<string, string>
  oauthAnswer: OauthAnswer | null
  clipboard: string
  /** What the person chooses among the pictures of their device. */
  pictures: ArrayBuffer[]
  /** What the person chooses from the platform's own address book. */
  accountAddress: AccountAddress | null
  /** The wallet's own question about a receipt. */
  confirmReceipt: Platform['confirmReceipt']
  /** The storage takes nothing any more. */
  full: boolean
  needPrivacy: (answer: PrivacyAnswer) => void
}

const usual = (): Situation => ({
  container: 'mobile-browser',
  ios: false,
  quickWay: null,
  proofs: [],
  outcome: 'left',
  paid: [],
  visited: [],
  visit: {},
  oauthAnswer: null,
  clipboard: '',
  pictures: [],
  accountAddress: null,
  confirmReceipt: null,
  full: false,
  needPrivacy: () => undefined,
})

/** What the fake platform is like and what was asked of it, open to tests. */
export const situation: Situation = usual()

let counter = 0

export const platform: Platform = {
  name: 'h5',
  origin: '',
  nativeBack: false,
  get ios() {
    return situation.ios
  },
  patches: true,
  early: () => null,
  enterDialog: () => () => undefined,
  keepQuery: () => undefined,
  openFile: () => Promise.resolve(true),
  enlarge: () => undefined,
  scanCode: null,
  choosePictures: () => Promise.resolve(situation.pictures.splice(0)),
  lazyImages: true,
  start: () => undefined,
  insets: () => ({ top: 0, bar: 48, right: 0, left: 0 }),
  container: () => situation.container,
  pay: (call) => {
    situation.paid.push(call)
    return Promise.resolve(situation.outcome)
  },
  codePicture: (text) => Promise.resolve(`picture of ${text}`),
  quickWay: () => situation.quickWay,
  quickProof: () => Promise.resolve(situation.proofs.shift() ?? null),
  leaveFor: (url) => void situation.visited.push(url),
  takeOauthAnswer: () => {
    const answer = situation.oauthAnswer
    situation.oauthAnswer = null
    return answer
  },
  visit: {
    read: (key) => situation.visit[key] ?? null,
    write: (key, value) => void (situation.visit[key] = value),
    remove: (key) => void delete situation.visit[key],
  },
  watchPrivacy: (ask) => {
    situation.needPrivacy = ask
  },
  privacyFirst: true,
  openFiling: null,
  print: null,
  copy: (text: string) => {
    copied.push(text)
    return Promise.resolve()
  },
  pasted: () => Promise.resolve(situation.clipboard),
  accountAddress: () => Promise.resolve(situation.accountAddress),
  get confirmReceipt() {
    return situation.confirmReceipt
  },
  vibrate: () => undefined,
  online: () => Promise.resolve(true),
  onNetwork: () => undefined,
  read: (key: string) => stored[key],
  write: (key: string, value: unknown) => {
    if (situation.full) return false
    // As a real storage: what is kept is a copy.
    stored[key] = JSON.parse(JSON.stringify(value)) as unknown
    return true
  },
  remove: (key: string) => {
    delete stored[key]
  },
  back: () => undefined,
  pageAddress: (path: string) => path,
  randomHex: (bytes: number) => {
    counter += 1
    return String(counter).padStart(bytes * 2, '0')
  },
  device: () => 'test',
  language: () => 'zh-CN',
  whenNear: (_element: unknown, then: () => void) => {
    then()
    return () => undefined
  },
  english: () => Promise.resolve(english),
  tops: (ids, then) => then(ids.map(() => null)),
  density: () => 2,
  calm: () => true,
  openDemoConsole: () => true,
  call: () => undefined,
}

export const forgetAll = (): void => {
  for (const key of Object.keys(stored)) delete stored[key]
  copied.length = 0
  Object.assign(situation, usual())
}
