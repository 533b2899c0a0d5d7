import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import type { PriceChangePreview } from '@jishi/contracts/order/price-change.schema'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { api } from '@/api'
import { asApiError, type ApiError } from '@/api/api-error'
import { useWrite } from '@/composables/use-write'
import { bodyOf, isSame, movesOf, tooLowOf, type Moves } from './price-form'

const TYPING_MS = 250

/** Something would be otherwise, and nothing else waits to be settled before. */
const mayBe = (preview: PriceChangePreview | null): boolean => preview !== null && !preview.waits && !isSame(preview)

/** What a change of an order's price would do, asked of the shop while it is typed, and then the change itself. */
export const usePriceChange = (read: () => AdminOrderView) => {
  const client = useQueryClient()
  const { busy, error, write, forget, unlessBusy } = useWrite()
  const moves = shallowRef<Moves>(new Map())
  const preview = shallowRef<PriceChangePreview | null>(null)
  const looking = shallowRef<ApiError | null>(null)
  /** The preview on show is what was typed last. */
  const fresh = shallowRef(false)
  let asked = 0
  let waiting: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(waiting))

  /** The answer to the last question counts, whichever comes last. */
  const look = async (): Promise<void> => {
    const mine = (asked += 1)
    fresh.value = false
    try {
      const told = await api.priceChange.preview({ params: { id: read().id }, body: bodyOf(moves.value) })
      if (mine !== asked) return
      preview.value = told
      looking.value = null
      fresh.value = true
    } catch (caught) {
      if (mine === asked) looking.value = asApiError(caught)
    }
  }
  const move = (next: Moves): void => {
    moves.value = next
    asked += 1
    fresh.value = false
    forget()
    clearTimeout(waiting)
    waiting = setTimeout(() => void look(), TYPING_MS)
  }
  const start = (): void => {
    forget()
    preview.value = null
    moves.value = movesOf(read())
    void look()
  }
  const refresh = (): void => void client.invalidateQueries({ queryKey: ['orders'] })

  /** Undefined when it was refused; what is so by now is then looked at again. */
  const change = async (reason: string) => {
    if (preview.value === null || !fresh.value) return undefined
    const body = { ...bodyOf(moves.value), reason: reason.trim(), expectedPayableFen: preview.value.payableBeforeFen }
    const wish = { id: read().id, body }
    const made = await write(wish, (idempotencyKey) =>
      api.priceChange.change({ params: { id: read().id }, body, idempotencyKey }),
    )
    refresh()
    if (made === undefined && tooLowOf(error.value) === null) void look()
    return made
  }

  const mayChange = computed(() => fresh.value && mayBe(preview.value))
  return { busy, moves, preview, fresh, error, looking, mayChange, move, start, look, change, unlessBusy }
}
