import type { RechargeOffers, StoredBalance, StoredRefundable } from '@jishi/contracts/payment/stored-value.schema'
import { computed } from 'vue'
import { useLoad } from '@/composables/load'
import { usePages } from '@/composables/pages'
import { stored } from '../stored/stored-api'
import { hereNow } from '../stored/here'

interface Standing {
  balance: StoredBalance
  refundable: StoredRefundable
  offers: RechargeOffers
}

const ask = async (): Promise<Standing> => {
  const [balance, refundable, offers] = await Promise.all([
    stored.balance(),
    stored.refundable(),
    stored.offers({ query: hereNow() }),
  ])
  return { balance, refundable, offers }
}

/** A balance as it stands, what of it goes back, and everything that moved it. */
export const useBalancePage = () => {
  const standing = useLoad(ask)
  const entries = usePages((cursor) => stored.entries({ query: { cursor } }))
  const seen = standing.value
  /** Where nothing is offered and nothing ever was, there is nothing to show. */
  const nothing = computed(
    () => seen.value !== null && !seen.value.balance.offered && entries.ready.value && entries.items.value.length === 0,
  )
  const load = async (): Promise<void> => void (await Promise.all([standing.run(), entries.restart(true)]))
  return { standing: seen, error: standing.error, entries, nothing, load }
}
