import { platform } from '#platform'
import { ApiError, api, newActionKey } from '@/api'
import { t } from '@/copy'
import { places } from './places'
import { toast } from './toast'

/**
 * Opens a payment and leaves for the channel. The result page is put in place first, so that whichever way the
 * shopper comes back, they land where the server is asked. Resolves to false when nothing was opened.
 */
export const payOrder = async (orderId: string, from: 'result' | 'over' | 'instead'): Promise<boolean> => {
  const channel = platform.payChannel
  if (channel === null) {
    toast(t('pay.unsupported'))
    if (from === 'instead') await places.payResult(orderId, false)
    return false
  }
  try {
    const instruction = await api.order.startPayment({
      params: { id: orderId },
      body: { channel },
      idempotencyKey: newActionKey(),
    })
    if (from !== 'result') await places.payResult(orderId, from === 'over')
    return (await platform.pay(instruction)) === 'left'
  } catch (error) {
    toast(error instanceof ApiError ? error.message : t('error.unknown'))
    if (from === 'instead') await places.payResult(orderId, false)
    return false
  }
}
