import type { CartLine } from '@jishi/contracts/order/cart.schema'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/api'
import { places } from '@/composables/places'
import { toast } from '@/composables/toast'
import { shortYuan } from '@/composables/words'
import { t } from '@/copy'
import { useCart, type RemovedLine } from '@/stores/cart'
import { useSession } from '@/stores/session'

const UNDO_MS = 5000
const QTY_PAUSE_MS = 350

interface Undoable {
  words: string
  line: RemovedLine
}

export interface CartPage {
  cart: ReturnType<typeof useCart>
  signedIn: ComputedRef<boolean>
  error: ShallowRef<ApiError | null>
  folded: Ref<boolean>
  /** Lines that can be ordered, and those that cannot as they stand. Too few left can be mended here, so it counts as sound. */
  sound: ComputedRef<CartLine[]>
  broken: ComputedRef<CartLine[]>
  allSelected: ComputedRef<boolean>
  freight: ComputedRef<string>
  undoable: ShallowRef<Undoable | null>
  load(): Promise<void>
  setQty(lineId: string, qty: number): void
  select(lineId: string, selected: boolean): Promise<void>
  selectAll(selected: boolean): Promise<void>
  remove(line: CartLine): Promise<void>
  clearBroken(): Promise<void>
  undo(): Promise<void>
  settle(): void
}

const isBroken = (line: CartLine): boolean => line.problem === 'off_shelf' || line.problem === 'sold_out'

const freightText = (view: ReturnType<typeof useCart>['view']): string => {
  if (!view || view.selectedQty === 0) return ''
  const { freightFen, freeOverFen } = view.freight
  if (freightFen === 0) return t('cart.noFreight')
  if (freeOverFen === null) return ''
  if (view.selectedFen >= freeOverFen) return t('cart.freeReached', { over: shortYuan(freeOverFen) })
  return t('cart.freeOver', { gap: shortYuan(freeOverFen - view.selectedFen) })
}

/** What the cart page does, over the cart store: waits out quick taps, says what failed, offers the way back. */
export const useCartPage = (): CartPage => {
  const cart = useCart()
  const session = useSession()
  const error = shallowRef<ApiError | null>(null)
  const folded = ref(false)
  const undoable = shallowRef<Undoable | null>(null)
  const pauses: Record<string, ReturnType<typeof setTimeout>> = {}
  let undoTimer: ReturnType<typeof setTimeout> | null = null

  const items = computed(() => cart.view?.items ?? [])
  const sound = computed(() => items.value.filter((line) => !isBroken(line)))
  const broken = computed(() => items.value.filter(isBroken))
  const allSelected = computed(() => sound.value.length > 0 && sound.value.every((line) => line.selected))

  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      error.value = null
      return true
    } catch (caught) {
      const known = caught instanceof ApiError ? caught : new ApiError('UNKNOWN', t('error.unknown'), 0, '')
      error.value = known
      if (cart.view) toast(known.message)
      return false
    }
  }

  const load = async (): Promise<void> => void (await attempt(() => cart.load()))

  /** Quick taps become one request with the last number. */
  const setQty = (lineId: string, qty: number): void => {
    cart.preview(lineId, qty)
    const waiting = pauses[lineId]
    if (waiting !== undefined) clearTimeout(waiting)
    pauses[lineId] = setTimeout(() => {
      delete pauses[lineId]
      void attempt(() => cart.setQty(lineId, qty)).then((done) => (done ? undefined : load()))
    }, QTY_PAUSE_MS)
  }

  const select = async (lineId: string, selected: boolean): Promise<void> =>
    void (await attempt(() => cart.select([lineId], selected)))

  const selectAll = async (selected: boolean): Promise<void> =>
    void (await attempt(() =>
      cart.select(
        sound.value.map((line) => line.id),
        selected,
      ),
    ))

  const offerUndo = (next: Undoable | null): void => {
    if (undoTimer !== null) clearTimeout(undoTimer)
    undoable.value = next
    if (next) undoTimer = setTimeout(() => (undoable.value = null), UNDO_MS)
  }

  const remove = async (line: CartLine): Promise<void> => {
    await attempt(async () => {
      const gone = await cart.remove(line.id)
      if (gone) offerUndo({ words: t('cart.removed', { name: line.title }), line: gone })
    })
  }

  const undo = async (): Promise<void> => {
    const back = undoable.value
    offerUndo(null)
    if (!back) return
    const { skuId, qty } = back.line
    await attempt(async () => {
      await cart.add({ skuId, qty })
      await cart.load()
    })
  }

  const clearBroken = async (): Promise<void> => {
    await attempt(async () => {
      for (const line of broken.value.slice()) await cart.remove(line.id)
    })
  }

  const settle = (): void => {
    if (!cart.view || cart.view.selectedQty === 0) return toast(t('cart.nothingSelected'))
    if (session.signedIn) return places.checkout()
    return places.signIn('checkout')
  }

  return {
    cart,
    signedIn: computed(() => session.signedIn),
    error,
    folded,
    sound,
    broken,
    allSelected,
    freight: computed(() => freightText(cart.view)),
    undoable,
    load,
    setQty,
    select,
    selectAll,
    remove,
    clearBroken,
    undo,
    settle,
  }
}
