import type { Platform } from '@/platform/types'

/** Storage of the fake, open to tests. */
export const stored: Record<string, unknown> = {}
export const copied: string[] = []

let counter = 0

export const platform = {
  name: 'h5',
  origin: '',
  nativeBack: false,
  patches: true,
  lazyImages: true,
  start: () => undefined,
  insets: () => ({ top: 0, bar: 48, right: 0, left: 0 }),
  payChannel: 'wechat_h5',
  pay: () => Promise.resolve('unsupported' as const),
  copy: (text: string) => {
    copied.push(text)
    return Promise.resolve()
  },
  vibrate: () => undefined,
  online: () => Promise.resolve(true),
  onNetwork: () => undefined,
  read: (key: string) => stored[key],
  write: (key: string, value: unknown) => {
    // As a real storage: what is kept is a copy.
    stored[key] = JSON.parse(JSON.stringify(value)) as unknown
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
  density: () => 2,
  calm: () => true,
  openDemoConsole: () => true,
  call: () => undefined,
} satisfies Platform

export const forgetAll = (): void => {
  for (const key of Object.keys(stored)) delete stored[key]
  copied.length = 0
}
