import { miniParts } from '../shared/mini-parts'
import { hexOf, nearAtOnce, uniParts } from '../shared/uni-parts'
import type { Insets, Platform } from '../types'
import { accountAddress } from './account-address'
import { confirmReceipt } from './confirm-receipt'
import { pay } from './pay'
import { watchPrivacy } from './privacy'
import { quickProof } from './quick-proof'

const BAR = 44
// It does not change while the program runs, and asking the system is slow.
const system = uni.getSystemInfoSync()
const density = Math.min(3, system.pixelRatio)
const FALLBACK_TOP = 20

/** WeChat mini program: its capsule shares the top row, its hosts are absolute. */
export const platform: Platform = {
  ...uniParts,
  ...miniParts,
  name: 'mp-weixin',
  origin: import.meta.env.VITE_API_BASE ?? 'http://127.0.0.1:3000',
  nativeBack: false,
  patches: false,
  lazyImages: true,
  start: () => undefined,
  insets(): Insets {
    const screen = uni.getSystemInfoSync()
    const capsule = uni.getMenuButtonBoundingClientRect()
    return {
      top: screen.statusBarHeight ?? FALLBACK_TOP,
      bar: BAR,
      right: capsule ? screen.windowWidth - capsule.left : 96,
      left: 0,
    }
  },
  ios: system.platform === 'ios',
  container: () => 'mp-weixin',
  pay,
  accountAddress,
  confirmReceipt,
  quickWay: () => 'weixin',
  quickProof,
  watchPrivacy,
  pageAddress: (path: string) => path,
  randomHex: (bytes: number) => hexOf(bytes),
  device: () => 'mp-weixin',
  whenNear: nearAtOnce,
  density: () => density,
  calm: () => false,
  openDemoConsole: (_port: number) => false,
}
