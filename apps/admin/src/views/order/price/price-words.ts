import type { PriceChangeView } from '@jishi/contracts/order/price-change.schema'
import type { PriceChangeState } from '@jishi/contracts/order/price-change.terms'
import { yuanText } from '@/components/money'
import type { Tone } from '@/components/state-tag.vue'
import { t } from '@/copy'

export const priceTones: Record<PriceChangeState, Tone> = {
  proposed: 'gold',
  in_force: 'fresh',
  replaced: 'quiet',
  refused: 'brand',
  withdrawn: 'quiet',
  overtaken: 'quiet',
}

const signedText = (amountFen: number): string => (amountFen > 0 ? `+${yuanText(amountFen)}` : yuanText(amountFen))

/** What a change moves one line by; one that takes an earlier move away says so. */
export const moveText = ({ title, skuLabel, beforeFen, changeFen }: PriceChangeView['lines'][number]): string => {
  const name = [title, skuLabel].filter((part) => part !== '').join(' ')
  if (changeFen === 0) return t('price.takenBack', { name, amount: signedText(beforeFen) })
  return `${name} ${signedText(changeFen)}`
}

/** Who made it, and who agreed or refused where somebody else was asked. */
export const peopleText = ({ makerName, checkerName, state }: PriceChangeView): string =>
  [
    t('price.madeBy', { name: makerName ?? '—' }),
    ...(checkerName === null
      ? []
      : [t(state === 'refused' ? 'price.refusedBy' : 'price.approvedBy', { name: checkerName })]),
  ].join(' · ')
