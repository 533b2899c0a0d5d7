import { learn, say, type CopyKey as FirstKey } from './index'
import later from './zh-later.json'

export { chooseLocale, locale } from './index'

/**
 * The words of everything behind the first screen: offers, coupons, checkout. Whoever imports this brings them along, so that
 * a browser does not wait for them at home; the keys of `@/copy` alone do not know them, and the compiler says so.
 */
export type CopyKey = FirstKey | keyof typeof later

learn(later)

export const t = (key: CopyKey, values: Readonly<Record<string, string | number>> = {}): string => say(key, values)
