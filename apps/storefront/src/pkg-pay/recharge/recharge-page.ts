import type { RechargeOffers, StartedRecharge } from '@jishi/contracts/payment/stored-value.schema'
import { bonusFor } from '@jishi/contracts/payment/stored-value.terms'
import { computed, ref } from 'vue'
import { newActionKey } from '@/api'
import { useLoad } from '@/composables/load'
import { toast } from '@/composables/toast'
import { wallets } from '@/composables/wallets'
import { weixinAnswer } from '@/composables/weixin-oauth'
import { tidyYuan, yuan } from '@/composables/words'
import { codeToScan } from '@/composables/hand-over'
import { carryOut } from '../parts/carry-out'
import { tellWeixin, withPayer } from '@/composables/payer'
import { t } from '../stored/copy'
import { hereNow } from '../stored/here'
import { rechargeRefused } from '../stored/refused'
import { stored } from '../stored/stored-api'
import { storedPlaces } from '../stored/stored-places'

/** What is to be recharged: one of the offers, or what was typed. */
export interface Chosen {
  readonly amountFen: number
  readonly bonusFen: number
}

/** Whole yuan, as they are typed; null where it is no such number. */
export const ownFenOf = (text: string): number | null => {
  const typed = text.trim()
  return /^\d{1,6}$/.test(typed) ? Number(typed) * 100 : null
}

/** Why this cannot be recharged, told before anything is sent; empty where it can. */
export const faultOf = (offers: RechargeOffers, chosen: Chosen | null, own: string): string => {
  const from = offers.ownFromFen
  if (own.trim() !== '' && from !== null && (chosen === null || chosen.amountFen < from))
    return t('stored.ownFrom', { amount: tidyYuan(from) })
  if (chosen === null || chosen.amountFen + chosen.bonusFen <= offers.roomFen) return ''
  return t('stored.overCap', { cap: tidyYuan(offers.capFen), room: yuan(offers.roomFen) })
}

const start = async ({ amountFen }: Chosen): Promise<StartedRecharge | null> => {
  const channel = await wallets.channel()
  if (channel === null) {
    toast(t('pay.unsupported'))
    return null
  }
  return stored.startRecharge({ body: { amountFen, channel, ...hereNow() }, idempotencyKey: newActionKey() })
}

/** Choosing what to recharge, and paying it as anything else is paid. */
export const useRecharge = () => {
  const offers = useLoad(() => stored.offers({ query: hereNow() }))
  const picked = ref<number | null>(null)
  const own = ref('')
  const busy = ref(false)

  const chosen = computed<Chosen | null>(() => {
    const items = offers.value.value?.items ?? []
    const amountFen = own.value.trim() === '' ? picked.value : ownFenOf(own.value)
    return amountFen === null || amountFen === 0 ? null : { amountFen, bonusFen: bonusFor(items, amountFen) }
  })
  const fault = computed(() => (offers.value.value ? faultOf(offers.value.value, chosen.value, own.value) : ''))

  const pick = (amountFen: number): void => {
    picked.value = amountFen
    own.value = ''
  }

  const load = async (): Promise<void> => {
    await offers.run()
    const first = offers.value.value?.items.find(({ fits }) => fits)
    if (picked.value === null && first) picked.value = first.amountFen
  }

  const pay = async (): Promise<void> => {
    const now = chosen.value
    if (now === null || fault.value !== '' || busy.value) return
    busy.value = true
    codeToScan.value = null
    try {
      const started = await withPayer(() => start(now), storedPlaces.rechargePath)
      if (started) await carryOut(started.id, started.pay.pay, storedPlaces.result)
    } catch (error) {
      toast(rechargeRefused(error))
      await load()
    } finally {
      busy.value = false
    }
  }

  /** Back from WeChat: it is known who pays now, and what was chosen has to be chosen again. */
  const comeBack = async (): Promise<void> => {
    const found = weixinAnswer('pay')
    if (found && (await tellWeixin(found.code))) toast(t('stored.payerKnown'))
  }

  return { offers: offers.value, error: offers.error, own, picked, chosen, fault, busy, pick, load, pay, comeBack }
}
