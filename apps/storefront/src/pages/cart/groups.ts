import type { CartLine, CartView } from '@jishi/contracts/order/cart.schema'
import { hintShown, means, type HintShown } from '@/components/offer/hint'

/** Lines that stand under one promotion, and what is missing for it; `offer` is null for lines that no promotion means. */
export interface CartGroup {
  key: string
  offer: { id: string; label: string } | null
  lines: CartLine[]
  /** It is reached already and takes something off, or gives something along. */
  reached: boolean
  hints: HintShown[]
}

type Told = Pick<CartView, 'hints' | 'rules'>

/**
 * The cart by promotions: a line stands under the first that means it, groups in the order of their first line, and those
 * without any at the end. A hint stands once, with the first group whose goods it is about.
 */
export const groupsOf = (lines: readonly CartLine[], { hints, rules }: Told): CartGroup[] => {
  const groups: CartGroup[] = []
  for (const line of lines) {
    const offer = line.offers[0] ?? null
    const key = offer?.id ?? ''
    const group = groups.find((one) => one.key === key)
    if (group) group.lines.push(line)
    else {
      const reached = rules.some((rule) => rule.applied && rule.code === `offer.${key}`)
      groups.push({ key, offer, lines: [line], reached, hints: [] })
    }
  }
  for (const hint of hints) {
    const group = groups.find((one) => one.lines.some((line) => means(line, hint.offerId)))
    group?.hints.push(hintShown(hint, lines))
  }
  return [...groups.filter(({ offer }) => offer !== null), ...groups.filter(({ offer }) => offer === null)]
}
