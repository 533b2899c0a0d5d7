import type { OrderView } from '@jishi/contracts/order/order.schema'
import { t } from '../words/copy'

type Noted = Pick<OrderView['lines'][number], 'cancelledQty' | 'noReasonConfirmedAt'>

/** What is to be known of a line of an order beside what it is and what it cost. */
export const lineNote = ({ cancelledQty, noReasonConfirmedAt }: Noted): string =>
  [
    cancelledQty > 0 ? t('order.shopCancelled.pieces', { n: cancelledQty }) : '',
    noReasonConfirmedAt === null ? '' : t('noReason.confirmed'),
  ]
    .filter((words) => words !== '')
    .join(' · ')
