import { shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'
import { t } from '@/copy'
import { groupedNo } from '../order-words'
import type { Say } from './use-told'

/** The orders that wait at the table, in the address: a refresh keeps them, and so does a link. */
export const useQueue = (say: Say) => {
  const [route, router] = [useRoute(), useRouter()]
  const looking = shallowRef(false)
  const without = (id: string): string[] =>
    String(route.query['ids'] ?? '')
      .split(',')
      .filter((one) => one !== id && one !== '')
  const show = (ids: readonly string[]): Promise<unknown> =>
    router.replace({ query: ids.length === 0 ? {} : { ids: ids.join() } })

  /** The slip's own barcode lays its order on the table. */
  const lay = async (orderNo: string): Promise<void> => {
    looking.value = true
    try {
      const { items } = await api.order.adminOrders({ query: { q: orderNo, limit: 1 } })
      const id = items.find((one) => one.orderNo === orderNo && one.state === 'paid')?.id
      if (id === undefined) return say('wrong', t('packing.notWaiting', { no: groupedNo(orderNo) }))
      await show([id, ...without(id)])
      say('right', t('packing.laid', { no: groupedNo(orderNo) }))
    } catch (caught) {
      say('wrong', asApiError(caught).message)
    } finally {
      looking.value = false
    }
  }
  return { looking, lay, done: (id: string) => show(without(id)) }
}
