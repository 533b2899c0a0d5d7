import type { PaymentStatus } from '@jishi/contracts/payment/payment.schema'
import type { StoredBalance } from '@jishi/contracts/payment/stored-value.schema'
import { computed, ref } from 'vue'
import { api, asApiError, codeOf, named, newActionKey } from '@/api'
import { useLoad } from '@/composables/load'
import { carryOut, payOrder } from '@/composables/paying'
import { toast } from '@/composables/toast'
import { wallets } from '@/composables/wallets'
import { weixinAnswer } from '@/composables/weixin-oauth'
import { tellWeixin, withPayer } from '@/composables/payer'
import { t } from '../stored/copy'
import { stored } from '../stored/stored-api'
import { storedPlaces } from '../stored/stored-places'
import { usePad } from '../stored/use-pad'

interface Owed {
  status: PaymentStatus
  balance: StoredBalance
}

export interface Shares {
  /** What the balance pays of it, and what a channel pays beside it. */
  readonly balanceFen: number
  readonly restFen: number
}

/** As much of the balance as there is; what it is kept for here already counts as there. */
export const sharesOf = ({ status, balance }: Owed, on: boolean): Shares => {
  const balanceFen = on ? Math.min(balance.availableFen + status.balanceFen, status.amountFen) : 0
  return { balanceFen, restFen: status.amountFen - balanceFen }
}

const askOwed = async (orderId: string): Promise<Owed> => {
  const [status, balance] = await Promise.all([
    api.order.payment({ params: { id: named(orderId) } }),
    stored.balance(),
    wallets.load(),
  ])
  return { status, balance }
}

/** A refusal that is told by what it means here, and by what helps. */
export const wordsFor = (error: unknown): string => {
  const { code, details, message } = asApiError(error)
  const wallet = wallets.chosen.value ? t(`wallet.${wallets.chosen.value.wallet}`) : ''
  if (code === 'BALANCE_NOT_ENOUGH') return t('stored.notEnough')
  if (code === 'PAYMENT_CHANNEL_DOWN' && wallet !== '') return t('stored.channelDown', { wallet })
  if (code === 'PAYMENT_CHANNEL_UNKNOWN' && wallet !== '') return t('stored.channelElsewhere', { wallet })
  const paid = code === 'PAYMENT_NOT_ALLOWED' && (details as { reason?: unknown } | undefined)?.reason === 'paid'
  return paid ? t('pay.paid') : message
}

/** What was read is what is sent: as much by the balance, and the rest by the chosen wallet. */
const payShares = async (orderId: string, { balanceFen, restFen }: Shares, password: string): Promise<void> => {
  const channel = restFen === 0 ? undefined : ((await wallets.channel()) ?? undefined)
  if (restFen > 0 && channel === undefined) return toast(t('pay.unsupported'))
  const body = { channel, amountFen: balanceFen + restFen, balance: { amountFen: balanceFen, password } }
  const open = () => api.order.startPayment({ params: { id: orderId }, body, idempotencyKey: newActionKey() })
  const instruction = await withPayer(open, storedPlaces.cashierPath(orderId))
  if (instruction) await carryOut(orderId, 'instead', instruction)
}

/** Paying an order by the balance, by a channel, or by both. */
export const useCashier = (read: () => string) => {
  const page = useLoad(() => askOwed(read()))
  const on = ref(true)
  const leaving = ref(false)
  const fault = ref('')
  const shares = computed<Shares>(() =>
    page.value.value ? sharesOf(page.value.value, on.value) : { balanceFen: 0, restFen: 0 },
  )

  const failed = (error: unknown): void => {
    fault.value = wordsFor(error)
    void page.run()
  }

  const pad = usePad((password) => payShares(read(), shares.value, password), failed)

  /** Without the balance it is paid as anywhere else. */
  const pay = async (): Promise<void> => {
    if (leaving.value || !page.value.value) return
    fault.value = ''
    leaving.value = true
    try {
      if (shares.value.balanceFen > 0) await pad.ask()
      else await payOrder(read(), 'instead', page.value.value.status.amountFen)
    } finally {
      leaving.value = false
    }
  }

  /** Back from WeChat: it is known who pays now, and the password is asked for again. */
  const comeBack = async (): Promise<void> => {
    const found = weixinAnswer('pay')
    if (found && (await tellWeixin(found.code))) toast(t('stored.payerKnownPay'))
  }

  /** Nothing is to be paid any more, or nobody's. */
  const over = computed(() => {
    const state = page.value.value?.status.state
    return state === 'paid' || state === 'closed'
  })
  const gone = computed(() => page.error.value !== null && codeOf(page.error.value) === 'NOT_FOUND')

  return {
    owed: page.value,
    error: page.error,
    load: page.run,
    on,
    leaving,
    fault,
    shares,
    pad,
    pay,
    comeBack,
    over,
    gone,
  }
}
