import type { offersZh } from './offers-zh'

export const offersEn: Record<keyof typeof offersZh, string> = {
  'audit.kind.offer': 'Promotion',
  'audit.family.offer': 'Promotions',
  'audit.do.offer.drafted': 'Drafted a promotion',
  'audit.do.offer.changed': 'Changed a promotion',
  'audit.do.offer.launched': 'Launched a promotion',
  'audit.do.offer.approval_asked': 'Asked for a promotion below a price floor',
  'audit.do.offer.approved': 'Agreed to a promotion below a price floor',
  'audit.do.offer.stopped': 'Stopped a promotion',
  'audit.do.offer.discarded': 'Threw away the draft of a promotion',
}
