import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import { TRACKING_NO_PATTERN } from '@jishi/contracts/order/order.terms'
import type { ShipBody } from '@jishi/contracts/order/shipment.schema'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef } from 'vue'
import { api } from '@/api'
import { ActionKey } from '@/api/action-key'
import { asApiError, fieldsRefused, type ApiError } from '@/api/api-error'
import { t } from '@/copy'
import { cleanNumber, guessCarrier } from './carrier-guess'

export interface ShipErrors {
  trackingNo?: string
  carrierCode?: string
  form?: ApiError
}

/** What is wrong with the form before anybody is asked. */
export const shipFaults = (number: string, carrier: string | undefined): ShipErrors => {
  const errors: ShipErrors = {}
  if (number === '') errors.trackingNo = t('ship.numberMissing')
  else if (!TRACKING_NO_PATTERN.test(number)) errors.trackingNo = t('ship.numberWrong')
  if (carrier === undefined) errors.carrierCode = t('ship.carrierMissing')
  return errors
}

/** Where a refusal belongs: at the field that caused it, else over the form. */
export const shipRefusal = (error: ApiError): ShipErrors => {
  if (error.code === 'SHIPMENT_NO_TAKEN') return { trackingNo: error.message }
  if (error.code === 'CARRIER_UNKNOWN') return { carrierCode: error.message }
  const fields = fieldsRefused(error)
  if (fields.has('trackingNo')) return { trackingNo: t('ship.numberWrong') }
  if (fields.has('carrierCode')) return { carrierCode: t('ship.carrierMissing') }
  return { form: error }
}

/** The form that sends an order's parcel. One parcel keeps one key until it has been answered. */
export const useShipForm = () => {
  const queryClient = useQueryClient()
  const number = shallowRef('')
  const picked = shallowRef<string>()
  const sending = shallowRef(false)
  const errors = ref<ShipErrors>({})
  const key = new ActionKey()
  const guess = computed(() => guessCarrier(number.value))
  /** The operator's own choice stands, whatever the number looks like. */
  const carrier = computed(() => picked.value ?? guess.value)

  const reset = (): void => {
    number.value = ''
    picked.value = undefined
    errors.value = {}
  }
  /** Without pieces everything that waits goes into the parcel. */
  const send = async (orderId: string, pieces?: ShipBody['pieces']): Promise<AdminOrderView | undefined> => {
    const trackingNo = cleanNumber(number.value)
    errors.value = shipFaults(trackingNo, carrier.value)
    const carrierCode = carrier.value
    if (sending.value || carrierCode === undefined || errors.value.trackingNo !== undefined) return undefined
    const body: ShipBody = { carrierCode, trackingNo, ...(pieces === undefined ? {} : { pieces }) }
    sending.value = true
    try {
      const shipped = await api.order.ship({ params: { id: orderId }, body, idempotencyKey: key.of([orderId, body]) })
      key.answered()
      queryClient.setQueryData(['orders', 'one', orderId], shipped)
      void queryClient.invalidateQueries({ queryKey: ['orders'] })
      return shipped
    } catch (caught) {
      const error = asApiError(caught)
      errors.value = shipRefusal(error)
      if (!error.unanswered) key.answered()
      if (['ORDER_ACTION_NOT_ALLOWED', 'ORDER_PAYMENT_MISSING', 'SHIP_PIECES_GONE'].includes(error.code))
        void queryClient.invalidateQueries({ queryKey: ['orders'] })
      return undefined
    } finally {
      sending.value = false
    }
  }
  return { number, picked, guess, carrier, sending, errors, reset, send }
}
