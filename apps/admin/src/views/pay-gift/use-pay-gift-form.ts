import { computed } from 'vue'
import { api } from '@/api'
import { useDeskForm } from '@/composables/use-desk-form'
import { t } from '@/copy'
import { freshPayGift, payGiftBodyOf, payGiftDraftOf } from './pay-gift-draft'

export type PayGiftTurn = 'launch' | 'pause' | 'resume' | 'stop'

/** One rule of gifts: loaded, typed in, saved, launched, paused, stopped. */
export const usePayGiftForm = (id: () => string | undefined) => {
  const { stored: gift, ...form } = useDeskForm({
    ...{ id, name: 'pay-gifts', room: 'pay-gift' },
    ...{ fresh: freshPayGift, draftOf: payGiftDraftOf, bodyOf: payGiftBodyOf },
    load: (known) => api.payGifts.one({ params: { id: known } }),
    // A whole rule is changed under the name of one property, and its gift is one field.
    pathOf: (path) => path.replace(/^rule\./, '').replace(/^gift\..*/, 'gift'),
    create: (body, idempotencyKey) => api.payGifts.create({ body, idempotencyKey }),
    change: (known, body, idempotencyKey) =>
      api.payGifts.change({ params: { id: known.id }, body: { version: known.version, rule: body }, idempotencyKey }),
  })
  const turn = (way: PayGiftTurn): Promise<void> =>
    form.turn(way, t(`payGift.ask.${way}`, { name: gift.value?.name ?? '' }), api.payGifts[way])
  return {
    ...{ ...form, gift, turn },
    fixed: computed(() => gift.value !== undefined && gift.value.state !== 'draft'),
  }
}
