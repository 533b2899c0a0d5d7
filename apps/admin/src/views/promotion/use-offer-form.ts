import { computed } from 'vue'
import { api } from '@/api'
import { useDeskForm } from '@/composables/use-desk-form'
import { freshOffer, offerBodyOf, offerDraftOf } from './offer-draft'

/** The form of one promotion: loaded, typed in, read, saved. */
export const useOfferForm = (id: () => string | undefined) => {
  const { stored: offer, ...form } = useDeskForm({
    ...{ id, name: 'offers', room: 'offer' },
    ...{ fresh: freshOffer, draftOf: offerDraftOf, bodyOf: offerBodyOf },
    load: (known) => api.offers.one({ params: { id: known } }),
    create: (body, idempotencyKey) => api.offers.add({ body, idempotencyKey }),
    change: (known, body, idempotencyKey) =>
      api.offers.change({ params: { id: known.id }, body: { ...body, version: known.version }, idempotencyKey }),
  })
  return { ...form, offer, fixed: computed(() => offer.value !== undefined && offer.value.phase !== 'draft') }
}
