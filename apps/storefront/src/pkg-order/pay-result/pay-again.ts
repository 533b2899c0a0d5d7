import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { payAsWeixin, shownCode, type Paying } from '@/composables/paying'
import { wallets } from '@/composables/wallets'
import { weixinAnswer } from '@/composables/weixin-oauth'
import { payOrChoose } from '../paying-way'
import type { PayHint } from './pay-watch'

interface PayAgain {
  leaving: Ref<boolean>
  /** The picture of the code to scan for this order; empty when none is shown. */
  code: ComputedRef<string>
  pay(): Promise<void>
  comeBack(): void
}

/** Paying from the result page: once more, with another wallet, or after WeChat has said who pays. */
export const usePayAgain = (
  read: () => string,
  hint: Ref<PayHint>,
  again: (hint: PayHint) => void,
  repriced: Ref<boolean>,
): PayAgain => {
  const leaving = ref(false)
  const code = computed(() => (shownCode.value?.orderId === read() ? shownCode.value.picture : ''))

  const during = async (work: () => Promise<Paying>): Promise<void> => {
    if (leaving.value) return
    leaving.value = true
    try {
      if ((await work()) === 'processing') again('processing')
    } finally {
      leaving.value = false
    }
  }

  const pay = (): Promise<void> => during(() => payOrChoose(read(), 'result'))

  const comeBack = (): void => {
    const found = weixinAnswer('pay')
    if (found) void during(() => payAsWeixin(read(), found.code))
  }

  watch(
    code,
    (picture) => {
      if (picture !== '') hint.value = 'scanning'
      else if (hint.value === 'scanning') hint.value = 'none'
    },
    { immediate: true },
  )
  // A code asks for the amount it was made with, and the shop has closed its payment.
  watch(repriced, (now) => {
    if (now) shownCode.value = null
  })
  // A code belongs to the wallet it was made for.
  watch(wallets.chosen, (now, before) => {
    if (before && now?.channel !== before.channel) shownCode.value = null
  })

  return { leaving, code, pay, comeBack }
}
