import { ref, watch, type Ref } from 'vue'
import { codeToScan } from '@/composables/hand-over'
import type { PayHint } from '@/composables/payment-watch'
import { payAsWeixin, type Paying } from '@/composables/paying'
import { weixinAnswer } from '@/composables/weixin-oauth'
import { payOrChoose } from '../paying-way'

interface PayAgain {
  leaving: Ref<boolean>
  pay(): Promise<void>
  comeBack(): void
}

/** Paying from the result page: once more, with another wallet, or after WeChat has said who pays. */
export const usePayAgain = (read: () => string, again: (hint: PayHint) => void, repriced: Ref<boolean>): PayAgain => {
  const leaving = ref(false)

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

  // A code asks for the amount it was made with, and the shop has closed its payment.
  watch(repriced, (now) => {
    if (now) codeToScan.value = null
  })

  return { leaving, pay, comeBack }
}
