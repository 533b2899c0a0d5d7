import type { AfterSaleOptions } from '@jishi/contracts/order/after-sale.schema'
import type { AfterSaleKind, AfterSaleReason } from '@jishi/contracts/order/after-sale.terms'
import { computed, ref } from 'vue'
import { api, named, noteServerTime } from '@/api'
import { useLoad } from '@/composables/load'
import { fitting, kindsOf, reasonsFor, type Picks } from './asking'

export interface Opened {
  readonly orderId: string
  /** The line the buyer came from. */
  readonly lineId: string
}

const optionsOf = async (orderId: string): Promise<AfterSaleOptions> => {
  const answer = await api.afterSale.options({ params: { id: named(orderId) } })
  noteServerTime(answer.serverTime)
  return answer
}

/** What may be asked for, and what the buyer chose of it; what no longer fits is dropped, never what still does. */
export const useChoice = (read: () => Opened) => {
  const kind = ref<AfterSaleKind>('refund_only')
  const picks = ref<Picks>({})
  const reason = ref<AfterSaleReason | null>(null)
  /** What is wanted for the pieces of a line, by line. */
  const wanted = ref<Readonly<Record<string, string>>>({})
  const offers = useLoad(() => api.afterSale.exchangeOptions({ params: { id: named(read().orderId) } }))
  const loaded = useLoad(() => optionsOf(read().orderId))
  const lines = computed(() => loaded.value.value?.lines ?? [])
  const kinds = computed(() => kindsOf(lines.value))
  const reasons = computed(() => reasonsFor(lines.value, kind.value, picks.value))

  const settle = (): void => {
    if (!kinds.value.includes(kind.value)) kind.value = kinds.value[0] ?? 'refund_only'
    picks.value = fitting(lines.value, kind.value, picks.value)
    const still = reasons.value.some((choice) => choice.reason === reason.value && choice.obstacle === null)
    if (!still) reason.value = null
  }

  const load = async (): Promise<void> => {
    const first = loaded.value.value === null
    await loaded.run()
    const from = lines.value.find(({ lineId }) => lineId === read().lineId)
    if (first && from !== undefined) {
      // Whoever has received the goods most often wants to send them back.
      kind.value = from.kinds.includes('return_refund') ? 'return_refund' : 'refund_only'
      picks.value = { [from.lineId]: 1 }
    }
    settle()
  }

  const choose = (next: AfterSaleKind): void => {
    kind.value = next
    settle()
    if (next === 'exchange' && offers.value.value === null) void offers.run()
  }
  const pick = (lineId: string, qty: number): void => {
    picks.value = { ...picks.value, [lineId]: qty }
    settle()
  }

  const want = (lineId: string, skuId: string): void => {
    wanted.value = { ...wanted.value, [lineId]: skuId }
  }

  const asked = computed(() => {
    const exchange = kind.value === 'exchange'
    const chosen = Object.keys(picks.value).map((lineId) => {
      const skuId = wanted.value[lineId]
      return { lineId, qty: picks.value[lineId] ?? 0, ...(exchange && skuId !== undefined ? { skuId } : {}) }
    })
    if (chosen.length === 0 || reason.value === null) return null
    if (exchange && chosen.some(({ lineId }) => !wanted.value[lineId])) return null
    return { orderId: read().orderId, kind: kind.value, reason: reason.value, lines: chosen }
  })

  return { kind, picks, reason, wanted, offers, want, lines, kinds, reasons, loaded, asked, load, choose, pick }
}
