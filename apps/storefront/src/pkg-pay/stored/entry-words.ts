import type { StoredEntry } from '@jishi/contracts/payment/stored-value.schema'
import { yuan } from '@/composables/words'
import { t } from './copy'

/** '+12.00', '−3.50'; empty for nothing. */
export const signedYuan = (amountFen: number): string => {
  if (amountFen === 0) return ''
  return amountFen > 0 ? `+${yuan(amountFen)}` : `−${yuan(-amountFen)}`
}

/** Principal and bonus of a movement, apart where both moved. */
export const partsText = ({ principalFen, bonusFen }: StoredEntry): string =>
  [
    principalFen === 0 ? '' : t('stored.partPrincipal', { amount: signedYuan(principalFen) }),
    bonusFen === 0 ? '' : t('stored.partBonus', { amount: signedYuan(bonusFen) }),
  ]
    .filter((text) => text !== '')
    .join(t('stored.between'))

/** What it was for; of what went back to a wallet, when it is there. */
export const aboutText = ({ reason, title }: StoredEntry): string =>
  reason === 'recharge_refund' ? t('stored.wayBack') : title

/** What moved the balance, in a word. */
export const reasonText = ({ reason }: StoredEntry): string => t(`stored.reason.${reason}`)
