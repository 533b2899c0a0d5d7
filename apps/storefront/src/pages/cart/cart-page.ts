import type { CartLine } from '@jishi/contracts/order/cart.schema'
import { computed, ref, shallowRef, type ComputedRef } from 'vue'
import { asApiError, isMissing, type ApiError } from '@/api'
import { places } from '@/composables/places'
import { toast } from '@/composables/toast'
import { shortYuan, tidyYuan } from '@/composables/words'
import { t } from '@/copy'
import { putBack, useCart } from '@/stores/cart'
import { useSession } from '@/stores/session'
import { useUndo } from './undo'

const QTY_PAUSE_MS = 350

type Cart = ReturnType<typeof useCart>
type Attempt = (work: () => Promise<unknown>) => Promise<boolean>

// Too few left can be mended on this page, so such a line still counts as sound.
const isBroken = (line: CartLine): boolean => line.problem !== null && line.problem !== 'short_stock'

const freightText = (view: Cart['view']): string => {
  if (!view || view.selectedQty === 0) return ''
  const { freightFen, freeOverFen } = view.freight
  if (freightFen === 0) return t('cart.noFreight')
  if (freeOverFen === null) return ''
  if (view.selectedFen >= freeOverFen) return t('cart.freeReached', { over: shortYuan(freeOverFen) })
  return t('cart.freeOver', { gap: tidyYuan(freeOverFen - view.selectedFen) })
}

/** The lines of the page: those that can be ordered, those that cannot as they stand, and the words above them. */
const useLines = (cart: Cart) => {
  const items = computed(() => cart.view?.items ?? [])
  const sound = computed(() => items.value.filter((line) => !isBroken(line)))
  const broken = computed(() => items.value.filter(isBroken))
  const allSelected = computed(() => sound.value.length > 0 && sound.value.every((line) => line.selected))
  const freight = computed(() => freightText(cart.view))
  return { sound, broken, allSelected, freight }
}

/** Quick taps on a stepper become one request with the last number. */
const useQty = (cart: Cart, attempt: Attempt) => {
  const pauses: Record<string, ReturnType<typeof setTimeout>> = {}

  const send = async (id: string, qty: number): Promise<void> => {
    delete pauses[id]
    const done = await attempt(() => cart.setQty(id, qty))
    if (!done) await attempt(() => cart.load())
  }

  return (id: string, qty: number): void => {
    cart.preview(id, qty)
    const waiting = pauses[id]
    if (waiting !== undefined) clearTimeout(waiting)
    pauses[id] = setTimeout(() => void send(id, qty), QTY_PAUSE_MS)
  }
}

/** Runs a piece of work and says what failed: on the page while there is nothing else to show, else as a toast. */
const useAttempt = (cart: Cart) => {
  const error = shallowRef<ApiError | null>(null)
  const attempt: Attempt = async (work) => {
    try {
      await work()
      error.value = null
      return true
    } catch (caught) {
      const known = asApiError(caught)
      if (isMissing(known) && cart.view) {
        // The line is gone: another device of the same person took it out.
        toast(t('cart.changedElsewhere'))
        void cart.load().catch(() => undefined)
        return false
      }
      error.value = known
      if (cart.view) toast(known.message)
      return false
    }
  }
  return { error, attempt }
}

/** Taking lines out, with a way back. */
const useRemoval = (cart: Cart, attempt: Attempt, broken: ComputedRef<CartLine[]>) => {
  const { undoable, offer, takeBack } = useUndo()

  const remove = async (line: CartLine): Promise<void> => {
    await attempt(async () => {
      const gone = await cart.remove(line.id)
      if (gone) offer({ words: t('cart.removed', { name: line.title }), line: gone })
    })
  }

  const undo = async (): Promise<void> => {
    const back = takeBack()
    if (!back) return
    await attempt(() => putBack(cart, back.line))
  }

  const clearBroken = async (): Promise<void> => {
    await attempt(async () => {
      for (const line of broken.value.slice()) await cart.remove(line.id)
    })
  }

  return { undoable, remove, undo, clearBroken }
}

/** What the cart page does, over the cart store. */
export const useCartPage = () => {
  const cart = useCart()
  const session = useSession()
  const folded = ref(false)
  const lines = useLines(cart)
  const { error, attempt } = useAttempt(cart)
  const removal = useRemoval(cart, attempt, lines.broken)

  const load = async (): Promise<void> => void (await attempt(() => cart.load()))
  const select = async (id: string, selected: boolean): Promise<void> =>
    void (await attempt(() => cart.select([id], selected)))
  const selectAll = async (selected: boolean): Promise<void> => {
    const ids = lines.sound.value.map((line) => line.id)
    await attempt(() => cart.select(ids, selected))
  }

  const settle = (): void => {
    if (!cart.view || cart.view.selectedQty === 0) return toast(t('cart.nothingSelected'))
    if (session.signedIn) return places.checkout()
    return places.signIn('checkout')
  }

  const signedIn = computed(() => session.signedIn)
  const setQty = useQty(cart, attempt)
  return {
    cart,
    signedIn,
    error,
    folded,
    ...lines,
    ...removal,
    load,
    setQty,
    select,
    selectAll,
    settle,
  }
}
