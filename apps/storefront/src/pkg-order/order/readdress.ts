import type { AddressQuote } from '@jishi/contracts/order/order-centre.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { computed, ref } from 'vue'
import { api, newActionKey, wordsOf } from '@/api'
import { chosenAddressId } from '@/composables/chosen-address'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { yuan } from '@/composables/words'
import { t } from '../words/copy'

interface Asked {
  addressId: string
  quote: AddressQuote
  key: string
}

const wordsFor = ({ differenceFen }: AddressQuote): string => {
  if (differenceFen === 0) return t('order.readdress.same')
  if (differenceFen > 0) return t('order.readdress.more', { amount: yuan(differenceFen) })
  return t('order.readdress.less', { amount: yuan(-differenceFen) })
}

const told = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    toast(wordsOf(error))
  }
}

/** Sending an order somewhere else: an address is picked, its price is told, and only then is it asked for. */
export const useReaddress = (read: () => string, changed: (order: OrderView) => void) => {
  const asked = ref<Asked | null>(null)
  let picking = false

  const dialog = computed(() =>
    asked.value === null
      ? null
      : {
          title: t('order.readdress.ask'),
          words: wordsFor(asked.value.quote),
          yes: t('order.readdress.yes'),
          no: t('order.readdress.keep'),
        },
  )

  const start = (): void => {
    picking = true
    chosenAddressId.value = null
    places.addresses(true)
  }

  /** Back on the order's page: whoever picked an address is told what it costs to go there. */
  const resume = (): void => {
    const addressId = chosenAddressId.value
    if (!picking || addressId === null) return
    picking = false
    chosenAddressId.value = null
    void told(async () => {
      const quote = await api.orderCentre.quoteAddress({ params: { id: read() }, query: { addressId } })
      if (quote.deliverable) asked.value = { addressId, quote, key: newActionKey() }
      else toast(t('checkout.notDeliverable'))
    })
  }

  const answer = (yes: boolean): void => {
    const now = asked.value
    asked.value = null
    if (!yes || !now) return
    const { differenceFen } = now.quote
    const body = { addressId: now.addressId, differenceFen }
    void told(async () => {
      changed(await api.orderCentre.readdress({ params: { id: read() }, body, idempotencyKey: now.key }))
      if (differenceFen <= 0) toastDone(t('order.readdress.done'))
    })
  }

  const keep = (): void =>
    void told(async () => {
      changed(await api.orderCentre.keepAddress({ params: { id: read() } }))
      toast(t('order.readdress.kept'))
    })

  return { dialog, start, resume, answer, keep }
}
