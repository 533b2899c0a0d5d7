import type { Platform } from '../types'

const HOME = '/pages/home/home'

/** The parts that uni-app already makes equal; each platform folder takes them and adds what differs. */
export const uniParts = {
  early: () => null,
  settled: () => undefined,
  // A phone has no keyboard to lead.
  enterDialog: () => () => undefined,
  async copy(text: string): Promise<void> {
    await uni.setClipboardData({ data: text, showToast: false })
  },
  vibrate(): void {
    uni.vibrateShort({ fail: () => undefined })
  },
  online(): Promise<boolean> {
    return new Promise((resolve) => {
      uni.getNetworkType({ success: (answer) => resolve(answer.networkType !== 'none'), fail: () => resolve(true) })
    })
  },
  onNetwork(listener: (online: boolean) => void): void {
    uni.onNetworkStatusChange((change) => listener(change.isConnected))
  },
  // Storage may be full or forbidden (private browsing): the shop then works without memory instead of failing.
  read(key: string): unknown {
    try {
      return uni.getStorageSync(key)
    } catch {
      return undefined
    }
  },
  write(key: string, value: unknown): boolean {
    try {
      uni.setStorageSync(key, value)
      return true
    } catch {
      return false
    }
  },
  remove(key: string): void {
    try {
      uni.removeStorageSync(key)
    } catch {
      return
    }
  },
  back(): void {
    if (getCurrentPages().length > 1) uni.navigateBack({})
    else uni.switchTab({ url: HOME })
  },
  call(phone: string): void {
    uni.makePhoneCall({ phoneNumber: phone, fail: () => undefined })
  },
  language(): string {
    return uni.getLocale()
  },
} satisfies Partial<Platform>

const toHex = (bytes: Uint8Array): string => {
  let text = ''
  for (let i = 0; i < bytes.length; i += 1) text += (bytes[i] as number).toString(16).padStart(2, '0')
  return text
}

/** Random hex digits; keys only have to be unlike each other, so a weak source is good enough where no strong one exists. */
export const hexOf = (bytes: number, fill?: (array: Uint8Array) => void): string => {
  const array = new Uint8Array(bytes)
  if (fill) fill(array)
  else for (let i = 0; i < bytes; i += 1) array[i] = Math.floor(Math.random() * 256)
  return toHex(array)
}

/** Where the platform's own image waits until it is needed, there is nothing to watch. */
export const nearAtOnce = (_element: unknown, then: () => void): (() => void) => {
  then()
  return () => undefined
}
