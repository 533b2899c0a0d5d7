import type { AfterSaleCard, AfterSaleOptions } from '@jishi/contracts/order/after-sale.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { computed } from 'vue'
import { api } from '@/api'
import { useLoad } from '@/composables/load'

export interface LineDoor {
  /** It may be asked for. */
  readonly apply: boolean
  /** The after-sale to look at: the one that is under way, else the last one. */
  readonly sale: { readonly id: string; readonly word: 'open' | 'done' | 'exchanged' } | null
}

const ENDED_WELL = 'done'

const wordOf = ({ endedAt, kind }: AfterSaleCard): 'open' | 'done' | 'exchanged' => {
  if (endedAt === null) return 'open'
  return kind === 'exchange' ? 'exchanged' : 'done'
}

/** What a line of an order leads to. One that was withdrawn or closed is over: the list of after-sales still has it. */
export const doorOf = (lineId: string, options: AfterSaleOptions | null, sales: readonly AfterSaleCard[]): LineDoor => {
  const line = options?.lines.find((one) => one.lineId === lineId)
  const about = sales.filter(({ lines }) => lines.some((one) => one.lineId === lineId))
  const shown = about.find(({ endedAt }) => endedAt === null) ?? about.find(({ state }) => state === ENDED_WELL)
  return {
    apply: line !== undefined && line.kinds.length > 0,
    sale: shown === undefined ? null : { id: shown.id, word: wordOf(shown) },
  }
}

const CONCERNED: readonly OrderView['state'][] = ['paid', 'shipped', 'completed', 'refunded']

/** The after-sales of an order, and what may still be asked for; the order is worth seeing without them, too. */
export const useLineDoors = (read: () => OrderView | null) => {
  const known = useLoad(async () => {
    const id = read()?.id ?? ''
    const [options, sales] = await Promise.all([
      api.afterSale.options({ params: { id } }),
      api.afterSale.list({ query: { orderId: id } }),
    ])
    return { options, sales: sales.items }
  })
  const doors = computed(() => {
    const { options, sales } = known.value.value ?? { options: null, sales: [] }
    return new Map((read()?.lines ?? []).map(({ id }) => [id, doorOf(id, options, sales)]))
  })
  const load = (): void => {
    const order = read()
    if (order && CONCERNED.indexOf(order.state) >= 0) void known.run()
  }
  return { doors, load }
}
