import { answering, type ClientParts, type Options } from './client.js'
import { CannotNavigate, type PageStack } from './page-stack.js'

export type Api = Record<string, (...args: never[]) => unknown>

export interface Outcome {
  ok: boolean
  answer: unknown
}

/** How a client words its answers. */
export interface Words {
  ok(name: string, more?: Options): Outcome
  fail(name: string, why: string, more?: Options): Outcome
}

/** Moving between pages is the same in both clients. */
export const moving = (parts: ClientParts, { ok, fail }: Words): Api => {
  const move = (name: string, go: (stack: PageStack, options: Options) => void) => {
    return (options: Options = {}) => {
      setTimeout(() => {
        parts.guard(() => {
          try {
            go(parts.pages(), options)
            answering(parts, options, ok(name))
          } catch (error) {
            if (!(error instanceof CannotNavigate)) throw error
            answering(parts, options, fail(name, error.message))
          }
        })
      }, 0)
    }
  }
  const url = (options: Options): string => String(options['url'])
  return {
    navigateTo: move('navigateTo', (stack, options) => stack.navigateTo(url(options))),
    redirectTo: move('redirectTo', (stack, options) => stack.redirectTo(url(options))),
    switchTab: move('switchTab', (stack, options) => stack.switchTab(url(options))),
    reLaunch: move('reLaunch', (stack, options) => stack.reLaunch(url(options))),
    navigateBack: move('navigateBack', (stack, options) => stack.navigateBack(Number(options['delta'] ?? 1))),
  }
}

/** What only shows something, noted for the test to read. */
export const showing = (parts: ClientParts, { ok }: Words): Api => {
  const { device } = parts
  const done = (name: string) => (options?: Options) => answering(parts, options, ok(name))
  const quiet = [
    'setTabBarItem',
    'setNavigationBarTitle',
    'setNavigationBarColor',
    'stopPullDownRefresh',
    'hideToast',
    'showLoading',
    'hideLoading',
    'hideKeyboard',
    'showTabBar',
    'hideTabBar',
    'showShareMenu',
  ]
  return {
    ...Object.fromEntries(quiet.map((name) => [name, done(name)])),
    showToast(options: Options) {
      device.toasts.push(String(options['title']))
      done('showToast')(options)
    },
    showModal(options: Options) {
      device.modals.push({ title: String(options['title'] ?? ''), content: String(options['content'] ?? '') })
      answering(parts, options, ok('showModal', { confirm: true, cancel: false }))
    },
    setTabBarBadge(options: Options) {
      device.badges.set(Number(options['index']), String(options['text']))
      done('setTabBarBadge')(options)
    },
    removeTabBarBadge(options: Options) {
      device.badges.delete(Number(options['index']))
      done('removeTabBarBadge')(options)
    },
    vibrateShort(options: Options) {
      device.vibrations += 1
      done('vibrateShort')(options)
    },
    pageScrollTo(options: Options) {
      device.scrolls.push(String(options['selector'] || options['scrollTop']))
      done('pageScrollTo')(options)
    },
    makePhoneCall(options: Options) {
      device.calls.push(String(options['phoneNumber']))
      done('makePhoneCall')(options)
    },
  }
}
