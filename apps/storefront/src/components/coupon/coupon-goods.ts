import type { CouponView } from '@jishi/contracts/promotion/coupons.schema'
import { places } from '@/composables/places'
import { t } from '@/copy/later'

/** The list of what a coupon can be used for: all goods, or those of its scope alone. */
export const seeGoods = ({ scopeAll, templateId }: Pick<CouponView, 'scopeAll' | 'templateId'>): void =>
  places.list(scopeAll ? { title: t('coupon.goods') } : { coupon: templateId, title: t('coupon.itsGoods') })
