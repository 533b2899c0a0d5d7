import { isNumber } from '@jishi/kernel/numbers'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { t } from '@/copy'
import { cleanNumber } from '../carrier-guess'
import { groupedNo } from '../order-words'
import { usePacking } from '../print/use-packing'
import { useShipForm, type ShipErrors } from '../ship-order'
import { scanned, type Scanned } from './pack-table'
import { useParcel } from './use-parcel'
import { useQueue } from './use-queue'
import { useTold } from './use-told'

const refusedText = (found: Exclude<Scanned, { means: 'piece' | 'tracking' }>, code: string): string =>
  found.means === 'surplus' ? t('packing.surplus', { title: found.line.title }) : t(`packing.${found.means}`, { code })
const refusalText = ({ form, trackingNo, carrierCode }: ShipErrors): string =>
  form?.message ?? trackingNo ?? carrierCode ?? t('packing.refused')

/** The table parcels are packed at: one order lies on it, and every code that is read finds its answer here. */
export const usePackTable = () => {
  const queries = useQueryClient()
  const { packing, loading, error } = usePacking()
  const form = useShipForm()
  const { told, say } = useTold()
  const queue = useQueue(say)
  const order = computed(() => packing.value?.orders[0])
  const lines = computed(() => order.value?.lines ?? [])
  const { packed, whole, begun, put, empty } = useParcel(lines, say)

  const clear = (): void => {
    empty()
    form.reset()
  }
  watch(() => order.value?.id, clear)

  /** A parcel that is being packed is not pushed aside by the slip of another. */
  const slip = (orderNo: string): void => {
    if (order.value?.orderNo === orderNo) say('right', t('packing.onTable'))
    else if (begun.value) say('wrong', t('packing.busy'))
    else void queue.lay(orderNo)
  }
  const numbered = (number: string): void => {
    // The same number twice is a person who means it.
    if (cleanNumber(form.number.value) === number && form.carrier.value !== undefined) return void ship()
    form.number.value = number
    form.errors.value = {}
    say('right', t(form.carrier.value === undefined ? 'packing.carrierWanted' : 'packing.again', { no: number }))
  }
  const answer = (found: Scanned, code: string): void => {
    if (found.means === 'piece') put(found.line, 1)
    else if (found.means === 'tracking') numbered(found.number)
    else say('wrong', refusedText(found, code))
  }
  const take = (typed: string): void => {
    const code = cleanNumber(typed)
    if (code === '' || queue.looking.value || form.sending.value) return
    if (isNumber(code)) return slip(code)
    if (order.value === undefined) return say('wrong', t('packing.orderFirst'))
    answer(scanned(lines.value, packed.value, code), code)
  }
  /** Exactly the pieces that were scanned: an order that changed meanwhile is refused, not sent otherwise. */
  const ship = async (): Promise<void> => {
    const here = order.value
    if (here === undefined || !whole.value) return
    const pieces = here.lines.map(({ id, qty }) => ({ lineId: id, qty }))
    const shipped = await form.send(here.id, pieces)
    if (shipped === undefined) {
      say('wrong', refusalText(form.errors.value))
      return void queries.invalidateQueries({ queryKey: ['packing'] })
    }
    clear()
    void queries.invalidateQueries({ queryKey: ['to-ship'] })
    await queue.done(here.id)
    say('whole', t('ship.done', { no: groupedNo(here.orderNo) }))
  }
  return { packing, loading, error, order, lines, packed, whole, begun, told, form, put, clear, take, ship }
}
