import { computed } from 'vue'
import { api } from '@/api'
import { useDeskForm } from '@/composables/use-desk-form'
import { t } from '@/copy'
import { couponBodyOf, couponDraftOf, freshCoupon } from './coupon-draft'

/** One coupon template: loaded, typed in, saved, launched, stopped. */
export const useCouponForm = (id: () => string | undefined) => {
  const { stored: template, ...form } = useDeskForm({
    ...{ id, name: 'coupon-templates', room: 'coupon' },
    ...{ fresh: freshCoupon, draftOf: couponDraftOf, bodyOf: couponBodyOf },
    load: (known) => api.coupons.template({ params: { id: known } }),
    // A whole template is changed under the name of one property.
    pathOf: (path) => path.replace(/^template\./, ''),
    create: (body, idempotencyKey) => api.coupons.createTemplate({ body, idempotencyKey }),
    change: (known, body, idempotencyKey) =>
      api.coupons.changeTemplate({
        params: { id: known.id },
        body: { version: known.version, template: body },
        idempotencyKey,
      }),
  })
  const move = (way: 'launch' | 'stop'): Promise<void> =>
    form.turn(way, t(`coupon.ask.${way}`, { name: template.value?.name ?? '' }), api.coupons[way])
  return {
    ...{ ...form, template, move },
    fixed: computed(() => template.value !== undefined && template.value.state !== 'draft'),
  }
}
