import type { PaymentOptions } from '@jishi/contracts/payment/payment.schema'
import { WALLETS, type PaymentChannel, type Wallet } from '@jishi/contracts/payment/payment.terms'
import { computed, ref, shallowRef } from 'vue'
import { platform } from '#platform'
import { api } from '@/api'

type Option = PaymentOptions['items'][number]

const KEY = 'jishi.wallet'

/** What can be paid with here, as the server last said; the preferred one first. */
const options = shallowRef<Option[]>([])

const remembered = (): Wallet | null => {
  const kept = platform.read(KEY)
  return WALLETS.find((wallet) => wallet === kept) ?? null
}
/** Whether members may have a balance to pay with, and it may be shown here. */
const balance = ref(false)
const wished = ref<Wallet | null>(remembered())

/** The wallet somebody chose last time, where it is offered; else the shop's preferred one. */
export const optionFor = (offered: readonly Option[], wish: Wallet | null): Option | null =>
  offered.find((option) => option.wallet === wish) ?? offered[0] ?? null

const chosen = computed(() => optionFor(options.value, wished.value))

const load = async (): Promise<void> => {
  const answer = await api.payment.options({ query: { container: platform.container() } })
  options.value = answer.items
  balance.value = answer.balance.usable && !platform.ios
}

const choose = (wallet: Wallet): void => {
  wished.value = wallet
  platform.write(KEY, wallet)
}

/** The channel to pay with now; null when this container can pay with nothing. */
const channel = async (): Promise<PaymentChannel | null> => {
  if (options.value.length === 0) await load()
  return chosen.value?.channel ?? null
}

/** One choice for the whole shop: what is chosen at the checkout is what an unpaid order is paid with later. */
export const wallets = { options, balance, chosen, load, choose, channel }
